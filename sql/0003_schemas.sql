-- public: the API. kaboom: trigger functions and helpers. partitions: storage. monitoring: views for the DBA.
-- Who may use a schema is said in functions/00_platform/restore_platform.sql, which runs again after a
-- restore.

create schema if not exists partitions;
comment on schema partitions is 'Partitions of market_data and audit_logs. Nobody but the owner may use it.';
revoke all on schema partitions from public;

create schema if not exists monitoring;
comment on schema monitoring is 'Views on load, indexes, sizes and upkeep for the DBA.';
revoke all on schema monitoring from public;

-- Settings of each transaction of the migrator, because a role, a database or a pooled session may have
-- others.
set local search_path = public;
set local client_min_messages = warning;
set local statement_timeout = 0;
set local lock_timeout = '500ms';
set local standard_conforming_strings = on;
set local check_function_bodies = on;
set local transform_null_equals = off;
set local quote_all_identifiers = off;
set local row_security = off;
set local datestyle = 'ISO';
set local intervalstyle = 'postgres';

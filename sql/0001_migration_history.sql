-- Where the migrator writes down what it has applied. It records this file too, as any other.

create schema if not exists kaboom;
comment on schema kaboom is 'Trigger functions, helpers and the history of migrations. Nobody but the owner may use it.';
revoke all on schema kaboom from public;

create table if not exists kaboom.migrations (
    path text not null,
    kind text not null,
    checksum text not null,
    duration_ms integer not null,
    applied_by text not null default current_user,
    applied_at timestamptz not null default clock_timestamp(),
    constraint migrations_pkey primary key (path),
    constraint kind_is_known check (kind in ('versioned', 'repeatable'))
);
comment on table kaboom.migrations is 'The files that made this database, one row for each.';
comment on column kaboom.migrations.path is 'The file, relative to the project.';
comment on column kaboom.migrations.kind is 'versioned: run once. repeatable: run again when its text changes.';
comment on column kaboom.migrations.checksum is 'SHA-256 of the rendered text, line endings and BOM normalised.';
comment on column kaboom.migrations.duration_ms is
'How long the file took, in milliseconds; 0 where the Supabase CLI applied it.';
comment on column kaboom.migrations.applied_by is 'Database role that applied the file last.';
comment on column kaboom.migrations.applied_at is 'When the file was applied last.';
revoke all on kaboom.migrations from public;
alter table kaboom.migrations enable row level security;
create policy "Nobody but the owner reads the history" on kaboom.migrations using (false);

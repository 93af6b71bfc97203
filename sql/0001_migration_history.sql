-- Where the migrator writes down what it has applied, and how it has left the database. It records this file,
-- too.

create schema if not exists kaboom;
comment on schema kaboom is
'Trigger functions, helpers and the history of migrations. Nobody but the owner may use it.';
revoke all on schema kaboom from public;

create table kaboom.migrations (
    path text not null,
    kind text not null,
    checksum text not null,
    release text not null,
    duration_ms integer not null,
    applied_by text not null default current_user,
    applied_at timestamptz not null default now(),
    missing_since timestamptz,
    constraint migrations_pkey primary key (path),
    constraint kind_is_known check (kind in ('versioned', 'repeatable'))
);
alter table kaboom.migrations enable row level security;
revoke all on kaboom.migrations from public;
create policy "Nobody but the owner reads the history" on kaboom.migrations using (false);

comment on table kaboom.migrations is 'The files that made this database, one row for each.';
comment on column kaboom.migrations.path is 'The file, relative to the project.';
comment on column kaboom.migrations.kind is
'versioned: run once. repeatable: run again when its text changes.';
comment on column kaboom.migrations.checksum is
'SHA-256 of the rendered text, line endings and BOM normalised. Empty while a file without transaction runs.';
comment on column kaboom.migrations.release is 'The release of Kaboom that applied the file.';
comment on column kaboom.migrations.duration_ms is
'How long the file ran, in milliseconds; 0 where the Supabase CLI applied it.';
comment on column kaboom.migrations.applied_by is 'The role that applied the file.';
comment on column kaboom.migrations.applied_at is 'Start of the transaction that applied the file last.';
comment on column kaboom.migrations.missing_since is
'When a run first found the file gone from the project; null while it is there.';

create table kaboom.objects (
    object text not null,
    within text,
    path text,
    made_at timestamptz,
    expected text,
    found text,
    before text,
    constraint objects_pkey primary key (object)
);
alter table kaboom.objects enable row level security;
revoke all on kaboom.objects from public;
create policy "Nobody but the owner reads the objects" on kaboom.objects using (false);

comment on table kaboom.objects is
$$The catalogue as the last run left it, one row for each object: a fingerprint of the database.

A difference to kaboom.catalogue() is drift; kaboom.drift() lists it.$$;
comment on column kaboom.objects.object is
'Kind and name, as PostgreSQL identifies it: function kaboom.drift().';
comment on column kaboom.objects.within is
'What the object belongs to: its table, its schema, or the name of the function.';
comment on column kaboom.objects.path is
'The repeatable file that made it last; null where a versioned file made it.';
comment on column kaboom.objects.made_at is 'Start of the transaction in which that file made it.';
comment on column kaboom.objects.expected is
'MD5 of its definition as the files left it; null where no file made it.';
comment on column kaboom.objects.found is
'MD5 of its definition at the end of the last run; null where it was missing.';
comment on column kaboom.objects.before is
'MD5 of its definition when the unfinished run began; null outside of a run.';

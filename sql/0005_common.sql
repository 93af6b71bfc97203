-- Functions that tables need are made here, because sql/ never calls a file of functions/.

-- The one home of the form of a code. Four characters, letters since 2024 (130A), and a fifth digit for other
-- classes of shares (25935 is a preferred share; a fifth digit 0 is how some feeds write the ordinary share).
create function kaboom.is_tokyo_code(code text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return code ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY][1-9]?$';
end;
$$;

comment on function kaboom.is_tokyo_code is
'Whether a text is the code of a share at the Tokyo Stock Exchange. Arguments: code. Returns: null for null.';

revoke execute on function kaboom.is_tokyo_code from public, anon, authenticated, service_role;
-- Because a check runs as the one who writes the row; without USAGE on the schema they call it nowhere else.
grant execute on function kaboom.is_tokyo_code to authenticated, service_role;

create domain kaboom.tokyo_code as text
constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(value));

comment on domain kaboom.tokyo_code is
'The code of a share at the Tokyo Stock Exchange, such as 7203, 130A or 25935.';

-- For policies: what only the database writes is refused to users even where the grants would allow it, after
-- a restore or a careless "grant all", say. Definer, because a policy that reads its own table would call
-- itself. Volatile, because a statement that has waited for a lock compares with the row as it is now.
create function kaboom.changes_only(relation regclass, id uuid, changed jsonb, columns text[])
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    is_so boolean;
begin
    execute format('select to_jsonb(t) - $2 = $3 - $2 from %s as t where t.id = $1', relation)
    into is_so
    using id, columns || '{updated_at}', changed;
    return coalesce(is_so, false);
end;
$$;

comment on function kaboom.changes_only is
$$Whether an update changes no other columns than some.

Arguments: relation; id of the row; changed, the row as it will be, as JSON; columns that may change, besides
updated_at.$$;

revoke execute on function kaboom.changes_only from public, anon, authenticated, service_role;
-- Because a policy runs as the one who writes the row.
grant execute on function kaboom.changes_only to authenticated;

create table public.error_catalog (
    code varchar(5) not null,
    name text not null,
    meaning text not null,
    hint text not null,
    meaning_ja text not null,
    hint_ja text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint error_catalog_pkey primary key (code),
    constraint error_catalog_name_key unique (name),
    constraint code_is_of_class_kb check (code ~ '^KB[0-9A-Z]{3}$')
);
alter table public.error_catalog enable row level security;
revoke all on public.error_catalog from public, anon, authenticated, service_role;

comment on table public.error_catalog is
$$Every error of Kaboom's own: its SQLSTATE, its name, what it means and what to do, in English and in
Japanese.

PostgREST answers each of them with HTTP status 400 and the SQLSTATE in the field code.$$;
comment on column public.error_catalog.code is 'SQLSTATE, of class KB.';
comment on column public.error_catalog.name is 'Name for programs, in snake_case; unique.';
comment on column public.error_catalog.meaning is 'What happened.';
comment on column public.error_catalog.hint is 'What the caller can do.';
comment on column public.error_catalog.meaning_ja is 'meaning in Japanese.';
comment on column public.error_catalog.hint_ja is 'hint in Japanese.';
comment on column public.error_catalog.created_at is 'Time of the transaction that inserted the row.';
comment on column public.error_catalog.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table kaboom.dropped_partitions (
    name text not null,
    dropped_at timestamptz not null default now(),
    size_bytes bigint not null,
    constraint dropped_partitions_pkey primary key (name, dropped_at)
);
alter table kaboom.dropped_partitions enable row level security;
revoke all on kaboom.dropped_partitions from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads what was dropped" on kaboom.dropped_partitions using (false);

comment on table kaboom.dropped_partitions is
$$Partitions that were dropped because they were older than a setting keeps them.

Nobody but the owner reads it; see monitoring.upkeep.$$;
comment on column kaboom.dropped_partitions.name is 'Name that the partition had in schema partitions.';
comment on column kaboom.dropped_partitions.dropped_at is 'When it was dropped.';
comment on column kaboom.dropped_partitions.size_bytes is 'Bytes of its rows and indexes.';

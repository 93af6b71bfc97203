create or replace function kaboom.assert_version_follows(
    former public.corporate_actions, earlier public.corporate_actions, sent public.corporate_actions
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    other public.corporate_actions;
begin
    if earlier.id is not null or sent.version <> coalesce(former.version, 0) + 1 then
        raise exception 'version % of the % of % on % contradicts version %, which is in force',
            sent.version, sent.kind, sent.symbol, sent.ex_date, former.version
            using errcode = 'KB632',
            detail = jsonb_build_object(
                'symbol', sent.symbol, 'kind', sent.kind, 'ex_date', sent.ex_date, 'version', sent.version,
                'in_force', to_jsonb(former)
            )::text,
            hint = format('Send a correction as version %s.', coalesce(former.version, 0) + 1);
    end if;
    select a.* into other
    from public.corporate_actions as a
    where a.symbol = sent.symbol
        and a.ex_date = sent.ex_date
        and a.kind <> sent.kind
        and a.kind <> 'dividend'
        and a.is_in_force
        and not a.is_void;
    if found and sent.kind <> 'dividend' and not sent.is_void then
        raise exception '% has a % on % already', sent.symbol, other.kind, sent.ex_date
            using errcode = 'KB632',
            detail = jsonb_build_object(
                'symbol', sent.symbol, 'kind', sent.kind, 'ex_date', sent.ex_date, 'in_force', to_jsonb(other)
            )::text,
            hint = 'Make the other one void by a new version, or send one action with the ratio of both.';
    end if;
end;
$$;

comment on function kaboom.assert_version_follows is
$$Refuse a version that contradicts others: a number that is taken, or not the next one, or a second ratio of
the same day.

Arguments: former, the version in force, null for none; earlier, the one with this number, null for none;
sent. Errors: KB632.$$;

revoke execute on function kaboom.assert_version_follows from public, anon, authenticated, service_role;

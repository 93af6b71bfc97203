-- Our own functions only for each series that looks wrong.
create or replace function kaboom.check_series(written kaboom.written_series[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    wrong record;
begin
    for wrong in
        select s.symbol, s.timeframe, s.misaligned
        from unnest(written) as s
        where s.misaligned is not null
            or not s.in_tokyo
        order by s.symbol, s.timeframe
    loop
        perform kaboom.assert_symbol_is_normalised(wrong.symbol);
        perform kaboom.assert_bar_is_aligned(wrong.symbol, wrong.timeframe, wrong.misaligned);
    end loop;
end;
$$;

comment on function kaboom.check_series is
$$Refuse bars whose symbol is not normalised or whose start is not aligned, but for hours.

Arguments: written, what a statement wrote. Errors: KB601, KB602, with the right value in the hint.$$;

revoke execute on function kaboom.check_series from public, anon, authenticated, service_role;

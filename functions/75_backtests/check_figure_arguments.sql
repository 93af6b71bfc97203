create or replace function kaboom.check_figure_arguments(
    initial_capital numeric,
    periods_per_year double precision,
    risk_free double precision,
    required_return double precision
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    argument text;
    wanted text;
begin
    select a.argument, a.wanted into argument, wanted
    from (
        values
            (
                'initial_capital',
                initial_capital between 0.01 and 9999999999999.99,
                'yen from 0.01, below 1e13'
            ),
            ('periods_per_year', periods_per_year between 1 and 100000, 'from 1 to 100000'),
            ('risk_free', risk_free between -0.5 and 0.5, 'a fraction per period from -0.5 to 0.5'),
            ('required_return', required_return between -0.99 and 10, 'a fraction per year from -0.99 to 10')
    ) as a (argument, is_right, wanted)
    where not coalesce(a.is_right, false)
    limit 1;
    if found then
        raise exception '% must be %', argument, wanted
            using errcode = 'KB504',
            detail = jsonb_build_object('argument', argument)::text,
            hint = 'Leave it out for its default, or send a number within these bounds.';
    end if;
end;
$$;

comment on function kaboom.check_figure_arguments is
$$Refuse numbers by which no figures could be computed.

Arguments: initial_capital in yen; periods_per_year; risk_free, a fraction per period; required_return, a
fraction per year.
Errors: KB504 one is out of bounds.$$;

revoke execute on function kaboom.check_figure_arguments from public, anon, authenticated, service_role;

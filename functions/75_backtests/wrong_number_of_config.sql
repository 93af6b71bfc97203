-- Because workers read these numbers much later, when nobody is there to correct them.
create or replace function kaboom.wrong_number_of_config(
    strategy_name text, strategy_config jsonb, out path text, out wanted text
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with numbers as (
        select '$.' || k.key as path, strategy_config -> k.key as given, k.low, k.high, k.is_whole
        from (
            values
                ('consensus_threshold', 0, 1, false, false),
                ('periods_per_year', 1, 100000, false, false),
                ('risk_free', -0.5, 0.5, false, false),
                ('required_return', -0.99, 10, false, false),
                ('commission_rate', 0, 0.5, false, true),
                ('trading_unit', 1, 1000000, true, true),
                ('tick', 0.01, 1000000, false, true),
                ('volume_share', 0.000001, 1, false, true),
                ('fast', 1, 1000, true, true),
                ('slow', 2, 1000, true, true)
        ) as k (key, low, high, is_whole, is_for_reference)
        where strategy_config ? k.key
            and (not k.is_for_reference or kaboom.is_reference_strategy(strategy_name))
        union all
        select
            '$.decision_weights.' || case
                when w.key ~ '^[A-Za-z_][A-Za-z_0-9]{0,59}$' then w.key
                else to_json(left(w.key, 60))::text
            end,
            w.value, 0, 1, false
        from jsonb_each(
            case
                when jsonb_typeof(strategy_config -> 'decision_weights') = 'object'
                    then strategy_config -> 'decision_weights'
            end
        ) as w
    )
    select
        n.path,
        format(
            'a %s from %s to %s', case when n.is_whole then 'whole number' else 'number' end, n.low, n.high
        )
    from numbers as n
    where case
        when jsonb_typeof(n.given) = 'number'
            then n.given::numeric not between n.low and n.high or (n.is_whole and n.given::numeric % 1 <> 0)
        else true
    end
    order by n.path
    limit 1;
$$;

comment on function kaboom.wrong_number_of_config is
$$The first known number of a strategy_config that is no number or is out of bounds.

Arguments: strategy_name, since buy_and_hold and sma_cross know more keys; strategy_config, an object.
Returns: path, its JSON path, null where all are right; wanted, what belongs there.$$;

revoke execute on function kaboom.wrong_number_of_config from public, anon, authenticated, service_role;

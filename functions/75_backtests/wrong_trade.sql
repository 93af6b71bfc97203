create or replace function kaboom.wrong_trade(
    trade_history jsonb, first_day date, last_day date, out path text, out given jsonb, out wanted text
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    select
        format('$[%s]', t.place - 1) || coalesce('.' || f.field, ''),
        case when f.field is null then t.trade else t.trade -> f.field end,
        f.wanted
    from jsonb_array_elements(trade_history) with ordinality as t (trade, place)
    cross join lateral (
        select null as field, 'an object with profit' as wanted
        where jsonb_typeof(t.trade) <> 'object'
        union all
        select 'profit', 'a number of yen below 10,000,000,000,000'
        where case
            when jsonb_typeof(t.trade -> 'profit') = 'number'
                then abs((t.trade ->> 'profit')::numeric) > 9999999999999.99
            else true
        end
        union all
        select n.field, 'a number above zero and below 10,000,000,000,000'
        from unnest(array['entry_price', 'exit_price', 'quantity']) as n (field)
        where case jsonb_typeof(t.trade -> n.field)
            when 'number' then (t.trade ->> n.field)::numeric not between 0.000001 and 9999999999999.99
            when 'null' then false
            else t.trade ? n.field
        end
        union all
        select
            d.field,
            format('a day from %s to %s', to_char(first_day, 'YYYY-MM-DD'), to_char(last_day, 'YYYY-MM-DD'))
        from unnest(array['entry_date', 'exit_date']) as d (field)
        where case jsonb_typeof(t.trade -> d.field)
            when 'string' then case
                when t.trade ->> d.field ~ '^[12]\d{3}-\d\d-\d\d$'
                    and t.trade -> d.field @? '$.datetime("YYYY-MM-DD")'
                    then (t.trade ->> d.field)::date not between first_day and last_day
                else true
            end
            when 'null' then false
            else t.trade ? d.field
        end
        union all
        select 'exit_date', 'no earlier than entry_date'
        where t.trade ->> 'exit_date' < t.trade ->> 'entry_date' collate "C"
    ) as f
    order by t.place, f.field nulls first, f.wanted
    limit 1;
$$;

comment on function kaboom.wrong_trade is
$$The first of some trades from which no figures could be computed.

Arguments: trade_history, an array; first_day and last_day that a date may have.
Returns: path, its JSON path, null where all are right; given, what is there, null where it is missing;
wanted, what belongs there.$$;

revoke execute on function kaboom.wrong_trade from public, anon, authenticated, service_role;

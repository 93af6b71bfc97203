create or replace function kaboom.check_trade_history(trade_history jsonb, first_day date, last_day date)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    path text := '$';
    given jsonb;
    wanted text;
begin
    if jsonb_typeof(trade_history) is distinct from 'array' then
        wanted := 'an array of trades';
    elsif octet_length(trade_history::text) > 8388608 then
        wanted := 'at most 8388608 bytes long';
    else
        select format('$[%s].%s', t.place - 1, f.field), t.trade -> f.field, f.wanted into path, given, wanted
        from jsonb_array_elements(trade_history) with ordinality as t (trade, place)
        cross join lateral (
            select 'profit' as field, 'a number of yen below 10,000,000,000,000' as wanted
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
        order by t.place, f.field, f.wanted
        limit 1;
    end if;
    if wanted is not null then
        raise exception 'trade_history: % must be %', path, wanted || coalesce(', not ' || left(given::text, 60), '')
            using errcode = 'KB506',
            detail = jsonb_build_object('argument', 'trade_history', 'path', path)::text,
            hint = 'Send one object a trade: {"profit": 5000}; dates, quantity and prices may be missing.';
    end if;
end;
$$;

comment on function kaboom.check_trade_history is
$$Refuse trades from which no figures could be computed.

Arguments: trade_history, [{"profit", "entry_date", "exit_date", "quantity", "entry_price", "exit_price"}];
first_day and last_day that a date may have. Errors: KB506, with the JSON path of the first element that is
wrong.$$;

revoke execute on function kaboom.check_trade_history from public, anon, authenticated, service_role;

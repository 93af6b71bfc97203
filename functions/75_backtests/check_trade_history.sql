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
        select w.path, w.given, w.wanted into path, given, wanted
        from kaboom.wrong_trade(trade_history, first_day, last_day) as w;
    end if;
    if wanted is not null then
        raise exception 'trade_history: % must be %',
            path, wanted || coalesce(', not ' || left(given::text, 60), '')
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

-- Definer: the caller may not use internal functions. It reads the new row only.
create or replace function kaboom.check_backtest()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    wrong text;
begin
    if coalesce(new.strategy_name !~ '\S', true) then
        raise exception 'strategy_name is blank'
            using errcode = 'KB503',
            detail = jsonb_build_object('argument', 'strategy_name')::text,
            hint = 'Send the name of the strategy; runs are counted by it.';
    end if;
    perform kaboom.check_strategy_config(new.strategy_name, new.strategy_config);
    if array_ndims(new.symbols) > 1 then
        raise exception 'symbols has % dimensions', array_ndims(new.symbols)
            using errcode = 'KB503',
            detail = jsonb_build_object('argument', 'symbols', 'dimensions', array_ndims(new.symbols))::text,
            hint = 'Send one list of symbols, such as {7203,130A}.';
    end if;
    if new.symbols is not null then
        new.symbols := array(
            select coalesce(public.normalise_symbol(s.symbol), s.symbol)
            from unnest(new.symbols) with ordinality as s (symbol, place)
            order by s.place
        );
    end if;
    select left(s.symbol, 60) into wrong
    from unnest(new.symbols) as s (symbol)
    where kaboom.is_tokyo_code(s.symbol) is not true
    limit 1;
    if found then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(wrong, 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('argument', 'symbols', 'value', wrong)::text,
            hint = 'Four characters, such as 7203 or 130A, or five, such as 25935.';
    end if;
    select s.symbol into wrong
    from unnest(new.symbols) as s (symbol)
    group by s.symbol
    having count(*) > 1
    limit 1;
    if found then
        raise exception 'symbols names % twice', wrong
            using errcode = 'KB503',
            detail = jsonb_build_object('argument', 'symbols', 'value', wrong)::text,
            hint = 'Name each symbol once.';
    end if;
    return new;
end;
$$;

comment on function kaboom.check_backtest is
$$Trigger, BEFORE INSERT or UPDATE of what to simulate: normalise symbols, refuse what no worker could run.

Errors: KB201 a symbol is no code, KB503 name, configuration or symbols are not valid.$$;

revoke execute on function kaboom.check_backtest from public, anon, authenticated, service_role;

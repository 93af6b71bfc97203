-- Every figure is worked out by the functions that work out a single fill, one fill after the other; each row of a table is
-- then written once. Definer, because it writes what nobody else may.
create or replace function public.record_executions(executions jsonb, all_or_nothing boolean default false)
returns table (
    index integer, outcome text, execution_id text, code text, message text, detail text, hint text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := 1000;
    members constant text[] := array[
        'user_id', 'trade_id', 'execution_id', 'quantity', 'price', 'commission', 'tax', 'executed_at'
    ];
    sent record;
    fill public.trade_executions;
    -- As they have become, by the numbers of orders_of_executions.
    trades_after public.trades[];
    portfolios_after public.portfolios[];
    positions_after public.positions[];
    known public.trade_executions[];
    trade public.trades;
    portfolio public.portfolios;
    current_position public.positions;
    -- What is to be written.
    booked public.trade_executions[];
    entries public.cash_ledger[];
begin
    if jsonb_typeof(executions) is distinct from 'array'
        or jsonb_path_exists(executions, 'strict $[*] ? (@.type() != "object")')
    then
        raise exception 'executions are no array of objects'
            using errcode = 'KB221',
            detail = jsonb_build_object('type', jsonb_typeof(executions))::text,
            hint = 'Send a JSON array with an object for each fill.';
    end if;
    if jsonb_array_length(executions) > most then
        raise exception 'a batch of % executions is larger than %', jsonb_array_length(executions), most
            using errcode = 'KB220',
            detail = jsonb_build_object('elements', jsonb_array_length(executions), 'most', most)::text,
            hint = format('Send batches of at most %s executions.', most);
    end if;
    -- An order never moves to another portfolio, so where it is may be asked before anything is locked.
    perform public.lock_portfolios(array(
        select distinct (o.trade).portfolio_id
        from kaboom.orders_of_executions(executions) as o
        where (o.trade).id is not null
    ));

    -- A statement of its own: it sees what was committed before the locks were taken.
    for sent in
        select o.*
        from kaboom.orders_of_executions(executions) as o
    loop
        index := sent.index;
        execution_id := sent.element ->> 'execution_id';
        outcome := 'booked';
        code := null;
        message := null;
        detail := null;
        hint := null;
        begin
            perform kaboom.assert_members(sent.element, members);
            fill := jsonb_populate_record(null::public.trade_executions, sent.element);
            perform kaboom.check_fill(fill);
            if (sent.trade).user_id is distinct from coalesce(fill.user_id, (sent.trade).user_id) then
                sent.trade := null;
            end if;
            perform kaboom.assert_order_is_known(sent.trade, fill.trade_id);
            if (known[sent.execution_no]).execution_id is null then
                known[sent.execution_no] := sent.earlier;
            end if;
            if (known[sent.execution_no]).execution_id is not null then
                perform kaboom.assert_same_fill(known[sent.execution_no], fill);
                outcome := 'repeated';
            else
                trade := case when (trades_after[sent.trade_no]).id is null then sent.trade else trades_after[sent.trade_no] end;
                portfolio := case
                    when (portfolios_after[sent.portfolio_no]).id is null then sent.portfolio
                    else portfolios_after[sent.portfolio_no]
                end;
                current_position := case
                    when (positions_after[sent.position_no]).symbol is null then sent.current_position
                    else positions_after[sent.position_no]
                end;
                perform kaboom.assert_fill_fits(trade, fill.quantity);
                fill := kaboom.compute_fill(portfolio, trade, current_position, fill);
                sent.trade := kaboom.order_after_execution(trade, fill);
                portfolio := kaboom.portfolio_after_execution(portfolio, trade, sent.trade, fill);
                current_position := kaboom.position_after_execution(current_position, trade, sent.trade, fill);
                -- Nothing refuses the fill any more.
                trades_after[sent.trade_no] := sent.trade;
                portfolios_after[sent.portfolio_no] := portfolio;
                positions_after[sent.position_no] := current_position;
                known[sent.execution_no] := fill;
                booked := booked || fill;
                entries := entries || kaboom.entries_of_execution(
                    portfolio.id, trade.trade_type, fill, portfolio.current_balance
                );
            end if;
        exception
            when others then
                get stacked diagnostics
                    code := returned_sqlstate, message := message_text, detail := pg_exception_detail,
                    hint := pg_exception_hint;
                -- These are no fault of the fill, and another try may go well.
                if left(code, 2) in ('40', '53', '57', '58', 'XX') then
                    raise;
                end if;
                outcome := 'refused';
        end;
        if outcome = 'refused' and all_or_nothing then
            raise exception 'execution %: %', index, message
                using errcode = code,
                detail = case when code like 'KB%' then (detail::jsonb || jsonb_build_object('index', index))::text else detail end,
                hint = hint;
        end if;
        return next;
    end loop;

    perform kaboom.write_executions(portfolios_after, trades_after, positions_after, entries, booked);
end;
$$;

comment on function public.record_executions is
$$Record several fills in one call, each as by record_execution, in the order of the array. For the service role.

A fill that is refused takes no other with it. With all_or_nothing the call ends with the first refusal, and nothing is
booked. Where a portfolio is busy, the call ends, and may be sent again. The audit has one row for each order of the call.

Arguments: executions, a JSON array of at most 1,000 objects, whose members are the arguments of record_execution;
all_or_nothing.
Returns: for each element its index from 0; outcome: booked, repeated (the same execution_id with the same content was there)
or refused; execution_id; code, message, detail and hint of the refusal.
Errors: KB134 portfolio busy, KB220 more than 1,000 fills, KB221 no array of objects. Of a fill: KB222 unknown member, and
those of record_execution, KB110 to KB112, KB122, KB130, KB132, KB202, KB203, KB206, KB208, KB209, KB211.$$;

revoke execute on function public.record_executions from public, anon, authenticated, service_role;
grant execute on function public.record_executions to service_role;

-- Each order is an insert into trades, as by place_order: the same grants, policies and triggers meet it.
create or replace function public.place_orders(orders jsonb, all_or_nothing boolean default false)
returns table (index integer, outcome text, trade_id uuid, code text, message text, detail text, hint text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := 1000;
    members constant text[] := array[
        'portfolio_id', 'symbol', 'trade_type', 'quantity', 'price', 'order_type', 'stop_price', 'client_order_id',
        'ai_analysis_id', 'symbol_name'
    ];
    element jsonb;
begin
    if jsonb_typeof(orders) is distinct from 'array' or jsonb_path_exists(orders, 'strict $[*] ? (@.type() != "object")') then
        raise exception 'orders are no array of objects'
            using errcode = 'KB221',
            detail = jsonb_build_object('type', jsonb_typeof(orders))::text,
            hint = 'Send a JSON array with an object for each order.';
    end if;
    if jsonb_array_length(orders) > most then
        raise exception 'a batch of % orders is larger than %', jsonb_array_length(orders), most
            using errcode = 'KB220',
            detail = jsonb_build_object('elements', jsonb_array_length(orders), 'most', most)::text,
            hint = format('Send batches of at most %s orders.', most);
    end if;
    if not row_security_active('public.trades') then
        -- A user locks the own account alone, by a trigger. Text that is no uuid is refused with its order below.
        perform public.lock_portfolios(array(
            select translate(e.value ->> 'portfolio_id', '{-}', '')::uuid
            from jsonb_array_elements(orders) as e (value)
            where translate(e.value ->> 'portfolio_id', '{-}', '') ~ '^[0-9a-fA-F]{32}$'
        ));
    end if;

    for index, element in
        select (e.no - 1)::integer, e.value
        from jsonb_array_elements(orders) with ordinality as e (value, no)
        order by e.no
    loop
        begin
            outcome := 'placed';
            trade_id := null;
            code := null;
            message := null;
            detail := null;
            hint := null;
            if exists (select from jsonb_object_keys(element) as k (name) where k.name <> all (members)) then
                raise exception 'an order has no member %', (
                    select min(k.name) from jsonb_object_keys(element) as k (name) where k.name <> all (members)
                )
                    using errcode = 'KB222',
                    detail = jsonb_build_object('members', members)::text,
                    hint = 'Send the arguments of place_order as members.';
            end if;
            insert into public.trades (
                portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id,
                ai_analysis_id, symbol_name
            )
            select r.portfolio_id, r.symbol, r.trade_type, r.quantity, r.price, r.order_type, r.stop_price,
                r.client_order_id, r.ai_analysis_id, r.symbol_name
            from jsonb_to_record('{"order_type": "limit"}' || element) as r (
                portfolio_id uuid, symbol text, trade_type text, quantity numeric, price numeric, order_type text,
                stop_price numeric, client_order_id text, ai_analysis_id uuid, symbol_name text
            )
            returning trades.id into trade_id;
            if not found then
                outcome := 'repeated';
                select t.id into trade_id
                from public.trades as t
                where t.user_id = (
                        select p.user_id from public.portfolios as p where p.id = (element ->> 'portfolio_id')::uuid
                    )
                    and t.client_order_id = element ->> 'client_order_id';
            end if;
        exception
            when others then
                get stacked diagnostics
                    code := returned_sqlstate, message := message_text, detail := pg_exception_detail,
                    hint := pg_exception_hint;
                -- These are no fault of the order, and another try may go well.
                if left(code, 2) in ('40', '53', '57', '58', 'XX') then
                    raise;
                end if;
                outcome := 'refused';
                trade_id := null;
        end;
        if outcome = 'refused' and all_or_nothing then
            raise exception 'order %: %', index, message
                using errcode = code,
                detail = case when code like 'KB%' then (detail::jsonb || jsonb_build_object('index', index))::text else detail end,
                hint = hint;
        end if;
        return next;
    end loop;
end;
$$;

comment on function public.place_orders is
$$Place several orders in one call, each as by place_order, in the order of the array.

An order that is refused takes no other with it. With all_or_nothing the call ends with the first refusal, and nothing is
placed. Where a portfolio is busy, the call ends, and may be sent again.

Arguments: orders, a JSON array of at most 1,000 objects, whose members are the arguments of place_order; all_or_nothing.
Returns: for each element its index from 0; outcome: placed, repeated (the same client_order_id with the same content was
there) or refused; trade_id of the order, null where it is refused; code, message, detail and hint of the refusal.
Errors: KB134 portfolio busy, KB220 more than 1,000 orders, KB221 no array of objects. Of an order: KB222 unknown member, and
those of place_order, KB101, KB102, KB104, KB108, KB110, KB111, KB121, KB150, KB151, KB201 to KB204, KB208, KB210 to KB212,
KB230 to KB234, KB401, KB402.$$;

revoke execute on function public.place_orders from public, anon, authenticated, service_role;
grant execute on function public.place_orders to authenticated, service_role;

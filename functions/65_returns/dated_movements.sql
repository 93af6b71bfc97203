-- The one place that says when something moved: a fill at its time of execution, shares by a corporate action
-- on its ex_date, whatever is taken back at the time of what it takes back, all else when it was booked;
-- nothing before the portfolio was opened. By numbers of entries, because they are what the keys of the
-- ledger and of the adjustments are made of.
create or replace function kaboom.dated_movements(portfolio_ids uuid[], after_entries bigint[])
returns table (
    user_id uuid, portfolio_id uuid, entry_no bigint, day date, symbol text, quantity numeric, cash numeric,
    cost numeric, fractions numeric, realized_pnl numeric, dividends numeric, costs numeric, flow integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with asked as (
        select p.user_id, p.id as portfolio_id, a.after_entry,
            (l.created_at at time zone 'Asia/Tokyo')::date as opened_on
        from unnest(portfolio_ids, after_entries) as a (portfolio_id, after_entry)
        join public.portfolios as p on p.id = a.portfolio_id
        join public.cash_ledger as l on l.user_id = p.user_id and l.portfolio_id = p.id and l.entry_no = 1
    )
    select a.user_id, a.portfolio_id, l.entry_no,
        greatest(
            a.opened_on,
            (coalesce(o.executed_at, e.executed_at, l.created_at) at time zone 'Asia/Tokyo')::date
        ),
        t.symbol, case t.trade_type when 'sell' then -s.quantity else s.quantity end, l.amount, s.cost_change,
        0, s.realized_pnl,
        case when l.kind = any('{dividend,dividend_tax}') then l.amount else 0 end,
        coalesce(s.commission + s.tax, 0),
        case when e.user_id is null and k.contribution <> '0' then sign(l.amount)::integer else 0 end
    from asked as a
    join public.cash_ledger as l
        on l.user_id = a.user_id and l.portfolio_id = a.portfolio_id and l.entry_no > a.after_entry
    join public.movement_kinds as k on k.ledger = 'cash_ledger' and k.kind = l.kind
    left join public.trade_executions as e on e.user_id = l.user_id and e.execution_id = l.execution_id
    left join public.trade_executions as o on o.user_id = e.user_id and o.execution_id = e.reverses
    left join public.trades as t on t.user_id = e.user_id and t.id = e.trade_id
    -- The shares of an execution moved with its first entry.
    left join lateral (
        select e.quantity, e.cost_change, e.realized_pnl, e.commission, e.tax
        where e.entry_no = l.entry_no
    ) as s on true
    union all
    select a.user_id, a.portfolio_id, j.entry_no,
        greatest(
            a.opened_on,
            coalesce(c.ex_date, (coalesce(o.created_at, j.created_at) at time zone 'Asia/Tokyo')::date)
        ),
        j.symbol, j.quantity, 0, j.cost_change, j.fraction_change, j.realized_pnl, 0, 0,
        -- Shares of a kind that goes both ways come from outside or leave; others only change what those
        -- owned are counted as. What a reversal takes back counts as less of what came in, or went out.
        case when k.contribution = '+-' then sign(coalesce(o.quantity, j.quantity))::integer else 0 end
    from asked as a
    join public.position_adjustments as j
        on j.user_id = a.user_id and j.portfolio_id = a.portfolio_id and j.entry_no > a.after_entry
    left join public.position_adjustments as o
        on o.user_id = j.user_id and o.portfolio_id = j.portfolio_id and o.entry_no = j.reverses
    join public.movement_kinds as k on k.ledger = 'position_adjustments' and k.kind = coalesce(o.kind, j.kind)
    -- Shares change on ex_date, whenever the action arrives; a fraction is paid later. A recount is
    -- of the actions before it.
    left join lateral (
        select max(n.ex_date) as ex_date
        from public.position_adjustments as f
        join public.corporate_actions as n on n.id = f.action_id
        where f.user_id = j.user_id
            and f.portfolio_id = j.portfolio_id
            and f.symbol = j.symbol
            and case k.kind
                when 'recount' then f.entry_no < coalesce(o.entry_no, j.entry_no)
                when 'fraction' then false
                else f.entry_no = coalesce(o.entry_no, j.entry_no)
            end
    ) as c on k.contribution <> '+-';
$$;

comment on function kaboom.dated_movements is
$$The movements of cash and shares of portfolios, each on the day in Asia/Tokyo on which it happened.

Arguments: portfolio_ids, and for each the number of the entry after which to begin (after_entries;
0 for all). Returns a row for each entry: user_id, portfolio_id, entry_no; day; symbol of the shares,
null where cash moved alone; quantity of shares, negative where they left, null for none; cash, cost,
fractions (cost that waits for its payment), realized_pnl, dividends and costs (commission and tax) in yen;
flow, 1 where the owner brought it in, -1 where they took it out, else 0, as movement_kinds has it.$$;

revoke execute on function kaboom.dated_movements from public, anon, authenticated, service_role;

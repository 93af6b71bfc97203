-- table: Orders of demo@kaboom.example (yen)
select t.trade_type as side, t.symbol, t.filled_quantity as shares, t.execution_price as price,
    t.commission, t.net_amount,
    t.realized_pnl as realised
from public.trades as t
where t.user_id = '00000000-0000-4000-8000-00000000d000'
order by t.symbol, t.trade_type;
-- table: Position
select v.symbol, v.quantity as shares, v.average_price as average, v.cost_basis as cost, v.price,
    v.market_value as value,
    v.unrealized_pnl as unrealised
from public.position_valuations as v
where v.user_id = '00000000-0000-4000-8000-00000000d000'
order by v.symbol;
-- table: Shares of 9432: one became twenty-five
select l.kind, l.quantity, l.quantity_after as shares, l.cost_after as cost
from public.share_ledger as l
where l.user_id = '00000000-0000-4000-8000-00000000d000'
    and l.symbol = '9432'
order by l.entry_no;
-- table: Portfolio
select s.cash, s.market_value as shares, s.total_value as total, s.realized_pnl as realised, s.dividends,
    s.return_percentage as "return %"
from public.portfolio_summary('00000000-0000-4000-8000-00000000d001') as s;

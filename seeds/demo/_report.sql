-- table: Portfolio of demo@kaboom.example (yen)
select p.name, p.current_balance as cash, p.total_invested as cost_of_shares, p.realized_pnl
from public.portfolios as p
where p.user_id = '00000000-0000-4000-8000-00000000d000';
-- table: Positions
select p.symbol, p.quantity, p.average_price, p.current_price, p.market_value, p.unrealized_pnl
from public.positions as p
where p.user_id = '00000000-0000-4000-8000-00000000d000';

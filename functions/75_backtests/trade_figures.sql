create or replace function kaboom.trade_figures(trade_history jsonb)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with trades as materialized (
        select
            -- Rounded far below a yen, so that no quotient of two sums leaves the range of a double.
            round((t.trade ->> 'profit')::numeric, 20) as profit,
            coalesce(t.trade -> 'exit_date' = 'null', false) as is_open,
            row_number() over (order by t.trade ->> 'exit_date', t.place) as place
        from jsonb_array_elements(trade_history) with ordinality as t (trade, place)
    ),
    closed as materialized (
        select t.profit, t.place, sign(t.profit) as outcome
        from trades as t
        where not t.is_open
    ),
    streaks as (
        select s.outcome, count(*) as trades
        from (
            select
                c.outcome,
                row_number() over (order by c.place)
                - row_number() over (partition by c.outcome order by c.place) as streak
            from closed as c
        ) as s
        group by s.outcome, s.streak
    ),
    total as (
        select
            count(*) as total_trades,
            count(*) filter (where c.profit > 0) as winning_trades,
            count(*) filter (where c.profit < 0) as losing_trades,
            sum(c.profit) filter (where c.profit > 0) as gains,
            -sum(c.profit) filter (where c.profit < 0) as losses,
            avg(c.profit) as expectancy,
            max(c.profit) as best,
            min(c.profit) as worst
        from closed as c
    )
    select jsonb_build_object(
        'total_trades', t.total_trades,
        'winning_trades', t.winning_trades,
        'losing_trades', t.losing_trades,
        'win_rate', round(t.winning_trades * 100.0 / nullif(t.total_trades, 0), 2),
        'average_win', round(t.gains / t.winning_trades, 2),
        'average_loss', round(-t.losses / t.losing_trades, 2),
        'profit_factor', (coalesce(t.gains, 0) / t.losses)::double precision,
        'payoff_ratio', (t.gains / t.winning_trades / (t.losses / t.losing_trades))::double precision,
        'expectancy', round(t.expectancy, 2),
        'best_trade', round(t.best, 2),
        'worst_trade', round(t.worst, 2),
        'consecutive_wins', (select coalesce(max(s.trades), 0) from streaks as s where s.outcome = 1),
        'consecutive_losses', (select coalesce(max(s.trades), 0) from streaks as s where s.outcome = -1),
        'open_trades', (select count(*) from trades as o where o.is_open),
        'open_profit', (select coalesce(round(sum(o.profit), 2), 0) from trades as o where o.is_open)
    )
    from total as t;
$$;

comment on function kaboom.trade_figures is
$$Figures of the trades of a backtest; null where one is not defined. Open trades count as open only.

Arguments: trade_history, checked. Returns: an object with total_trades, winning_trades, losing_trades,
win_rate (percent), average_win, average_loss (negative), expectancy, best_trade and worst_trade (yen a
trade), profit_factor, payoff_ratio, consecutive_wins and consecutive_losses (the longest run, in the order of
exit_date, then as sent), open_trades, open_profit (yen).$$;

revoke execute on function kaboom.trade_figures from public, anon, authenticated, service_role;

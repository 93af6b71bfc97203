-- Brokers pay whole yen for the part of a share that is left over.
create or replace function kaboom.pay_fraction(
    user_id uuid, portfolio_id uuid, action public.corporate_actions, applied public.applied_actions
)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    planned public.position_adjustments;
begin
    -- Asked again, because a reversal may have changed it since.
    applied.fraction := (
        select r.fraction
        from kaboom.replay_executions(
            pay_fraction.user_id, pay_fraction.portfolio_id, array[action.symbol::text],
            fraction_of => applied.entry_no
        ) as r
    );
    if applied.fraction is null then
        return applied;
    end if;
    select p.* into strict portfolio
    from public.portfolios as p
    where p.user_id = pay_fraction.user_id
        and p.id = pay_fraction.portfolio_id;
    planned.symbol := action.symbol;
    planned.kind := 'fraction';
    planned.action_id := action.id;
    planned.belongs_to := applied.entry_no;
    planned.proceeds := floor(applied.fraction * action.fraction_price);
    planned := kaboom.plan_adjustment(portfolio, planned);
    perform kaboom.post_adjustment(portfolio, planned);
    perform kaboom.write_adjustment(planned);
    applied.fraction := null;
    return applied;
end;
$$;

comment on function kaboom.pay_fraction is
$$Pay in cash what an action has left over a whole share; the difference to its cost is realised profit.

Arguments: user_id and portfolio_id, locked; action, with fraction_price; applied, its row of
applied_actions. Returns: applied.
Errors: KB112 balance too large.$$;

revoke execute on function kaboom.pay_fraction from public, anon, authenticated, service_role;

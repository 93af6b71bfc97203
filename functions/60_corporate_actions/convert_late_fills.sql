-- A fill of the time before ex_date that was booked after the action was of old shares:
-- it brings a row of its own.
create or replace function kaboom.convert_late_fills(
    user_id uuid, portfolio_id uuid, action public.corporate_actions, entry bigint
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    planned public.position_adjustments;
    late record;
begin
    for late in
        select l.*
        from kaboom.late_fills(
            convert_late_fills.user_id, convert_late_fills.portfolio_id, action, entry
        ) as l
        order by l.entry_no
    loop
        if mod(late.shares * action.new_shares, action.old_shares) <> 0 then
            raise exception 'fill % of % shares of % comes late and does not become whole shares',
                late.execution_id, late.shares, action.symbol
                using errcode = 'KB636',
                detail = jsonb_build_object(
                    'execution_id', late.execution_id, 'shares', late.shares, 'old_shares', action.old_shares,
                    'new_shares', action.new_shares
                )::text,
                hint = 'Take the action back by reverse_corporate_action and apply it again by '
                    'apply_corporate_action: it then '
                    || 'counts after the fill where no later one is recorded. Else correct the shares.';
        end if;
        select p.* into strict portfolio
        from public.portfolios as p
        where p.user_id = convert_late_fills.user_id
            and p.id = convert_late_fills.portfolio_id;
        planned := null;
        planned.symbol := action.symbol;
        planned.kind := action.kind;
        planned.action_id := action.id;
        planned.old_shares := action.old_shares;
        planned.new_shares := action.new_shares;
        planned.follows := late.execution_id;
        planned.belongs_to := entry;
        planned := kaboom.plan_adjustment(portfolio, planned);
        perform kaboom.post_adjustment(portfolio, planned);
        perform kaboom.write_adjustment(planned);
    end loop;
end;
$$;

comment on function kaboom.convert_late_fills is
$$Convert the fills of the time before ex_date that were booked after an action was applied.

Arguments: user_id and portfolio_id, locked; action; entry, the entry_no of the row that applied it.
Errors: as kaboom.plan_adjustment, KB112, KB636 a fill does not become whole shares.$$;

revoke execute on function kaboom.convert_late_fills from public, anon, authenticated, service_role;

-- What can be said of an action without looking at other versions.
create or replace function kaboom.check_action(action public.corporate_actions)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if kaboom.is_tokyo_code(action.symbol) is not true then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(action.symbol, 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', action.symbol)::text,
            hint = 'Send four characters, such as 7203 or 130A.';
    end if;
    if action.kind is null or action.kind not in ('split', 'merger', 'free_allotment', 'dividend') then
        raise exception '% is no kind of a corporate action', coalesce(action.kind, 'null')
            using errcode = 'KB638',
            detail = jsonb_build_object('kind', action.kind)::text,
            hint = 'Send split, merger, free_allotment or dividend.';
    end if;
    if action.kind = 'dividend' and not coalesce(
        action.gross_per_share > 0 and kaboom.is_amount(round(action.gross_per_share, 2))
        and action.gross_per_share < 1e8
        and action.gross_per_share = round(action.gross_per_share, 6), false
    ) then
        raise exception 'a dividend of % needs gross_per_share above zero, not %',
            action.symbol, coalesce(action.gross_per_share::text, 'null')
            using errcode = 'KB633',
            detail = jsonb_build_object(
                'symbol', action.symbol, 'gross_per_share', action.gross_per_share
            )::text,
            hint = 'Send yen per share before tax, with at most six decimals.';
    end if;
    if action.kind <> 'dividend' and not coalesce(
        least(action.old_shares, action.new_shares) > 0
        and greatest(action.old_shares, action.new_shares) <= 1000000
        and action.new_shares <> action.old_shares
        and (action.kind = 'merger') = (action.new_shares < action.old_shares), false
    ) then
        raise exception 'a % of % shares into % is not possible',
            action.kind, coalesce(action.old_shares::text, 'null'), coalesce(action.new_shares::text, 'null')
            using errcode = 'KB630',
            detail = jsonb_build_object(
                'kind', action.kind, 'old_shares', action.old_shares, 'new_shares', action.new_shares
            )::text,
            hint = 'Send both as whole numbers from 1 to 1,000,000: more new than old shares, fewer for a '
                'merger.';
    end if;
    if action.ex_date is null
        or not isfinite(action.ex_date)
        or not exists (select from public.trading_sessions(action.ex_date, action.ex_date))
    then
        raise exception '% is no session of the Tokyo Stock Exchange', coalesce(action.ex_date::text, 'null')
            using errcode = 'KB631',
            detail = jsonb_build_object('ex_date', action.ex_date)::text,
            hint = 'Send the first session whose purchases have no part in the action.';
    end if;
    perform kaboom.assert_members_fit(action);
end;
$$;

comment on function kaboom.check_action is
$$Refuse a corporate action that no share could have.

Arguments: action. Errors: KB201 symbol, KB620 outside the calendar, KB630 ratio, KB631 ex_date, KB633
dividend without amount, KB638 kind or other members.$$;

revoke execute on function kaboom.check_action from public, anon, authenticated, service_role;

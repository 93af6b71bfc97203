create or replace function kaboom.assert_members_fit(action public.corporate_actions)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (
        action.kind = 'dividend'
            and coalesce(action.old_shares, action.new_shares, action.fraction_price) is not null
        )
        or (action.kind <> 'dividend' and action.gross_per_share is not null)
        or not coalesce(action.fraction_price > 0 and action.fraction_price < 1e8
            and action.fraction_price = round(action.fraction_price, 6), true)
        or not coalesce(action.record_date >= action.ex_date and isfinite(action.record_date), true)
        or not coalesce(action.pay_date >= action.ex_date and isfinite(action.pay_date), true)
    then
        raise exception 'the members of the % of % do not fit together', action.kind, action.symbol
            using errcode = 'KB638',
            detail = jsonb_build_object(
                'kind', action.kind, 'old_shares', action.old_shares, 'new_shares', action.new_shares,
                'gross_per_share', action.gross_per_share, 'fraction_price', action.fraction_price,
                'ex_date', action.ex_date, 'record_date', action.record_date, 'pay_date', action.pay_date
            )::text,
            hint = 'A dividend has gross_per_share, other kinds a ratio and perhaps a fraction_price above '
                || 'zero; record_date and pay_date are not before ex_date.';
    end if;
end;
$$;

comment on function kaboom.assert_members_fit is
$$Refuse a corporate action whose members contradict its kind or each other.

Arguments: action, whose kind, ratio or amount, and ex_date are good. Errors: KB638.$$;

revoke execute on function kaboom.assert_members_fit from public, anon, authenticated, service_role;

-- A thin name for an insert into portfolios. The name of a portfolio is its key: the same
-- request again opens nothing.
create or replace function public.open_portfolio(
    name text,
    initial_capital numeric,
    description text default null,
    risk_level text default 'medium',
    strategy_type text default 'mixed',
    account_kind text default 'taxable',
    user_id uuid default auth.uid()
)
returns public.portfolios
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    opened public.portfolios;
    earlier public.portfolios;
begin
    -- Looked up first, so that a repetition is not counted against the limit of portfolios.
    select p.* into earlier
    from public.portfolios as p
    where p.user_id = open_portfolio.user_id
        and p.name = open_portfolio.name;
    if not found then
        insert into public.portfolios (
            user_id, name, initial_capital, description, risk_level, strategy_type, account_kind
        )
        values (
            open_portfolio.user_id, open_portfolio.name, open_portfolio.initial_capital,
            open_portfolio.description, open_portfolio.risk_level, open_portfolio.strategy_type,
            open_portfolio.account_kind
        )
        on conflict on constraint portfolios_user_id_name_key do nothing
        returning * into opened;
        if found then
            return opened;
        end if;
        -- The same request, sent twice at once.
        select p.* into earlier
        from public.portfolios as p
        where p.user_id = open_portfolio.user_id
            and p.name = open_portfolio.name;
    end if;
    if (earlier.initial_capital, earlier.account_kind)
        is distinct from (open_portfolio.initial_capital, open_portfolio.account_kind::varchar)
    then
        raise exception 'there is a % portfolio "%" that was opened with % yen, not a % one with %',
            earlier.account_kind, name, earlier.initial_capital, coalesce(account_kind, 'null'),
            coalesce(initial_capital::text, 'null')
            using errcode = 'KB123',
            detail = jsonb_build_object(
                'portfolio_id', earlier.id, 'name', name,
                'earlier', jsonb_build_object(
                    'initial_capital', earlier.initial_capital, 'account_kind', earlier.account_kind
                ),
                'sent', jsonb_build_object('initial_capital', initial_capital, 'account_kind', account_kind)
            )::text,
            hint = 'Use another name for a new portfolio.';
    end if;
    return earlier;
end;
$$;

comment on function public.open_portfolio is
$$Open a portfolio with its first cash.

The same name with the same initial_capital and account_kind returns the portfolio that it has opened,
as it is now, and does nothing else; with another one it fails.

Arguments: name, 1 to 100 characters, unique within the user; initial_capital in yen, above zero, at most two
decimals; description, at most 2,000 characters; risk_level, low, medium or high; strategy_type, a word of the
owner; account_kind, taxable or nisa, decides what is withheld from dividends; user_id, the caller where it is
left out: only the service role opens a portfolio for somebody else.
Returns: the portfolio.
Errors: KB108 as many portfolios as the limit allows, KB123 the name belongs to another portfolio, KB134
account busy, KB205 initial_capital not valid, KB401 a setting is missing, KB402 a setting is not valid.$$;

revoke execute on function public.open_portfolio from public, anon, authenticated, service_role;
grant execute on function public.open_portfolio to authenticated, service_role;

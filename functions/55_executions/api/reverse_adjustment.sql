-- A thin name for an insert into position_adjustments that names the entry which it takes back.
create or replace function public.reverse_adjustment(
    portfolio_id uuid, entry_no bigint, idempotency_key text, note text default null,
    user_id uuid default null
)
returns public.position_adjustments
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    reversal public.position_adjustments;
begin
    insert into public.position_adjustments (user_id, portfolio_id, reverses, idempotency_key, note)
    values (
        reverse_adjustment.user_id, reverse_adjustment.portfolio_id, coalesce(reverse_adjustment.entry_no, 0),
        reverse_adjustment.idempotency_key, reverse_adjustment.note
    )
    returning * into reversal;
    if not found then
        select a.* into reversal
        from public.position_adjustments as a
        join public.portfolios as p on p.user_id = a.user_id
        where p.id = reverse_adjustment.portfolio_id
            and a.idempotency_key = reverse_adjustment.idempotency_key;
    end if;
    return reversal;
end;
$$;

comment on function public.reverse_adjustment is
$$Take back a transfer or a correction of shares. For the service role.

Quantity, cost and realised profit become what the remaining movements give in their order; the difference in
realised profit is booked in the reversal. The same idempotency_key again does nothing.

Arguments: portfolio_id; entry_no of the adjustment; idempotency_key, 1 to 100 characters, unique within the
user; note, at most 1,000 characters; user_id of the owner, which only a router between servers needs.
Returns: the reversing adjustment.
Errors: KB101 unknown portfolio, KB111 shares wait to be sold, KB112 too much for a portfolio, KB120 key used
for another movement, KB134 portfolio busy, KB141 reversed already, KB142 a later sale would lack shares,
KB143 no such adjustment, KB207 no key, KB208 position too large, KB211 key not valid, KB220 too many rows.$$;

revoke execute on function public.reverse_adjustment from public, anon, authenticated, service_role;
grant execute on function public.reverse_adjustment to service_role;

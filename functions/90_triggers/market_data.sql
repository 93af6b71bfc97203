create or replace trigger keep_latest_prices
after insert on public.market_data
referencing new table as bars
for each statement execute function kaboom.keep_latest_prices();

create or replace trigger keep_latest_prices_corrected
after update on public.market_data
referencing new table as bars
for each statement execute function kaboom.keep_latest_prices();

create or replace trigger forget_latest_prices
after delete on public.market_data
referencing old table as former
for each statement execute function kaboom.forget_latest_prices();

create or replace trigger forget_latest_prices_moved
after update on public.market_data
referencing old table as former
for each statement execute function kaboom.forget_latest_prices();

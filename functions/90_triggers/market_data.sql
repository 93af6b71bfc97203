create or replace trigger keep_latest_prices
after insert on public.market_data
referencing new table as bars
for each statement execute function kaboom.keep_latest_prices();

create or replace trigger keep_latest_prices_corrected
after update on public.market_data
referencing new table as bars
for each statement execute function kaboom.keep_latest_prices();

-- What an operator has changed stays.
insert into public.system_settings (key, value, description, is_public)
values (
    'market_data_retention', '{"months": 6}',
    'For how many months bars of 1m and 5m are kept; a month goes as a whole', false
)
on conflict (key) do nothing;

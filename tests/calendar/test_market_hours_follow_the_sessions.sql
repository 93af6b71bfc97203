begin;
select plan(9);

select tests.sign_in_as_service();

select is(
    (select s.value from public.system_settings as s where s.key = 'market_hours'),
    '{"timezone": "Asia/Tokyo", "sessions": [
        {"from": "1997-01-01", "morning": ["09:00", "11:00"], "afternoon": ["12:30", "15:00"]},
        {"from": "2011-11-21", "morning": ["09:00", "11:30"], "afternoon": ["12:30", "15:00"]},
        {"from": "2024-11-05", "morning": ["09:00", "11:30"], "afternoon": ["12:30", "15:30"]}]}'::jsonb,
    'the setting shows the sessions from each day on'
);
insert into public.market_sessions (valid_from, morning_opens, morning_closes, afternoon_opens, afternoon_closes)
values ('2029-01-04', '08:30', '11:30', '12:30', '16:00');
select is(
    (select s.value #> '{sessions,3}' from public.system_settings as s where s.key = 'market_hours'),
    '{"from": "2029-01-04", "morning": ["08:30", "11:30"], "afternoon": ["12:30", "16:00"]}'::jsonb,
    'a new row of market_sessions appears in the setting'
);
update public.market_sessions set afternoon_closes = '17:00' where valid_from = '2029-01-04';
select is(
    (select s.value #>> '{sessions,3,afternoon,1}' from public.system_settings as s where s.key = 'market_hours'),
    '17:00', 'a changed row of market_sessions changes the setting'
);
delete from public.market_sessions where valid_from = '2029-01-04';
select is(
    (select jsonb_array_length(s.value -> 'sessions') from public.system_settings as s where s.key = 'market_hours'),
    3, 'a deleted row of market_sessions leaves the setting'
);
select throws_ok(
    $$update public.system_settings set value = jsonb_set(value, '{sessions,2,afternoon,1}', '"16:00"') where key = 'market_hours'$$,
    'KB402', 'setting market_hours must be what market_sessions says', 'nobody writes another value of market_hours'
);
select throws_ok(
    $$delete from public.system_settings where key = 'market_hours'$$,
    'KB402', 'setting market_hours is made by the database and stays', 'nobody deletes the setting market_hours'
);
select throws_ok(
    $$update public.system_settings set key = 'hours' where key = 'market_hours'$$,
    'KB402', 'setting market_hours is made by the database and stays', 'nobody renames the setting market_hours'
);
select lives_ok(
    $$update public.system_settings set description = 'Hours' where key = 'market_hours'$$, 'anyone who may write settings may describe market_hours'
);
select results_eq(
    $$select distinct c.is_provisional, c.day > '2027-12-31' from public.trading_calendar as c where c.kind = 'holiday' order by 1$$,
    $$values (false, false), (true, true)$$,
    'holidays that were not announced when the calendar was made are marked as provisional'
);

select * from finish();
rollback;

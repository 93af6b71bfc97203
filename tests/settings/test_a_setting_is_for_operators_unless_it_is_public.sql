begin;
select plan(4);

insert into public.system_settings (key, value) values ('a note of the operator', '"quiet"');
insert into public.system_settings (key, value, is_public) values ('a word to everybody', '"hello"', true);

select tests.sign_in('taro');
select is_empty(
    $$select from public.system_settings where key = 'a note of the operator'$$,
    'a user does not see a setting that nobody has made public'
);
select isnt_empty(
    $$select from public.system_settings where key = 'a word to everybody'$$, 'a user sees a setting that is public'
);

set local role anon;
select is_empty(
    $$select from public.system_settings where key = 'a note of the operator'$$,
    'a visitor does not see a setting that nobody has made public'
);
select isnt_empty(
    $$select from public.system_settings where key = 'a word to everybody'$$, 'a visitor sees a setting that is public'
);
reset role;

select * from finish();
rollback;

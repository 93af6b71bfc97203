begin;
select plan(12);

select tests.sign_in_as_service();
select is(
    (select s.value from public.system_settings as s where s.key = 'owners_may_transfer'), 'false'::jsonb,
    'owners_may_transfer is false until the operator says otherwise'
);
select throws_ok(
    format('update public.system_settings set value = %L where key = ''owners_may_transfer''', value), 'KB402',
    format('setting owners_may_transfer must be true or false, not %s', value), format('owners_may_transfer may not be %s', value)
)
from unnest(array['"true"', '1', '0', 'null', '{}', '{"allowed": true}', '[]']) as value;
select lives_ok(
    format('update public.system_settings set value = %L where key = ''owners_may_transfer''', value),
    format('owners_may_transfer may be %s', value)
)
from unnest(array['true', 'false']) as value;
select tests.sign_in('taro');
select isnt_empty(
    $$select from public.system_settings where key = 'owners_may_transfer'$$, 'a user sees whether owners may transfer shares'
);
select tests.sign_out();
select is(kaboom.setting_owners_may_transfer(), false, 'the function of owners_may_transfer reads the stored value');

select * from finish();
rollback;

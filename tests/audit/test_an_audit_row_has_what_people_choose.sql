begin;
select plan(4);

select tests.sign_in('taro');
select tests.open_portfolio('main', 100000);
select is_empty(
    $$select k from public.audit_logs, jsonb_object_keys(new_values) as k
    where action = 'portfolio_created'
        and k in (
            'current_balance', 'reserved_balance', 'capital_paid_in', 'capital_withdrawn', 'adjustments', 'realized_pnl',
            'commission_paid', 'tax_paid', 'total_invested', 'total_return', 'return_percentage', 'last_entry_no',
            'valued_entry_no', 'updated_at'
        )$$,
    'the audit row of a new portfolio leaves out the figures that the database computes'
);

select tests.sign_in_as_service();
insert into public.system_settings (key, value) values ('front_end_theme', '"dark"');
update public.system_settings set value = '"light"' where key = 'front_end_theme';
delete from public.system_settings where key = 'front_end_theme';
select set_eq(
    $$select action::text, old_values ->> 'value' as former, new_values ->> 'value' as now from public.audit_logs
    where resource_type = 'system_setting' and created_at = now()$$,
    $$values ('system_setting_created', null::text, 'dark'), ('system_setting_updated', 'dark', 'light'),
        ('system_setting_deleted', 'light', null)$$,
    'an audit row has the old values of a deletion, the new values of an insert and both of an update'
);
update public.user_profiles set tier = 'premium', ai_quota_monthly = 200 where id = tests.user_id('taro');
select results_eq(
    $$select user_id, resource_id, old_values, new_values from public.audit_logs where action = 'user_profile_updated'$$,
    $$select tests.user_id('taro'), tests.user_id('taro'), '{"tier": "basic", "ai_quota_monthly": null}'::jsonb,
        '{"tier": "premium", "ai_quota_monthly": 200}'::jsonb$$,
    'an audit row of a profile that the service role changes belongs to the user of the profile'
);
select is(
    (select created_at from public.audit_logs where action = 'user_profile_updated'), now(),
    'an audit row has the time of its transaction'
);

select * from finish();
rollback;

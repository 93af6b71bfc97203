insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB630', 'ratio_invalid',
    'The ratio of the action is not possible.',
    'Send whole numbers above zero: more new than old shares, fewer for a merger.',
    'アクションの比率が正しくありません。', '0 より大きい整数を指定してください。分割では新株数を多く、併合では少なくします。'),
    ('KB631', 'ex_date_no_session',
    'The ex_date is no session of the exchange.',
    'Send the first session whose purchases have no part in the action.',
    'ex_date が取引所の営業日ではありません。', '権利が付かなくなる最初の営業日を指定してください。'),
    ('KB632', 'action_contradicts',
    'The action contradicts another version or another action of the day.',
    'Send a correction as the next version.',
    'アクションが、別の版または同じ日の別のアクションと矛盾しています。', '訂正は次の版として登録してください。'),
    ('KB633', 'dividend_without_amount',
    'The dividend has no amount per share.', 'Send gross_per_share above zero.',
    '配当に 1 株当たりの金額がありません。', '0 より大きい gross_per_share を指定してください。'),
    ('KB638', 'action_invalid',
    'The kind or other members of the action do not fit.',
    'A dividend has an amount, other kinds a ratio; other dates are not before ex_date.',
    'アクションの種類または項目の組み合わせが正しくありません。', '配当には金額を、それ以外には比率を指定し、ほかの日付は ex_date 以降にしてください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;

insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB630', 'ratio_invalid', 'The ratio of the action is not possible.',
    'Send whole numbers above zero: more new than old shares, fewer for a merger.',
    '併合・分割などの比率が正しくありません。', '0 より大きい整数を指定してください。分割と無償割当では新株数が旧株数より多く、併合では少なくなります。'),
    ('KB631', 'ex_date_no_session', 'The ex_date is no session of the exchange.',
    'Send the first session whose purchases have no part in the action.',
    '権利落ち日が取引所の営業日ではありません。', '権利の付かない最初の営業日を指定してください。'),
    ('KB632', 'action_contradicts', 'The action contradicts another version or another action of the day.',
    'Send a correction as the next version.',
    '他の版、または同じ日の他の権利と矛盾しています。', '訂正は次の版として送ってください。'),
    ('KB633', 'dividend_without_amount', 'The dividend has no amount per share.',
    'Send gross_per_share above zero.',
    '配当に 1 株当たりの金額がありません。', '0 より大きい gross_per_share を指定してください。'),
    ('KB638', 'action_invalid', 'The kind or other members of the action do not fit.',
    'A dividend has an amount, other kinds a ratio; other dates are not before ex_date.',
    '権利の種類または項目が適合しません。', '配当には金額、その他には比率が必要です。日付は権利落ち日より前にできません。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;

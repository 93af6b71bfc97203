insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB634', 'action_not_found',
    'There is no such corporate action, or it has done nothing to the portfolio.',
    'Use the id of a row of corporate_actions.',
    'その権利は存在しないか、ポートフォリオに適用されていません。', 'corporate_actions の行の id を指定してください。'),
    ('KB635', 'action_not_due', 'The action is not in force, not due yet, or of another kind.',
    'Use the version that is in force, from its ex_date on.',
    'その権利は有効でないか、まだ期日でないか、種類が違います。', '有効な版を、権利落ち日以降に指定してください。'),
    ('KB636', 'late_fill_leaves_fraction', 'A fill that came after the action does not become whole shares.',
    'Take the action back in this portfolio, and apply it again.',
    '権利の適用後に届いた約定が整数株になりません。', 'このポートフォリオで権利の適用を取り消してから、もう一度適用してください。'),
    ('KB637', 'dividend_conflict', 'The broker stated other figures of this dividend before.',
    'Take it back, then record the right one.',
    'この配当について、証券会社から別の金額が既に登録されています。', '取り消してから、正しい金額を登録してください。'),
    ('KB639', 'action_oversells', 'With the action, later sales would have sold more than was owned.',
    'Record the fills that are missing.',
    '権利を適用すると、後の売却が保有株数を超えます。', '不足している約定を登録してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;

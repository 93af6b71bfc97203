insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB634', 'action_not_found',
    'There is no such corporate action, or it has done nothing to the portfolio.',
    'Use the id of a row of corporate_actions.',
    'そのコーポレートアクションは存在しないか、このポートフォリオに何も行っていません。', 'corporate_actions の行の id を指定してください。'),
    ('KB635', 'action_not_due',
    'The action is not in force, not due yet, or of another kind.',
    'Use the version that is in force, from its ex_date on.',
    'そのアクションは有効ではないか、まだ実施日になっていないか、種類が異なります。', '有効な版の id を、ex_date 以降に指定してください。'),
    ('KB636', 'late_fill_leaves_fraction',
    'A fill that came after the action does not become whole shares.',
    'Take the action back in this portfolio, and apply it again.',
    'アクションの後に届いた約定が、整数の株数になりません。', 'このポートフォリオのアクションを取り消してから、もう一度適用してください。'),
    ('KB637', 'dividend_conflict',
    'The broker stated other figures of this dividend before.', 'Take it back, then record the right one.',
    'この配当について、証券会社は以前に別の金額を通知しています。', '先の記録を取り消してから、正しいものを記録してください。'),
    ('KB639', 'action_oversells',
    'With the action, later sales would have sold more than was owned.', 'Record the fills that are missing.',
    'このアクションを適用すると、その後の売却が保有株数を超えてしまいます。', '記録されていない約定を記録してください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;

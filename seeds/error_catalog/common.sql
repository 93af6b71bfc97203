insert into public.error_catalog (code, name, meaning, hint, meaning_ja, hint_ja)
values
    ('KB105', 'owner_immutable',
    'A row cannot go to another user.', 'Insert a row for the other user.',
    '行の所有者を別のユーザーに変えることはできません。', '別のユーザーには新しい行を追加してください。'),
    ('KB211', 'id_invalid',
    'The id or key is blank, padded or too long.', 'Send 1 to 100 characters without blanks at the ends.',
    'IDまたはキーが空か、前後に空白があるか、長すぎます。', '前後に空白のない1〜100文字で送ってください。'),
    ('KB220', 'too_many_rows',
    'One statement writes more than 1,000 rows.', 'Send at most 1,000 rows in one request.',
    '1つの文で 1,000 行を超えて書き込もうとしています。', '1回のリクエストは 1,000 行までにしてください。'),
    ('KB221', 'array_invalid',
    'The batch is no array of objects.', 'Send a JSON array with an object for each element.',
    '一括処理の内容が、オブジェクトの配列ではありません。', '要素ごとにオブジェクトを入れた JSON 配列を送ってください。'),
    ('KB222', 'member_unknown',
    'An element of the batch has a member that is not known.',
    'Send the arguments of the function for one element as members.',
    '一括処理の要素に、使えない項目があります。', '要素一つ分の関数の引数を、項目として送ってください。')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint, meaning_ja = excluded.meaning_ja,
    hint_ja = excluded.hint_ja;

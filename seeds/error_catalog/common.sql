insert into public.error_catalog (code, name, meaning, hint)
values
    ('KB105', 'owner_immutable', 'A row cannot go to another user.', 'Insert a row for the other user.'),
    ('KB211', 'id_invalid', 'The id or key is blank, padded or too long.',
    'Send 1 to 100 characters without blanks at the ends.'),
    ('KB220', 'too_many_rows', 'One statement writes more than 1,000 rows.', 'Send at most 1,000 rows in one request.'),
    ('KB221', 'array_invalid', 'The batch is no array of objects.', 'Send a JSON array with an object for each element.'),
    ('KB222', 'member_unknown', 'An element of the batch has a member that is not known.',
    'Send the arguments of the function for one element as members.')
on conflict (code) do update
set name = excluded.name, meaning = excluded.meaning, hint = excluded.hint;

begin;
select plan(24);

select tests.sign_in_as_service();
create function pg_temp.announce(members text) returns text language sql as $$
    select tests.code(format(
        $q$insert into public.corporate_actions
        select r.* from jsonb_populate_record(null::public.corporate_actions,
            '{"symbol": "7203", "kind": "split", "ex_date": "2024-03-04", "old_shares": 1, "new_shares": 5}'::jsonb || %L) as r$q$,
        members
    ));
$$;
-- Owner of the table, because the record has all columns; who may write which one is asked elsewhere.
select tests.sign_out();
select is(pg_temp.announce(v.members), v.code, v.sentence)
from (
    values
        ('{"old_shares": 0}', 'KB630', 'a ratio of zero is refused'),
        ('{"new_shares": -5}', 'KB630', 'a ratio below zero is refused'),
        ('{"new_shares": null}', 'KB630', 'half a ratio is refused'),
        ('{"new_shares": 1}', 'KB630', 'a split into as many shares is refused'),
        ('{"new_shares": 1, "old_shares": 2}', 'KB630', 'a split into fewer shares is refused'),
        ('{"kind": "merger"}', 'KB630', 'a merger into more shares is refused'),
        ('{"new_shares": 1000001}', 'KB630', 'a ratio of more than a million is refused'),
        ('{"ex_date": "2024-03-03"}', 'KB631', 'a Sunday is no ex_date'),
        ('{"ex_date": "2024-03-20"}', 'KB631', 'a holiday is no ex_date'),
        ('{"ex_date": "2020-10-01"}', 'KB631', 'a day on which nothing was traded is no ex_date'),
        ('{"ex_date": null}', 'KB631', 'an action without ex_date is refused'),
        ('{"ex_date": "infinity"}', 'KB631', 'an infinite ex_date is refused'),
        ('{"ex_date": "1980-01-04"}', 'KB620', 'an ex_date outside the calendar is refused'),
        ('{"kind": "dividend", "old_shares": null, "new_shares": null}', 'KB633', 'a dividend without amount is refused'),
        ('{"kind": "dividend", "old_shares": null, "new_shares": null, "gross_per_share": 0}', 'KB633',
            'a dividend of nothing is refused'),
        ('{"kind": "dividend", "old_shares": null, "new_shares": null, "gross_per_share": "NaN"}', 'KB633',
            'a dividend that is no number is refused'),
        ('{"kind": "dividend", "gross_per_share": 10}', 'KB638', 'a dividend with a ratio is refused'),
        ('{"gross_per_share": 10}', 'KB638', 'a split with an amount is refused'),
        ('{"kind": "rights_issue"}', 'KB638', 'a kind that is not known is refused'),
        ('{"pay_date": "2024-03-01"}', 'KB638', 'a pay_date before ex_date is refused'),
        ('{"fraction_price": 0}', 'KB638', 'a fraction_price of zero is refused'),
        ('{"symbol": "TOYOTA"}', 'KB201', 'a symbol that is no code of Tokyo is refused'),
        ('{"version": 2}', 'KB632', 'a second version without a first one is refused')
) as v (members, code, sentence);
select is_empty('select from public.corporate_actions', 'what is refused leaves nothing');

select * from finish();
rollback;

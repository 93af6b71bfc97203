begin;
select plan(10);

select tests.sign_in_as_service();
insert into public.instruments (symbol, name, name_en, is_active)
values ('7203', 'トヨタ自動車', 'TOYOTA MOTOR', true), ('3116', 'トヨタ紡織', 'TOYOTA BOSHOKU', true),
    ('8015', '豊田通商', 'TOYOTA TSUSHO', true), ('130A', 'Ｖｅｒｉｔａｓ Ｉｎ Ｓｉｌｉｃｏ', 'Veritas In Silico', true),
    ('7200', '旧トヨタ', 'FORMER TOYOTA', false), ('1301', '極洋', null, true);

select tests.sign_in('taro');
select is(
    (select string_agg(f.symbol, ' ' order by f.place) from public.search_instruments(s.query) with ordinality as f (
        symbol, name, name_en, segment, sector33, scale, trading_unit, tick_group, valid_from, is_active, listed_on, delisted_on,
        created_at, updated_at, place)),
    s.expected, format('a search for "%s" finds %s', s.query, coalesce(s.expected, 'nothing'))
)
from (
    values
        ('7203', '7203'), ('７２０３', '7203'), ('7203.T', '7203'), ('72', '7203 7200'), ('トヨタ', '3116 7203 7200'), ('ﾄﾖﾀ自', '7203'),
        ('toyota', '3116 7203 8015 7200'), ('veritas in', '130A'), ('%', null), ('  ', null)
) as s (query, expected);

select * from finish();
rollback;

begin;
select plan(51);

select is(kaboom.is_amount(value), expected, format('the answer of is_amount(%s) is %s', coalesce(value::text, 'null'), expected))
from (
    values
        (0, true), (0.01, true), (-0.01, true), (0.001, false), (1.10, true), (9999999999999.99, true), (1e13, false),
        (-9999999999999.99, true), (-1e13, false), ('NaN', false), ('Infinity', false), (null::numeric, false)
) as v (value, expected);
select is(kaboom.is_price(value), expected, format('the answer of is_price(%s) is %s', coalesce(value::text, 'null'), expected))
from (
    values
        (0.01, true), (0, false), (-1, false), (0.5, true), (0.005, false), (99999999.99, true), (1e8, false), ('NaN', false),
        (null::numeric, false)
) as v (value, expected);
select is(kaboom.is_quantity(value), expected, format('the answer of is_quantity(%s) is %s', coalesce(value::text, 'null'), expected))
from (
    values
        (1, true), (0, false), (-1, false), (1.5, false), (1.0, true), (2147483647, true), (2147483648, false), ('NaN', false),
        (null::numeric, false)
) as v (value, expected);
select is(kaboom.is_id(value), expected, format('the answer of is_id(%L) is %s', value, expected))
from (
    values
        ('a', true), ('a b', true), ('注文-1', true), ('', false), (' ', false), (' a', false), ('a ', false), (e'a\u3000', false),
        (null::text, false)
) as v (value, expected);
select is(kaboom.is_id(repeat('a', 100)), true, 'an id may have 100 characters');
select is(kaboom.is_id(repeat('a', 101)), false, 'an id of 101 characters is none');
select is(kaboom.is_tokyo_code(value), expected, format('the answer of is_tokyo_code(%s) is %s', value, expected))
from (
    values
        ('7203', true), ('130A', true), ('25935', true), ('72030', false), ('720', false), ('0203', false), ('130B', false),
        ('13A0', false), ('7203.T', false), ('130a', false)
) as v (value, expected);

select * from finish();
rollback;

create table public.instruments (
    symbol varchar(10) not null,
    name varchar(200) not null,
    name_en varchar(200),
    segment varchar(50),
    sector33 varchar(50),
    scale varchar(50),
    trading_unit integer not null default 100,
    tick_group text,
    valid_from date not null default '2018-10-01',
    is_active boolean not null default true,
    listed_on date,
    delisted_on date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint instruments_pkey primary key (symbol),
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint name_is_not_blank check (name ~ '\S'),
    constraint trading_unit_is_positive check (trading_unit > 0),
    constraint tick_group_is_known check (tick_group in ('topix500', 'etf', 'other')),
    constraint dates_are_in_order check (delisted_on > listed_on)
);
alter table public.instruments enable row level security;
revoke all on public.instruments from public, anon, authenticated, service_role;

comment on table public.instruments is
$$The shares and funds that Tokyo trades. Once there is a row, orders are taken for known and active symbols
only.

Everyone signed in reads; the service role writes. Only symbol and name are needed.$$;
comment on column public.instruments.symbol is
'Code as normalise_symbol writes it, such as 7203, 130A or 25935.';
comment on column public.instruments.name is 'Name in Japanese.';
comment on column public.instruments.name_en is 'Name in English.';
comment on column public.instruments.segment is 'Market segment, such as Prime.';
comment on column public.instruments.sector33 is 'One of the 33 sectors; becomes the sector of positions.';
comment on column public.instruments.scale is
'Size within TOPIX as J-Quants has it (ScaleCat), such as TOPIX Core30.';
comment on column public.instruments.trading_unit is 'Orders are for multiples of this many shares.';
comment on column public.instruments.tick_group is
$$topix500, etf or other: which rows of tick_sizes hold for prices of orders; null: prices are not checked.

Where it is not given it follows from scale.$$;
comment on column public.instruments.valid_from is 'First day on which trading_unit and tick_group hold.';
comment on column public.instruments.is_active is 'Whether orders are taken.';
comment on column public.instruments.listed_on is 'First day of trade; orders are taken from then on.';
comment on column public.instruments.delisted_on is 'First day without trade; orders are taken before it.';
comment on column public.instruments.created_at is 'Time of the transaction that inserted the row.';
comment on column public.instruments.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.tick_sizes (
    tick_group text not null,
    valid_from date not null,
    price_above numeric(12, 2) not null,
    tick numeric(12, 2) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tick_sizes_pkey primary key (tick_group, valid_from, price_above),
    constraint tick_group_is_known check (tick_group in ('topix500', 'etf', 'other')),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint price_above_is_not_negative check (price_above >= 0 and price_above < 'infinity'),
    constraint tick_is_positive check (tick > 0 and tick < 'infinity')
);
alter table public.tick_sizes enable row level security;
revoke all on public.tick_sizes from public, anon, authenticated, service_role;

comment on table public.tick_sizes is
$$By how much prices of orders go up and down. Of each group the rows of the newest valid_from hold.

Everyone signed in reads; the service role writes.$$;
comment on column public.tick_sizes.tick_group is
'topix500: members of TOPIX 500, and funds of unit 10 or more; etf: funds of unit 1; other: the rest.';
comment on column public.tick_sizes.valid_from is 'First day on which the group has these ticks.';
comment on column public.tick_sizes.price_above is
'The tick holds for prices in yen above this, up to the next row''s price_above, included.';
comment on column public.tick_sizes.tick is 'Prices are multiples of this many yen.';
comment on column public.tick_sizes.created_at is 'Time of the transaction that inserted the row.';
comment on column public.tick_sizes.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.price_limits (
    valid_from date not null,
    base_price_from numeric(12, 2) not null,
    price_limit numeric(12, 2) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint price_limits_pkey primary key (valid_from, base_price_from),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint base_price_from_is_not_negative check (base_price_from >= 0 and base_price_from < 'infinity'),
    constraint price_limit_is_positive check (price_limit > 0 and price_limit < 'infinity')
);
alter table public.price_limits enable row level security;
revoke all on public.price_limits from public, anon, authenticated, service_role;

comment on table public.price_limits is
$$How far a price may move within a day. The rows of the newest valid_from hold.

Everyone signed in reads; the service role writes.$$;
comment on column public.price_limits.valid_from is 'First day with these limits.';
comment on column public.price_limits.base_price_from is
'The limit holds for base prices in yen from this, included, to the next row''s base_price_from, excluded.';
comment on column public.price_limits.price_limit is 'Yen above and below the base price.';
comment on column public.price_limits.created_at is 'Time of the transaction that inserted the row.';
comment on column public.price_limits.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

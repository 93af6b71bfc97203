-- Minute bars are dropped by the month, all others kept for ever by the year; both come and go with
-- ensure_partitions and cleanup_old_market_data. There is no default partition: a bar in the wrong place
-- would never be found again.
create table public.market_data (
    id uuid not null default gen_random_uuid(),
    symbol varchar(10) not null,
    symbol_name varchar(200),
    open_price numeric(10, 2),
    high_price numeric(10, 2),
    low_price numeric(10, 2),
    close_price numeric(10, 2) not null,
    volume bigint,
    price_change numeric(10, 2),
    price_change_percent numeric(15, 2),
    change_is_computed boolean not null default false,
    adjustment_factor numeric(20, 10),
    timeframe varchar(10) not null,
    data_date date not null generated always as ((data_timestamp at time zone 'Asia/Tokyo')::date) stored,
    data_timestamp timestamptz not null,
    data_source varchar(50) not null default 'yfinance',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint market_data_pkey primary key (symbol, timeframe, data_timestamp),
    constraint symbol_is_not_blank check (symbol <> '' and position(' ' in symbol) = 0),
    constraint close_price_is_positive check (close_price > 0 and close_price < 'infinity'),
    constraint high_and_low_enclose_the_bar check (
        low_price > 0
        and low_price <= least(open_price, close_price, high_price)
        and high_price >= greatest(open_price, close_price)
        and high_price < 'infinity'
    ),
    constraint open_price_is_positive check (open_price > 0 and open_price < 'infinity'),
    constraint price_changes_are_finite check (
        price_change < 'infinity' and price_change_percent < 'infinity'
    ),
    constraint volume_is_a_number_of_shares check (volume >= 0 and volume <= 1000000000000000),
    constraint adjustment_factor_is_positive check (adjustment_factor > 0 and adjustment_factor < 'infinity')
)
partition by list (timeframe);
alter table public.market_data enable row level security;
revoke all on public.market_data from public, anon, authenticated, service_role;

create table partitions.market_data_short
partition of public.market_data for values in ('1m', '5m')
partition by range (data_timestamp);

create table partitions.market_data_long
partition of public.market_data for values in ('15m', '30m', '1h', '2h', '4h', '1d', '1w', '1mo')
partition by range (data_timestamp);

alter table partitions.market_data_short enable row level security;
alter table partitions.market_data_long enable row level security;
create policy "Nobody reads a partition directly" on partitions.market_data_short using (false);
create policy "Nobody reads a partition directly" on partitions.market_data_long using (false);
revoke all on partitions.market_data_short from public, anon, authenticated, service_role;
revoke all on partitions.market_data_long from public, anon, authenticated, service_role;

comment on table public.market_data is
$$Price bars of the market, one row for each symbol, timeframe and start of the bar.

Prices are raw, as they were traded. Everyone signed in reads; the service role writes. Bars of 1m and 5m are
kept for some months, see the setting market_data_retention.$$;
comment on column public.market_data.id is
'Identifies the bar for clients. The key is symbol, timeframe and data_timestamp.';
comment on column public.market_data.symbol is
'Code of the share, index or currency pair, as normalise_symbol writes it.';
comment on column public.market_data.symbol_name is 'Name of the share; null where the source gives none.';
comment on column public.market_data.data_timestamp is
'When the bar begins: where its period begins in Asia/Tokyo.';
comment on column public.market_data.data_source is 'Where the bar comes from.';
comment on column public.market_data.created_at is 'Time of the transaction that inserted the row.';
comment on column public.market_data.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.market_data.timeframe is
'Length of the bar: 1m, 5m, 15m, 30m, 1h, 2h, 4h, 1d, 1w or 1mo.';
comment on column public.market_data.data_date is 'The day of data_timestamp in Asia/Tokyo.';
comment on column public.market_data.open_price is 'First price of the bar in yen a share.';
comment on column public.market_data.high_price is 'Highest price of the bar in yen a share.';
comment on column public.market_data.low_price is 'Lowest price of the bar in yen a share.';
comment on column public.market_data.close_price is 'Last price of the bar in yen a share.';
comment on column public.market_data.volume is 'Shares traded.';
comment on column public.market_data.price_change is 'Change against the bar before, in yen a share.';
comment on column public.market_data.price_change_percent is 'Change against the bar before, in percent.';
comment on column public.market_data.change_is_computed is
'Whether the database computed the change, and follows the bar before; false where the feed stated it.';
comment on column public.market_data.adjustment_factor is
'By what earlier prices are multiplied for a split on this day, where the feed says so; bars are raw.';

comment on table partitions.market_data_short is
'Bars of 1m and 5m; a partition for each month of Asia/Tokyo.';
comment on table partitions.market_data_long is
'Bars of 15m and longer; a partition for each year of Asia/Tokyo.';
-- Because a partition does not inherit comments; those made later copy them from here.
do $$
declare
    copied text;
begin
    for copied in
        select format(
                'comment on column %s.%I is %L', p.relid, a.attname, col_description(a.attrelid, a.attnum)
            )
        from pg_catalog.pg_attribute as a
        cross join pg_catalog.pg_partition_tree(a.attrelid) as p
        where a.attrelid = 'public.market_data'::regclass
            and a.attnum > 0
            and p.level > 0
    loop
        execute copied;
    end loop;
end;
$$;

create table public.latest_prices (
    symbol varchar(10) not null,
    price numeric(10, 2) not null,
    price_timestamp timestamptz not null,
    timeframe varchar(10),
    data_timestamp timestamptz,
    volume bigint,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint latest_prices_pkey primary key (symbol),
    constraint price_is_positive check (price > 0 and price < 'infinity')
)
with (fillfactor = 70);
alter table public.latest_prices enable row level security;
revoke all on public.latest_prices from public, anon, authenticated, service_role;

comment on table public.latest_prices is
$$The newest price of each symbol, kept by the database from market_data.

Everyone signed in reads it.$$;
comment on column public.latest_prices.symbol is 'Code of the share or index, as in market_data.';
comment on column public.latest_prices.created_at is 'Time of the transaction that inserted the row.';
comment on column public.latest_prices.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.latest_prices.price is 'Close in yen a share of the bar whose close was known last.';
comment on column public.latest_prices.price_timestamp is
'When that close was known: at the end of the bar or of its session, or when it was written.';
comment on column public.latest_prices.timeframe is
'Timeframe of that bar; on a tie the longer one, so that the official close replaces the last minute bar.';
comment on column public.latest_prices.data_timestamp is 'Start of that bar.';
comment on column public.latest_prices.volume is
'Shares traded in that bar; null where the feed did not say.';

create table kaboom.used_closes (
    is_only boolean not null default true,
    through date not null,
    constraint used_closes_pkey primary key (is_only),
    constraint it_is_the_only_row check (is_only)
);
alter table kaboom.used_closes enable row level security;
revoke all on kaboom.used_closes from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads the used closes" on kaboom.used_closes using (false);

comment on table kaboom.used_closes is
$$Up to which day closes were used for figures that are kept. One row, or none. Nobody but the owner reads
it.$$;
comment on column kaboom.used_closes.is_only is 'Always true, so that there is one row.';
comment on column kaboom.used_closes.through is 'The last of these days, in Asia/Tokyo.';

create table kaboom.changed_closes (
    id uuid not null default gen_random_uuid(),
    symbol text not null,
    day date not null,
    constraint changed_closes_pkey primary key (id)
);
alter table kaboom.changed_closes enable row level security;
revoke all on kaboom.changed_closes from public, anon, authenticated, service_role;
create policy "Nobody but the owner reads the changed closes" on kaboom.changed_closes using (false);

comment on table kaboom.changed_closes is
$$Daily bars that came, changed or went after their closes had been used, until the job has followed them.
Only inserted and deleted, so that writers of bars do not wait for each other. Nobody but the owner reads
it.$$;
comment on column kaboom.changed_closes.id is 'Key of the row, made by the database.';
comment on column kaboom.changed_closes.symbol is 'The symbol of the bars.';
comment on column kaboom.changed_closes.day is 'The first of their days, in Asia/Tokyo.';

-- What ingest_market_data passes from step to step; no table has rows of it.
create type kaboom.incoming_bar as (
    index integer,
    code text,
    reason text,
    symbol text,
    symbol_name text,
    timeframe text,
    data_timestamp timestamptz,
    open_price numeric,
    high_price numeric,
    low_price numeric,
    close_price numeric,
    volume numeric,
    price_change numeric,
    price_change_percent numeric,
    adjustment_factor numeric,
    data_source text
);
comment on type kaboom.incoming_bar is
'An element of a batch of bars: its index, why it is refused (else null), and its values.';
comment on column kaboom.incoming_bar.index is 'Place of the element in the batch, from 0.';
comment on column kaboom.incoming_bar.code is 'Code of the refusal; null for a good bar.';
comment on column kaboom.incoming_bar.reason is 'Why it is refused, in words; null for a good bar.';
comment on column kaboom.incoming_bar.symbol is 'Symbol, normalised.';
comment on column kaboom.incoming_bar.symbol_name is 'Name, where the feed has one.';
comment on column kaboom.incoming_bar.timeframe is 'Timeframe, as market_data has it.';
comment on column kaboom.incoming_bar.data_timestamp is 'Start of the bar, aligned.';
comment on column kaboom.incoming_bar.open_price is 'Yen a share.';
comment on column kaboom.incoming_bar.high_price is 'Yen a share.';
comment on column kaboom.incoming_bar.low_price is 'Yen a share.';
comment on column kaboom.incoming_bar.close_price is 'Yen a share.';
comment on column kaboom.incoming_bar.volume is 'Shares traded.';
comment on column kaboom.incoming_bar.price_change is 'Change that the feed states, in yen a share.';
comment on column kaboom.incoming_bar.price_change_percent is 'Change that the feed states, in percent.';
comment on column kaboom.incoming_bar.adjustment_factor is 'Factor that the feed states.';
comment on column kaboom.incoming_bar.data_source is 'The feed, as its keys or data_source say.';

-- What the triggers of market_data pass from step to step; no table has rows of it.
create type kaboom.written_series as (
    symbol text,
    timeframe text,
    is_future boolean,
    in_tokyo boolean,
    oldest timestamptz,
    newest timestamptz,
    close_price numeric,
    volume bigint,
    updated_at timestamptz,
    misaligned timestamptz
);
comment on type kaboom.written_series is 'The bars of one symbol and timeframe that a statement wrote.';
comment on column kaboom.written_series.symbol is 'Symbol of the bars.';
comment on column kaboom.written_series.timeframe is 'Timeframe of the bars.';
comment on column kaboom.written_series.is_future is 'Whether they start more than five minutes from now.';
comment on column kaboom.written_series.in_tokyo is
'Whether the symbol is a code of the Tokyo Stock Exchange.';
comment on column kaboom.written_series.oldest is 'Start of the first bar.';
comment on column kaboom.written_series.newest is 'Start of the last bar.';
comment on column kaboom.written_series.close_price is
'The close, where there is one bar; of several the highest.';
comment on column kaboom.written_series.volume is
'The volume, where there is one bar; of several the largest.';
comment on column kaboom.written_series.updated_at is 'When the bar was written; of several the last.';
comment on column kaboom.written_series.misaligned is
'The first start that does not fit the clock of Tokyo; null for none.';

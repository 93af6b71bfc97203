create table public.watchlists (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    name varchar(100) not null default 'デフォルトリスト',
    description text,
    is_default boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint watchlists_pkey primary key (id),
    constraint watchlists_user_id_id_key unique (user_id, id),
    constraint watchlists_user_id_name_key unique (user_id, name),
    constraint watchlists_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint name_is_not_blank check (name ~ '\S'),
    constraint description_is_short check (length(description) <= 2000)
);
alter table public.watchlists enable row level security;
revoke all on public.watchlists from public, anon, authenticated, service_role;

comment on table public.watchlists is
$$Lists of shares that a user watches. One of them may be the default; a new user gets one.$$;
comment on column public.watchlists.id is 'Key of the row, made by the database.';
comment on column public.watchlists.user_id is 'The owner, by default the user who signed in. Never changes.';
comment on column public.watchlists.name is 'Name that the owner gives it, unique within the user.';
comment on column public.watchlists.description is
'The owner''s words, at most 2,000 characters; null for none.';
comment on column public.watchlists.created_at is 'Time of the transaction that inserted the row.';
comment on column public.watchlists.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.watchlists.is_default is
'Whether it is the default list of its owner. When it becomes true, the former default list becomes false.';

create table public.watchlist_items (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    watchlist_id uuid not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    price_alert_upper numeric(10, 2),
    price_alert_lower numeric(10, 2),
    volume_alert_threshold bigint,
    price_upper_is_armed boolean not null default true,
    price_lower_is_armed boolean not null default true,
    volume_is_armed boolean not null default true,
    alerts_set_on date not null default (now() at time zone 'Asia/Tokyo')::date,
    alert_factor numeric not null default 1,
    notes text,
    tags text[],
    added_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint watchlist_items_pkey primary key (id),
    constraint watchlist_items_user_id_id_key unique (user_id, id),
    constraint watchlist_items_user_id_watchlist_id_symbol_key unique (user_id, watchlist_id, symbol),
    constraint watchlist_items_watchlist_fkey
        foreign key (user_id, watchlist_id) references public.watchlists (user_id, id) on delete cascade,
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint price_alerts_are_positive check (
        price_alert_upper > 0 and price_alert_upper < 'infinity'
        and price_alert_lower > 0 and price_alert_lower < 'infinity'
    ),
    constraint price_alerts_are_in_order check (price_alert_lower < price_alert_upper),
    constraint volume_alert_is_positive check (volume_alert_threshold > 0),
    constraint alert_factor_is_positive check (alert_factor > 0 and alert_factor < 'infinity'),
    constraint notes_are_short check (length(notes) <= 10000),
    constraint tags_are_few check (
        case
            when array_ndims(tags) > 1 then false
            else cardinality(tags) <= 100 and array_position(tags, null) is null
        end
    ),
    constraint tags_are_short check (octet_length(tags::text) <= 10000)
);
alter table public.watchlist_items enable row level security;
revoke all on public.watchlist_items from public, anon, authenticated, service_role;

comment on table public.watchlist_items is 'Shares on a watchlist, with alerts, notes and tags.';
comment on column public.watchlist_items.id is 'Key of the row, made by the database.';
comment on column public.watchlist_items.user_id is
'Owner of the list, by default the user who signed in. Never changes.';
comment on column public.watchlist_items.watchlist_id is 'The list that the share is on.';
comment on column public.watchlist_items.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A; other spellings are normalised.';
comment on column public.watchlist_items.symbol_name is
'Name of the share, as the client sent it, else as instruments has it; null where neither has one.';
comment on column public.watchlist_items.notes is
'The owner''s words, at most 10,000 characters; null for none.';
comment on column public.watchlist_items.tags is 'The owner''s labels, at most 100; null for none.';
comment on column public.watchlist_items.added_at is
'When the share was put on the list: time of the transaction.';
comment on column public.watchlist_items.created_at is 'Time of the transaction that inserted the row.';
comment on column public.watchlist_items.updated_at is
'Time of the transaction that changed the row last; at first created_at.';
comment on column public.watchlist_items.price_alert_upper is 'Alert when the price in yen rises to this.';
comment on column public.watchlist_items.price_alert_lower is 'Alert when the price in yen falls to this.';
comment on column public.watchlist_items.volume_alert_threshold is
'Alert when the volume in shares of the bar behind the latest price reaches this.';
comment on column public.watchlist_items.alerts_set_on is
'The day (Asia/Tokyo) on which the owner set an alert last. Written by the database.';
comment on column public.watchlist_items.alert_factor is
$$By what splits and mergers of shares since alerts_set_on have multiplied the alerts on the price. Written by
the database.$$;
comment on column public.watchlist_items.price_upper_is_armed is
'Whether a price at or above price_alert_upper alerts: once for each crossing, again after a price below.';
comment on column public.watchlist_items.price_lower_is_armed is
'Whether a price at or below price_alert_lower alerts: once for each crossing, again after a price above.';
comment on column public.watchlist_items.volume_is_armed is
'Whether the next bar of this volume alerts: once for each crossing, again after a bar of less.';

create table public.alert_events (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    watchlist_item_id uuid,
    symbol varchar(10) not null,
    kind text not null,
    threshold numeric(15, 2) not null,
    price numeric(10, 2) not null,
    price_timestamp timestamptz not null,
    volume bigint,
    timeframe varchar(10),
    data_timestamp timestamptz,
    acknowledged_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint alert_events_pkey primary key (id),
    constraint alert_events_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint alert_events_watchlist_item_fkey
        foreign key (user_id, watchlist_item_id) references public.watchlist_items (user_id, id)
        on delete set null (watchlist_item_id),
    constraint kind_is_known check (kind in ('price_upper', 'price_lower', 'volume')),
    constraint acknowledged_at_is_finite check (isfinite(acknowledged_at))
);
alter table public.alert_events enable row level security;
revoke all on public.alert_events from public, anon, authenticated, service_role;

comment on table public.alert_events is
$$Alerts of watchlists that have fired, each with the bar that fired it.

Written by evaluate_alerts. Owners read theirs and set acknowledged_at.$$;
comment on column public.alert_events.id is 'Key of the row, made by the database.';
comment on column public.alert_events.user_id is 'Owner of the item.';
comment on column public.alert_events.watchlist_item_id is
'The item whose alert it was; null once that is deleted.';
comment on column public.alert_events.symbol is 'Code of the share.';
comment on column public.alert_events.kind is
'price_upper: the price rose to the threshold; price_lower: it fell to it; volume: a bar reached it.';
comment on column public.alert_events.threshold is 'Yen a share; of a volume alert, shares.';
comment on column public.alert_events.price is 'Latest price in yen a share when it fired.';
comment on column public.alert_events.price_timestamp is 'When that price was known.';
comment on column public.alert_events.volume is 'Shares traded in the bar.';
comment on column public.alert_events.timeframe is 'Timeframe of the bar that fired it.';
comment on column public.alert_events.data_timestamp is 'Start of that bar.';
comment on column public.alert_events.acknowledged_at is 'When the owner took note; null before.';
comment on column public.alert_events.created_at is 'Time of the transaction that inserted the row.';
comment on column public.alert_events.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

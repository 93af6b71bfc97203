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
comment on column public.watchlists.is_default is 'Setting it takes it from the list that had it.';

create table public.watchlist_items (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null default auth.uid(),
    watchlist_id uuid not null,
    symbol varchar(10) not null,
    symbol_name varchar(200),
    price_alert_upper numeric(10, 2),
    price_alert_lower numeric(10, 2),
    volume_alert_threshold bigint,
    notes text,
    tags text[],
    added_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint watchlist_items_pkey primary key (id),
    constraint watchlist_items_user_id_watchlist_id_symbol_key unique (user_id, watchlist_id, symbol),
    constraint watchlist_items_watchlist_fkey
        foreign key (user_id, watchlist_id) references public.watchlists (user_id, id) on delete cascade,
    constraint symbol_is_a_tokyo_code
        check (symbol ~ '^[1-9][0-9ACDFGHJKLMNPRSTUWXY][0-9][0-9ACDFGHJKLMNPRSTUWXY]$'),
    constraint price_alerts_are_positive check (
        price_alert_upper > 0 and price_alert_upper < 'infinity'
        and price_alert_lower > 0 and price_alert_lower < 'infinity'
    ),
    constraint price_alerts_are_in_order check (price_alert_lower < price_alert_upper),
    constraint volume_alert_is_positive check (volume_alert_threshold > 0),
    constraint notes_are_short check (length(notes) <= 10000),
    constraint tags_are_few check (cardinality(tags) <= 100 and array_position(tags, null) is null),
    constraint tags_are_short check (octet_length(tags::text) <= 10000)
);
alter table public.watchlist_items enable row level security;
revoke all on public.watchlist_items from public, anon, authenticated, service_role;

comment on table public.watchlist_items is 'Shares on a watchlist, with alerts, notes and tags.';
comment on column public.watchlist_items.id is 'Key of the row, made by the database.';
comment on column public.watchlist_items.user_id is
'Owner of the list, by default the user who signed in. Never changes.';
comment on column public.watchlist_items.watchlist_id is 'The list that the share is on.';
comment on column public.watchlist_items.symbol is 'Code of the Tokyo Stock Exchange, such as 7203 or 130A.';
comment on column public.watchlist_items.symbol_name is
'Name of the share, as the client sent it; null where it sent none.';
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
comment on column public.watchlist_items.volume_alert_threshold is 'Alert when the volume in shares reaches this.';

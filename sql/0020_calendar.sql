create table public.trading_calendar (
    day date not null,
    kind text not null,
    name text not null,
    is_provisional boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint trading_calendar_pkey primary key (day),
    constraint kind_is_known check (kind in ('holiday', 'half_day', 'closure')),
    constraint name_is_not_blank check (name ~ '\S'),
    constraint day_is_finite check (isfinite(day))
);
alter table public.trading_calendar enable row level security;
revoke all on public.trading_calendar from public, anon, authenticated, service_role;

comment on table public.trading_calendar is
$$Days that differ from other weekdays: holidays, half days and closures of the Tokyo Stock Exchange.

The calendar covers the days from its first to its last row. Everyone signed in reads; the service role
writes.$$;
comment on column public.trading_calendar.day is 'The day in Asia/Tokyo.';
comment on column public.trading_calendar.kind is
$$holiday: no business day; half_day: only the morning is traded; closure: a business day on which nothing is
traded.$$;
comment on column public.trading_calendar.name is 'Name of the day, in Japanese.';
comment on column public.trading_calendar.is_provisional is
$$Whether the day is computed and not announced yet: equinoxes are announced on 1 February of the year
before.$$;
comment on column public.trading_calendar.created_at is 'Time of the transaction that inserted the row.';
comment on column public.trading_calendar.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.market_sessions (
    valid_from date not null,
    morning_opens time not null,
    morning_closes time not null,
    afternoon_opens time not null,
    afternoon_closes time not null,
    closing_auction_starts time,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint market_sessions_pkey primary key (valid_from),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint times_are_in_order check (
        morning_opens < morning_closes
        and morning_closes < afternoon_opens
        and afternoon_opens < afternoon_closes
        and closing_auction_starts > afternoon_opens
        and closing_auction_starts < afternoon_closes
    )
);
alter table public.market_sessions enable row level security;
revoke all on public.market_sessions from public, anon, authenticated, service_role;

comment on table public.market_sessions is
$$When the Tokyo Stock Exchange trades, each row from a day on until the next row.

The setting market_hours is made from it. Everyone signed in reads; the service role writes.$$;
comment on column public.market_sessions.valid_from is 'First day with these times.';
comment on column public.market_sessions.morning_opens is 'Asia/Tokyo, included.';
comment on column public.market_sessions.morning_closes is 'Asia/Tokyo, excluded.';
comment on column public.market_sessions.afternoon_opens is 'Asia/Tokyo, included.';
comment on column public.market_sessions.afternoon_closes is 'Asia/Tokyo, excluded.';
comment on column public.market_sessions.closing_auction_starts is
$$Asia/Tokyo: from here to the close orders are collected for the closing auction; null where there is no such
time.$$;
comment on column public.market_sessions.created_at is 'Time of the transaction that inserted the row.';
comment on column public.market_sessions.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

create table public.settlement_rules (
    valid_from date not null,
    business_days integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint settlement_rules_pkey primary key (valid_from),
    constraint valid_from_is_finite check (isfinite(valid_from)),
    constraint business_days_are_few check (business_days between 0 and 10)
);
alter table public.settlement_rules enable row level security;
revoke all on public.settlement_rules from public, anon, authenticated, service_role;

comment on table public.settlement_rules is
$$How many business days after the trade it settles, each row from a day of trade on until the next row.

Everyone signed in reads; the service role writes.$$;
comment on column public.settlement_rules.valid_from is 'First day of trade with this rule.';
comment on column public.settlement_rules.business_days is 'Business days from the trade to its settlement.';
comment on column public.settlement_rules.created_at is 'Time of the transaction that inserted the row.';
comment on column public.settlement_rules.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

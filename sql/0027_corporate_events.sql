create table public.corporate_actions (
    id uuid not null default gen_random_uuid(),
    symbol varchar(10) not null,
    kind varchar(20) not null,
    ex_date date not null,
    version integer not null default 1,
    is_in_force boolean not null default true,
    is_void boolean not null default false,
    old_shares integer,
    new_shares integer,
    gross_per_share numeric,
    fraction_price numeric,
    record_date date,
    pay_date date,
    source varchar(50),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint corporate_actions_pkey primary key (id),
    constraint corporate_actions_symbol_kind_ex_date_version_key unique (symbol, kind, ex_date, version),
    constraint symbol_is_a_tokyo_code check (kaboom.is_tokyo_code(symbol)),
    constraint kind_is_known check (kind in ('split', 'merger', 'free_allotment', 'dividend')),
    constraint versions_count_from_one check (version > 0),
    constraint ratio_belongs_to_movements_of_shares check (
        case kind
            when 'dividend' then old_shares is null and new_shares is null
            when 'merger' then new_shares > 0 and new_shares < old_shares and old_shares <= 1000000
            else old_shares > 0 and old_shares < new_shares and new_shares <= 1000000
        end
        and (kind = 'dividend' or (old_shares is not null and new_shares is not null))
    ),
    constraint amount_belongs_to_dividends check (
        (kind = 'dividend') = (gross_per_share is not null)
        and gross_per_share > 0 and gross_per_share < 100000000
        and gross_per_share = round(gross_per_share, 6)
    ),
    constraint fraction_price_belongs_to_movements_of_shares check (
        (kind <> 'dividend' or fraction_price is null)
        and fraction_price > 0 and fraction_price < 100000000 and fraction_price = round(fraction_price, 6)
    ),
    constraint ex_date_is_finite check (isfinite(ex_date)),
    constraint record_date_is_not_before_ex_date check (record_date >= ex_date and record_date < 'infinity'),
    constraint pay_date_is_not_before_ex_date check (pay_date >= ex_date and pay_date < 'infinity'),
    constraint source_is_not_blank check (source ~ '\S')
);
alter table public.corporate_actions enable row level security;
revoke all on public.corporate_actions from public, anon, authenticated, service_role;

comment on table public.corporate_actions is
$$Splits, mergers of shares, free allotments and dividends, as companies announce them.

Everyone signed in reads; the service role inserts. A correction is a new version: the newest one is in force,
and what an older one did to portfolios is taken back.$$;
comment on column public.corporate_actions.id is 'Key of the row, made by the database.';
comment on column public.corporate_actions.symbol is
'Code of the Tokyo Stock Exchange, such as 7203 or 130A; other spellings are normalised.';
comment on column public.corporate_actions.kind is
'split (分割), merger (併合: fewer shares), free_allotment (無償割当) or dividend (配当).';
comment on column public.corporate_actions.ex_date is
'The first session (Asia/Tokyo) whose purchases have no part in it any more.';
comment on column public.corporate_actions.version is
'Counts from 1; 1 unless stated. A correction has the next number.';
comment on column public.corporate_actions.is_in_force is
'Whether it is the newest version. Written by the database.';
comment on column public.corporate_actions.is_void is
'Whether the action does not take place: such a version takes the former one back.';
comment on column public.corporate_actions.old_shares is
'So many shares become new_shares; null for dividends.';
comment on column public.corporate_actions.new_shares is
'A split of one into five: 5, with old_shares 1; null for dividends.';
comment on column public.corporate_actions.gross_per_share is
'Dividend in yen per share before tax; null for other kinds.';
comment on column public.corporate_actions.fraction_price is
$$Yen per new share that are paid for what is left over whole shares; null until it is known, and for
dividends.$$;
comment on column public.corporate_actions.record_date is
'The day on whose register one must be; null where not stated.';
comment on column public.corporate_actions.pay_date is
'When a dividend, or the cash for fractions, is paid; a dividend without it is paid by record_dividend only.';
comment on column public.corporate_actions.source is
'Where the announcement comes from; null where not stated.';
comment on column public.corporate_actions.created_at is 'Time of the transaction that inserted the row.';
comment on column public.corporate_actions.updated_at is
'Time of the transaction that changed the row last; at first created_at.';

"""Write seeds/calendar.sql, and the golden file that tests compare it with.

Holidays and their names come from jpholiday; half days, closures, sessions and settlement from the rules below, which are
those of the Tokyo Stock Exchange. The golden file comes from exchange-calendars, an independent source. Both packages are
the extra `oracles`; nothing else needs them:

    python3 -m venv /tmp/oracles && /tmp/oracles/bin/pip install -e '.[oracles]'
    /tmp/oracles/bin/python seeds/generate_calendar.py --as-of 2026-11-25
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import exchange_calendars
import jpholiday

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds/calendar.sql"
GOLDEN = ROOT / "tests/calendar/closed_weekdays.txt"
FIRST, LAST = date(1997, 1, 1), date(2030, 12, 31)
# The morning alone was traded on the first session of a year until 2009 and on the last one until 2008.
LAST_HALF_DAYS = date(2009, 1, 5)
CLOSURES = {date(2020, 10, 1): "システム障害による終日売買停止"}
SQL = """\
-- Made by seeds/generate_calendar.py from jpholiday and the rules of the Tokyo Stock Exchange; do not edit.
-- Days that an operator has added stay; a provisional day that is not confirmed goes.
create temporary table seeded_days (day date, kind text, name text, is_provisional boolean);

insert into pg_temp.seeded_days (day, kind, name, is_provisional)
values
{days};

delete from public.trading_calendar as c
where c.is_provisional
    and c.day not in (select s.day from pg_temp.seeded_days as s);

insert into public.trading_calendar (day, kind, name, is_provisional)
select s.day, s.kind, s.name, s.is_provisional
from pg_temp.seeded_days as s
on conflict (day) do update
set kind = excluded.kind, name = excluded.name, is_provisional = excluded.is_provisional;

drop table pg_temp.seeded_days;

insert into public.market_sessions (
    valid_from, morning_opens, morning_closes, afternoon_opens, afternoon_closes, closing_auction_starts
)
values
    ('1997-01-01', '09:00', '11:00', '12:30', '15:00', null),
    ('2011-11-21', '09:00', '11:30', '12:30', '15:00', null),
    ('2024-11-05', '09:00', '11:30', '12:30', '15:30', '15:25')
on conflict (valid_from) do nothing;

insert into public.settlement_rules (valid_from, business_days)
values ('1997-01-01', 3), ('2019-07-16', 2)
on conflict (valid_from) do nothing;
"""


def days() -> Iterator[date]:
    """All days of the calendar."""
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(1)


def holiday(day: date) -> str | None:
    """The name of the holiday, or None on any other day."""
    name: str | None = jpholiday.is_holiday_name(day)
    turn_of_the_year = (day.month, day.day) in ((12, 31), (1, 2), (1, 3))
    return name or ("年末年始休業日" if turn_of_the_year else None)


def half_days() -> set[date]:
    """The first and the last session of each year, as long as they were half days."""
    traded = [day for day in days() if day <= LAST_HALF_DAYS and day.weekday() < 5 and not holiday(day)]
    by_year = {year: [day for day in traded if day.year == year] for year in range(FIRST.year, LAST_HALF_DAYS.year + 1)}
    firsts = {year[0] for year in by_year.values()}
    return firsts | {year[-1] for number, year in by_year.items() if number < LAST_HALF_DAYS.year}


def rows(as_of: date) -> Iterator[str]:
    """A row of SQL for each special day. Equinoxes are announced on the first of February of the year before."""
    announced = as_of.year + (1 if as_of >= date(as_of.year, 2, 1) else 0)
    shortened = half_days()
    for day in days():
        if name := holiday(day):
            yield f"    ('{day}', 'holiday', '{name}', {'true' if day.year > announced else 'false'})"
        elif day in CLOSURES:
            yield f"    ('{day}', 'closure', '{CLOSURES[day]}', false)"
        elif day in shortened:
            yield f"    ('{day}', 'half_day', '{'大発会' if day.month == 1 else '大納会'}', false)"


def golden() -> Iterator[str]:
    """A line a year: the weekdays on which exchange-calendars has the exchange closed."""
    calendar = exchange_calendars.get_calendar("XTKS", start=str(FIRST), end=str(LAST))
    traded = {session.date() for session in calendar.sessions}
    for year in range(FIRST.year, LAST.year + 1):
        closed = [day for day in days() if day.year == year and day.weekday() < 5 and day not in traded]
        yield f"{year} " + " ".join(f"{day:%m-%d}" for day in closed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today(), help="which holidays are announced by then")
    options = parser.parse_args()
    SEED.write_text(SQL.format(days=",\n".join(rows(options.as_of))), "utf-8")
    GOLDEN.write_text("\n".join(golden()) + "\n", "utf-8")


if __name__ == "__main__":
    main()

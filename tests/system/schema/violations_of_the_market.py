"""Violations of each constraint of the tables of the market: updates that only this constraint refuses."""

from support.violations import NAN

MARKET: dict[str, dict[str, list[str]]] = {
    "market_data": {
        "price_changes_are_finite": [f"price_change = {NAN}", f"price_change_percent = {NAN}"],
        "open_price_is_positive": ["open_price = -5", f"open_price = {NAN}"],
        "close_price_is_positive": ["close_price = 0", f"close_price = {NAN}"],
        "high_and_low_enclose_the_bar": ["high_price = 999", "low_price = 1001", "low_price = 0"],
        "symbol_is_not_blank": ["symbol = ' '"],
        "volume_is_a_number_of_shares": ["volume = -1", "volume = 1000000000000001"],
        "adjustment_factor_is_positive": ["adjustment_factor = 0", f"adjustment_factor = {NAN}"],
    },
    "trading_calendar": {
        "day_is_finite": ["day = 'infinity' where day = '1997-01-01'"],
        "kind_is_known": ["kind = 'party'"],
        "name_is_not_blank": ["name = ' '"],
    },
    "market_sessions": {
        "times_are_in_order": [
            "morning_opens = '11:30'",
            "morning_closes = '12:30'",
            "afternoon_opens = '16:00'",
            "closing_auction_starts = '12:30'",
            "closing_auction_starts = '15:30'",
        ],
        "valid_from_is_finite": ["valid_from = 'infinity' where valid_from = '2011-11-21'"],
    },
    "settlement_rules": {
        "business_days_are_few": ["business_days = -1", "business_days = 11"],
        "valid_from_is_finite": ["valid_from = 'infinity' where business_days = 2"],
    },
    "instruments": {
        "dates_are_in_order": ["listed_on = '2024-01-05', delisted_on = '2024-01-05'"],
        "name_is_not_blank": ["name = ' '"],
        "symbol_is_a_tokyo_code": ["symbol = '^N225'"],
        "tick_group_is_known": ["tick_group = 'small'"],
        "trading_unit_is_positive": ["trading_unit = 0"],
    },
    "tick_sizes": {
        "price_above_is_not_negative": ["price_above = -1 where price_above = 0", f"price_above = {NAN} where price_above = 0"],
        "tick_group_is_known": ["tick_group = 'small' where tick_group = 'etf'"],
        "tick_is_positive": ["tick = 0", f"tick = {NAN}"],
        "valid_from_is_finite": ["valid_from = 'infinity'"],
    },
    "price_limits": {
        "base_price_from_is_not_negative": [
            "base_price_from = -1 where base_price_from = 0",
            f"base_price_from = {NAN} where base_price_from = 0",
        ],
        "price_limit_is_positive": ["price_limit = 0", f"price_limit = {NAN}"],
        "valid_from_is_finite": ["valid_from = 'infinity'"],
    },
    "latest_prices": {"price_is_positive": ["price = 0", f"price = {NAN}"]},
}

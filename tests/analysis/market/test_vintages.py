from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from debtwatch.analysis.market.vintages import history, known_at
from markets import SERIES, vintages

FRIDAY, SATURDAY, MONDAY = date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 2)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def seen(frame: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    return frame.with_columns(seen_at=pl.lit(moment).cast(pl.Datetime("ms", "UTC")))


def test_a_print_seen_live_is_known_from_when_it_was_seen() -> None:
    frame = seen(vintages([("NFCI", FRIDAY, 0.1)]), at(MONDAY))
    assert known_at(frame, at(MONDAY, 11)).is_empty()
    assert known_at(frame, at(MONDAY)).height == 1


def test_a_back_filled_print_is_known_from_its_publication_and_says_so() -> None:
    frame = seen(vintages([("NFCI", date(2007, 6, 1), 0.1)]), at(MONDAY))
    assert known_at(frame, at(date(2007, 6, 1))).is_empty()
    known = known_at(frame, at(date(2007, 6, 2)))
    assert known["final_vintage"].to_list() == [True]


def test_a_revision_is_known_only_from_when_we_saw_it() -> None:
    first = seen(vintages([("NFCI", FRIDAY, 0.1)]), at(MONDAY))
    late = seen(vintages([("NFCI", FRIDAY, 0.3)]), at(date(2026, 3, 2)))
    frame = pl.concat([late, first])
    assert known_at(frame, at(date(2026, 2, 20)))["value"].to_list() == [0.1]
    assert known_at(frame, at(date(2026, 3, 3)))["value"].to_list() == [0.3]


def test_a_withdrawn_or_impossible_value_is_no_observation() -> None:
    frame = vintages([("NFCI", FRIDAY, None), ("SOFR", FRIDAY, float("nan")), ("EFFR", FRIDAY, float("inf"))])
    assert known_at(frame, at(date(2026, 3, 2))).is_empty()


def test_a_weekend_row_stands_under_its_friday_unless_friday_printed() -> None:
    alone = history(vintages([("BAMLC0A0CM", SATURDAY, 0.8)]), SERIES, as_of=MONDAY, moment=at(MONDAY))
    assert alone["observed_on"].to_list() == [FRIDAY]
    both = history(
        vintages([("BAMLC0A0CM", FRIDAY, 0.7), ("BAMLC0A0CM", SATURDAY, 0.8)]), SERIES, as_of=MONDAY, moment=at(MONDAY)
    )
    assert both["value"].to_list() == [0.7]


def test_a_market_that_never_closes_keeps_its_weekends() -> None:
    known = history(vintages([("BTC-USD", SATURDAY, 90_000.0)]), SERIES, as_of=MONDAY, moment=at(MONDAY))
    assert known["observed_on"].to_list() == [SATURDAY]


def test_the_order_vintages_come_in_does_not_matter() -> None:
    rows = vintages([("SOFR", date(2026, 1, day), float(day)) for day in range(5, 10)])
    assert known_at(rows.reverse(), at(MONDAY)).equals(known_at(rows, at(MONDAY)))


def test_nothing_observed_after_the_day_asked_about_is_used() -> None:
    rows = vintages([("SOFR", FRIDAY, 4.0), ("SOFR", MONDAY, 4.1)])
    known = history(rows, SERIES, as_of=FRIDAY, moment=at(date(2026, 3, 1)))
    assert known["observed_on"].to_list() == [FRIDAY]

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from debtwatch.analysis.market.vintages import history, known_at, lifetimes
from debtwatch.desk.ground import end_of
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


def test_a_print_of_tomorrow_is_not_known_at_the_end_of_today() -> None:
    frame = seen(vintages([("NFCI", date(2007, 6, 28), 0.1)]), at(MONDAY))
    assert known_at(frame, end_of(date(2007, 6, 28))).is_empty()
    assert known_at(frame, end_of(date(2007, 6, 29))).height == 1


DAYS = [FRIDAY - timedelta(days=place) for place in range(12)]
VINTAGE = st.tuples(
    st.sampled_from(["BAMLC0A0CM", "BTC-USD", "NFCI"]),
    st.sampled_from(DAYS),
    st.one_of(st.none(), st.floats(0.1, 5)),
    st.integers(1, 30),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VINTAGE, min_size=1, max_size=25), st.integers(0, 45))
def test_lifetimes_say_of_every_day_what_was_known_by_its_end(
    rows: list[tuple[str, date, float | None, int, bool]], later: int
) -> None:
    frame = pl.concat(
        [
            vintages([(id_, day, value)]).with_columns(
                seen_at=pl.lit(at(day + timedelta(days=after))).cast(pl.Datetime("ms", "UTC")),
                published_assumed=pl.lit(assumed),
            )
            for id_, day, value, after, assumed in rows
        ]
    ).sort("series", "observed_on", "seen_at", maintain_order=True)
    asked = DAYS[-1] + timedelta(days=later)

    lived = lifetimes(frame, SERIES).filter(
        (pl.col("known_on") <= asked)
        & (pl.col("until").is_null() | (pl.col("until") > asked))
        & (pl.col("observed_on") <= asked)
    )

    known = history(frame, SERIES, as_of=asked, moment=end_of(asked))
    columns = ["series", "observed_on", "value"]
    assert lived.select(columns).equals(known.with_columns(pl.col("series").cast(pl.String)).select(columns))

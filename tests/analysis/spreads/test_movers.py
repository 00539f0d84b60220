from __future__ import annotations

from datetime import date, datetime
from functools import cache

import polars as pl
import pytest

from debtwatch.analysis.snapshot import Snapshot, build_snapshot
from debtwatch.analysis.spreads.movers import first_seen_since
from markets import book, inputs, made_up, noon, vintages, weekdays

TODAY = date(2026, 6, 30)


LOOKED = noon(date(2026, 7, 1))
"""After the prints of 30 June had been seen that morning, before those of 1 July were the next."""


@cache
def built(since: datetime | None) -> Snapshot:
    jump = vintages([("UST_10Y", date(2026, 7, 1), 9.0)])
    seen = pl.concat([made_up(), jump]).sort("series", "observed_on", "seen_at")
    given = inputs(book({}), seen, last_looked=since)
    return build_snapshot(given, as_of=date(2026, 7, 2), moment=noon(date(2026, 7, 2)))


def test_on_a_first_visit_nothing_is_news() -> None:
    assert built(None).spreads.movers is None


def test_the_most_unusual_move_since_the_last_look_stands_first() -> None:
    movers = built(LOOKED).spreads.movers
    assert movers is not None
    first = movers.row(0, named=True)
    assert (first["series"], first["prints"], first["since_on"]) == ("UST_10Y", 1, TODAY)
    assert first["moved_bp"] == pytest.approx((9.0 - first["since"]) * 100)
    assert abs(first["unusual"]) > 10


def test_what_has_not_printed_since_is_not_among_the_movers() -> None:
    movers = built(LOOKED).spreads.movers
    assert movers is not None
    assert movers["series"].to_list() == ["UST_10Y"]


def test_what_printed_for_a_day_before_the_look_but_came_after_it_is_news() -> None:
    movers = built(noon(date(2026, 6, 30))).spreads.movers
    assert movers is not None
    ten = movers.row(by_predicate=pl.col("series") == "UST_10Y", named=True)
    assert (ten["prints"], ten["since_on"]) == (2, date(2026, 6, 29))
    two = movers.row(by_predicate=pl.col("series") == "UST_2Y", named=True)
    assert (two["prints"], two["observed_on"]) == (1, date(2026, 6, 30))


def test_a_history_filled_in_and_a_revision_are_not_news() -> None:
    old = vintages([("HQMCB10YRP", date(2024, 1, 1), 5.0), ("NFCI", date(2024, 1, 5), -0.5)])
    late = old.with_columns(seen_at=pl.lit(LOOKED).dt.offset_by("1h").dt.cast_time_unit("ms"))
    revised = vintages([("UST_10Y", TODAY, 4.9)]).with_columns(late["seen_at"].head(1))
    seen = pl.concat([made_up(), late, revised.select(made_up().columns)])
    assert first_seen_since(seen, LOOKED).is_empty()


def test_a_price_moves_in_percent_of_its_level() -> None:
    prints = vintages([("NASDAQCOM", day, 20_000.0) for day in weekdays(date(2026, 6, 1), TODAY)])
    jump = vintages([("NASDAQCOM", date(2026, 7, 1), 21_000.0)])
    seen = pl.concat([prints, jump]).sort("series", "observed_on", "seen_at")
    given = inputs(book({}), seen, last_looked=LOOKED)
    movers = build_snapshot(given, as_of=date(2026, 7, 2), moment=noon(date(2026, 7, 2))).spreads.movers
    assert movers is not None
    assert movers.select("series", "moved_bp", "relative").rows() == [("NASDAQCOM", pytest.approx(500.0), True)]


def test_the_curve_s_moves_stand_by_tenor_below_its_level_and_slopes() -> None:
    curve = built(None).spreads.curve
    assert curve is not None
    assert curve["series"].to_list()[:3] == ["UST_LEVEL", "2S10S", "5S30S"]
    assert curve["tenor_years"].to_list()[:3] == [None, None, None]
    assert curve["tenor_years"].drop_nulls().is_sorted()
    by = {row["series"]: row for row in curve.to_dicts()}
    assert by["UST_10Y"]["last"] == 9.0
    for span in ("d1_bp", "w1_bp", "m1_bp", "m3_bp", "ytd_bp"):
        assert by["5S30S"][span] == pytest.approx(by["UST_30Y"][span] - by["UST_5Y"][span])


def test_a_combined_row_has_only_days_with_every_point() -> None:
    curve = built(None).spreads.curve
    assert curve is not None
    by = {row["series"]: row["observed_on"] for row in curve.to_dicts()}
    assert by["UST_10Y"] == date(2026, 7, 1)
    assert by["UST_LEVEL"] == by["2S10S"] == TODAY

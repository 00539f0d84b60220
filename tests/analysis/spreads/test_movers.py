from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest

from debtwatch.analysis.snapshot import Snapshot, build_snapshot
from markets import SERIES, book, inputs, made_up, noon, vintages

TODAY = date(2026, 6, 30)


@cache
def built(since: date | None) -> Snapshot:
    jump = vintages([("UST_10Y", date(2026, 7, 1), 9.0)])
    seen = pl.concat([made_up(), jump]).sort("series", "observed_on", "seen_at")
    given = inputs(book({}), seen, last_looked=since)
    return build_snapshot(given, as_of=date(2026, 7, 2), moment=noon(date(2026, 7, 2)))


def test_on_a_first_visit_nothing_is_news() -> None:
    assert built(None).spreads.movers is None


def test_the_most_unusual_move_since_the_last_look_stands_first() -> None:
    movers = built(date(2026, 6, 30)).spreads.movers
    assert movers is not None
    first = movers.row(0, named=True)
    assert (first["series"], first["prints"], first["since_on"]) == ("UST_10Y", 1, TODAY)
    assert first["moved_bp"] == pytest.approx((9.0 - first["since"]) * 100)
    assert abs(first["unusual"]) > 10


def test_what_has_not_printed_since_is_not_among_the_movers() -> None:
    movers = built(date(2026, 6, 30)).spreads.movers
    assert movers is not None
    assert movers["series"].to_list() == ["UST_10Y"]


def test_the_curve_s_moves_stand_by_tenor() -> None:
    curve = built(None).spreads.curve
    assert curve is not None
    assert curve["tenor_years"].is_sorted()
    ten = curve.row(by_predicate=pl.col("series") == "UST_10Y", named=True)
    assert ten["last"] == 9.0
    assert set(curve["series"]) <= {each.id for each in SERIES.values() if each.group == "treasury"}

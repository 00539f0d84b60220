"""What a new print leaves as it is is not computed again, and what it moves is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from debtwatch.analysis.bubble.declared import BASKETS, MARKET_MEMBER
from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.snapshot import Inputs, Snapshot, build_snapshot, rebuild
from markets import SERIES, book, inputs, made_up, noon, vintages, weekdays
from snapshots import assert_same

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUED, NEWEST, TODAY = date(2025, 6, 16), date(2026, 6, 12), date(2026, 6, 15)
"""A Monday looks back on Friday's curve."""


def with_print(given: Inputs, day: date) -> Inputs:
    """Return the inputs after a ten-year print of a day was revised this morning."""
    seen = pl.lit(noon(TODAY) - timedelta(hours=1)).cast(pl.Datetime("ms", "UTC"))
    again = vintages([("UST_10Y", day, 9.0)]).with_columns(seen_at=seen, published_on=pl.lit(TODAY))
    rows = pl.concat([given.observations, again]).sort("series", "observed_on", "seen_at")
    return replace(given, observations=rows, version=given.version + 1)


@pytest.mark.parametrize(
    ("day", "kept"), [(NEWEST, True), (ISSUED, False)], ids=["of the newest day", "of the issue date"]
)
def test_a_print_is_in_every_number_it_moves_and_leaves_the_ledger_alone_where_it_moves_none(
    day: date, kept: bool
) -> None:
    given = inputs(book({"sp_at_issue": "A", "issued_on": ISSUED, "matures_on": date(2035, 6, 15)}))
    before = build_snapshot(given, as_of=TODAY, moment=noon(TODAY))
    after = with_print(given, day)
    again = build_snapshot(after, as_of=TODAY, moment=noon(TODAY), previous=before)
    afresh = build_snapshot(after, as_of=TODAY, moment=noon(TODAY))
    assert (again.ledger is before.ledger) is kept
    assert_frame_equal(again.refinancing.tranches, afresh.refinancing.tranches)
    assert gap(again) != gap(before)


def test_another_book_or_another_day_has_a_ledger_of_its_own() -> None:
    given = inputs(book({}))
    before = build_snapshot(given, as_of=TODAY, moment=noon(TODAY))
    other = replace(given, book=book({}))
    tomorrow = TODAY + timedelta(days=1)
    for again in (
        build_snapshot(other, as_of=TODAY, moment=noon(TODAY), previous=before),
        build_snapshot(given, as_of=tomorrow, moment=noon(tomorrow), previous=before),
    ):
        assert again.ledger is not before.ledger


def gap(snapshot: Snapshot) -> float:
    found = snapshot.refinancing.tranches["gap_bp"][0]
    assert isinstance(found, float)
    return found


MEMBERS = (MARKET_MEMBER, *(member for basket in BASKETS for member in basket.members))


@cache
def every_series() -> pl.DataFrame:
    """Return some years of every declared series and of every basket's members, made up where `made_up` has none."""
    known = made_up()
    others = sorted({*SERIES, *MEMBERS} - {*known["series"]})
    days = weekdays(date(2023, 1, 2), NEWEST)
    rows = [
        (id_, day, (1.0 + place / 7) * 1.0004**at * (1 + 0.05 * ((at * 7 + place) % 11)))
        for place, id_ in enumerate(others)
        for at, day in enumerate(days)
    ]
    return pl.concat([known, vintages(rows)]).sort("series", "observed_on", "seen_at")


@cache
def whole_market() -> Inputs:
    debt = book({"sp_at_issue": "A", "issued_on": ISSUED, "matures_on": date(2035, 6, 15)}, {"coupon_pct": 6.5})
    return inputs(debt, every_series())


def told(given: Inputs, series: str, day: date, value: float | None) -> Inputs:
    """Return the inputs after a print of a day came in this morning."""
    seen = pl.lit(noon(TODAY) - timedelta(hours=1)).cast(pl.Datetime("ms", "UTC"))
    row = vintages([(series, day, value)]).with_columns(seen_at=seen, published_on=pl.lit(TODAY))
    rows = pl.concat([given.observations, row]).sort("series", "observed_on", "seen_at")
    return replace(given, observations=rows, version=given.version + 1)


READ_TWICE = ("BAMLC0A0CM", "BAMLH0A0HYM2", "HQMCB10YRP", "UST_10Y")
"""By two parts at least: the index the tenor factors divide by, a gauge's index, both curves of the corporate spread."""
ONE_OF_EACH = sorted({*{each.group: id_ for id_, each in SERIES.items()}.values(), *READ_TWICE})
PRINTS: dict[str, Callable[[Inputs, str], Inputs]] = {
    "a new day": lambda given, id_: told(given, id_, NEWEST + timedelta(days=1), 4.2),
    "a late revision": lambda given, id_: told(given, id_, date(2026, 4, 1), 4.2),
    "a withdrawal": lambda given, id_: told(given, id_, NEWEST, None),
}


@pytest.mark.parametrize("print_of", PRINTS.values(), ids=PRINTS)
@pytest.mark.parametrize("series", [*ONE_OF_EACH, *MEMBERS[:2]])
def test_a_snapshot_after_a_print_is_that_of_a_build_from_nothing(
    series: str, print_of: Callable[[Inputs, str], Inputs]
) -> None:
    after = print_of(whole_market(), series)
    again = build_snapshot(after, as_of=TODAY, moment=noon(TODAY), previous=first())
    assert_same(again, build_snapshot(after, as_of=TODAY, moment=noon(TODAY)))


@cache
def first() -> Snapshot:
    return build_snapshot(whole_market(), as_of=TODAY, moment=noon(TODAY))


def test_print_after_print_under_shocks_and_on_other_days_each_snapshot_is_that_of_a_build_from_nothing() -> None:
    given, snapshot = whole_market(), first()
    steps = [
        ("UST_10Y", None, TODAY),
        ("BAMLH0A0HYM2", Shock("up", par_bp=100.0), TODAY),
        ("NVDA", Shock("down", notches=1), TODAY),
        ("NFCI", None, date(2026, 3, 5)),
        ("HQMCB10YRP", None, date(2026, 3, 5)),
        ("UST_2Y", None, TODAY),
    ]
    for series, shock, as_of in steps:
        given = told(given, series, NEWEST, 3.3)
        snapshot = build_snapshot(given, as_of=as_of, moment=noon(TODAY), shock=shock, previous=snapshot)
        assert_same(snapshot, build_snapshot(given, as_of=as_of, moment=noon(TODAY), shock=shock))
    shock = Shock("steeper", tenor_bp=((2.0, -25.0), (10.0, 25.0)))
    shocked = rebuild(snapshot, given, changed=(), as_of=TODAY, moment=noon(TODAY), shock=shock)
    assert_same(shocked, build_snapshot(given, as_of=TODAY, moment=noon(TODAY), shock=shock))


def test_series_declared_otherwise_are_read_anew() -> None:
    fewer = replace(whole_market(), series={id_: each for id_, each in SERIES.items() if id_ != "UST_10Y"})
    again = build_snapshot(fewer, as_of=TODAY, moment=noon(TODAY), previous=first())
    assert_same(again, build_snapshot(fewer, as_of=TODAY, moment=noon(TODAY)))
    assert "UST_10Y" not in again.spreads.table["series"]


def test_a_print_leaves_alone_what_rests_on_other_series() -> None:
    treasury = build_snapshot(
        told(whole_market(), "UST_10Y", NEWEST, 9.0), as_of=TODAY, moment=noon(TODAY), previous=first()
    )
    assert treasury.history.oas is first().history.oas
    assert treasury.bubble.ground is first().bubble.ground
    assert treasury.bubble.own is first().bubble.own
    spread = build_snapshot(
        told(whole_market(), "BAMLH0A0HYM2", NEWEST, 9.0), as_of=TODAY, moment=noon(TODAY), previous=first()
    )
    assert spread.history.par is first().history.par
    assert spread.bubble.ground is first().bubble.ground
    assert spread.bubble.own is not first().bubble.own

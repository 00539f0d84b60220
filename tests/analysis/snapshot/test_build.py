from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from debtwatch.analysis.bubble.results import GAUGE_COLUMNS
from debtwatch.analysis.columns import Column, names
from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.refinancing.due import WALL_COLUMNS
from debtwatch.analysis.refinancing.results import DEAL_COLUMNS, SPONSOR_COLUMNS, TRANCHE_COLUMNS
from debtwatch.analysis.snapshot import Inputs, Part, Snapshot, build_snapshot, rebuild
from debtwatch.analysis.spreads.results import SPREAD_COLUMNS
from debtwatch.domain.freshness import Freshness, FreshnessState
from markets import book, inputs, noon, vintages

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = date(2026, 6, 15)
KINDS: Mapping[str, Any] = {
    "str": pl.String,
    "f64": pl.Float64,
    "i64": pl.Int64,
    "bool": pl.Boolean,
    "date": pl.Date,
    "list[f64]": pl.List(pl.Float64),
}


def frames(snapshot: Snapshot) -> dict[str, tuple[pl.DataFrame, tuple[Column, ...]]]:
    return {
        "tranches": (snapshot.refinancing.tranches, TRANCHE_COLUMNS),
        "deals": (snapshot.refinancing.deals, DEAL_COLUMNS),
        "sponsors": (snapshot.refinancing.sponsors, SPONSOR_COLUMNS),
        "wall": (snapshot.refinancing.wall, WALL_COLUMNS),
        "spreads": (snapshot.spreads.table, SPREAD_COLUMNS),
        "gauges": (snapshot.bubble.gauges, GAUGE_COLUMNS),
    }


def built(given: Inputs, as_of: date = TODAY, shock: Shock | None = None) -> Snapshot:
    return build_snapshot(given, as_of=as_of, moment=noon(as_of), shock=shock)


def same(one: Snapshot, other: Snapshot) -> None:
    for name, (frame, _) in frames(one).items():
        assert_frame_equal(frame, frames(other)[name][0])
    assert one.refinancing.totals == other.refinancing.totals
    assert (one.market, one.book, one.bubble.lamps) == (other.market, other.book, other.bubble.lamps)


@pytest.mark.parametrize(
    "given", [inputs(book({})), inputs(book({}), vintages([]))], ids=["a market", "an empty store"]
)
@pytest.mark.parametrize("as_of", [TODAY, date(2007, 6, 1)], ids=["today", "2007"])
def test_every_frame_has_the_columns_and_kinds_it_declares(given: Inputs, as_of: date) -> None:
    for name, (frame, columns) in frames(built(given, as_of)).items():
        assert tuple(frame.columns) == names(columns), name
        assert {c.name: frame.schema[c.name] for c in columns} == {c.name: KINDS[c.kind] for c in columns}, name


def test_no_frame_holds_nan_or_infinity() -> None:
    for frame, _ in frames(built(inputs(book({}, {"coupon_pct": 0.0})))).values():
        floats = frame.select(pl.col(pl.Float64))
        assert floats.select(pl.all().is_finite().fill_null(value=True).all()).row(0) == (True,) * floats.width


def test_the_same_inputs_give_the_same_snapshot() -> None:
    given = inputs(book({}, {"sp_at_issue": "BB"}))
    same(built(given), built(given))


def test_before_the_first_deal_the_refinancing_pane_is_empty() -> None:
    snapshot = built(inputs(book({})), date(2007, 6, 15))
    assert snapshot.refinancing.tranches.is_empty()
    assert snapshot.book.total_usd_m == 0
    assert snapshot.book.off_share is None
    assert snapshot.spreads.table.height > 5


def test_the_book_s_age_turns_amber() -> None:
    given = inputs(book({}), reviewed_to=date(2026, 4, 16))
    assert (built(given).book.age_days, built(given).book.amber) == (60, True)
    assert not built(replace(given, reviewed_to=date(2026, 4, 17))).book.amber


def test_a_changed_book_rebuilds_to_what_a_whole_build_gives() -> None:
    before = inputs(book({}))
    after = replace(before, book=book({"coupon_pct": 6.0}))
    again = rebuild(built(before), after, changed={Part.BOOK}, as_of=TODAY, moment=noon(TODAY))
    same(again, built(after))


def test_a_shock_rebuilds_to_what_a_whole_build_gives() -> None:
    given, shock = inputs(book({})), Shock("up", par_bp=100)
    again = rebuild(built(given), given, changed=(), as_of=TODAY, moment=noon(TODAY), shock=shock)
    same(again, built(given, shock=shock))
    assert again.shock == shock


def test_fresher_ages_move_no_number() -> None:
    given = inputs(book({}))
    age = Freshness(
        "UST_10Y",
        FreshnessState.LIVE,
        FreshnessState.LIVE,
        None,
        None,
        None,
        published_assumed=True,
        seen_at=None,
        recorded=False,
    )
    first = built(given)
    again = rebuild(
        first, replace(given, freshness={"UST_10Y": age}), changed={Part.FRESHNESS}, as_of=TODAY, moment=noon(TODAY)
    )
    assert again.refinancing is first.refinancing
    assert again.bubble is first.bubble
    assert_frame_equal(again.spreads.table.drop("state"), first.spreads.table.drop("state"))
    assert "live" in again.spreads.table["state"]


def test_another_day_is_built_whole() -> None:
    given, earlier = inputs(book({})), date(2026, 3, 2)
    same(rebuild(built(given), given, changed=(), as_of=earlier, moment=noon(earlier)), built(given, earlier))


def test_a_final_vintage_of_a_revised_series_is_said() -> None:
    late = vintages([("NFCI", date(2007, 6, 1), -0.7)], seen_at=noon(TODAY)).with_columns(
        pl.col("seen_at").cast(pl.Datetime("ms", "UTC"))
    )
    snapshot = built(inputs(book({}), late), date(2007, 7, 2))
    assert snapshot.revised_data
    # Beside it the shipped months of the others, final vintages all.
    assert set(snapshot.revised_series) >= {"NFCI", "STLFSI4", "EBP"}


def test_importing_the_results_loads_no_polars() -> None:
    code = (
        "import sys\n"
        "from debtwatch.analysis.snapshot import Inputs, Snapshot\n"
        "import debtwatch.analysis.bubble.results, debtwatch.analysis.market.results\n"
        "import debtwatch.analysis.refinancing.results, debtwatch.analysis.spreads.results\n"
        "sys.exit('polars' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

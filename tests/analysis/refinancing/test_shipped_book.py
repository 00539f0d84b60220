from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from debtwatch.analysis.snapshot import build_snapshot
from debtwatch.book import read_book
from debtwatch.config.paths import shipped
from markets import SERIES, inputs, made_up, market_rows, noon, vintages

if TYPE_CHECKING:
    from debtwatch.analysis.refinancing.results import Refinancing

TODAY = date(2026, 10, 9)
HYPERION = "meta-hyperion-2025"


@pytest.fixture(scope="module")
def pressed() -> Refinancing:
    frames = read_book(shipped("config"), None, largest_bytes=16_000_000).frames()
    observations = made_up(date(2023, 6, 1), date(2026, 10, 8))
    return build_snapshot(inputs(frames, observations), as_of=TODAY, moment=noon(TODAY)).refinancing


def test_the_book_totals_what_the_sources_do(pressed: Refinancing) -> None:
    totals = pressed.totals
    assert totals.tranches == 205
    assert totals.total_usd_m == pytest.approx(729_738)
    assert totals.off_usd_m / totals.total_usd_m == pytest.approx(0.26, abs=0.005)


def test_every_tranche_is_priced_or_says_why_not(pressed: Refinancing) -> None:
    rows = pressed.tranches
    assert rows.filter(pl.col("priced") == pl.col("unpriced_because").is_not_null()).is_empty()
    assert rows.filter("priced")["rating_basis"].is_in(["rated", "implied"]).all()


def test_the_parts_of_the_totals_add_up(pressed: Refinancing) -> None:
    totals = pressed.totals
    assert totals.rated_usd_m + totals.implied_usd_m == pytest.approx(totals.priced_usd_m)
    assert totals.priced_usd_m + totals.unpriced_usd_m == pytest.approx(totals.total_usd_m)
    assert totals.on_usd_m + totals.off_usd_m == pytest.approx(totals.total_usd_m)
    assert sum(each.usd_m for each in totals.unpriced) == pytest.approx(totals.unpriced_usd_m)
    assert sum(each.tranches for each in totals.unpriced) == totals.tranches - totals.priced_tranches


def test_deals_and_sponsors_sum_to_the_same_book(pressed: Refinancing) -> None:
    for groups in (pressed.deals, pressed.sponsors):
        assert groups["committed_usd_m"].sum() == pytest.approx(pressed.totals.total_usd_m)
        assert groups["mark_usd_m_y"].sum() == pytest.approx(pressed.totals.mark_usd_m_y)
        assert groups["tranches"].sum() == pressed.totals.tranches


def test_most_of_the_book_is_priced_once_the_index_is_in_store(pressed: Refinancing) -> None:
    assert pressed.totals.priced_usd_m > 0.5 * pressed.totals.total_usd_m


def test_every_gap_of_the_book_decomposes(pressed: Refinancing) -> None:
    parts = pl.col("par_pct") + pl.col("spread_pct") + pl.col("premium_pct").fill_null(0) - pl.col("rate_paid_pct")
    miss = pressed.tranches.filter("priced").select((parts * 100 - pl.col("gap_bp")).abs())
    assert (miss.to_series() < 1e-9).all()


def test_on_its_issue_day_the_model_returns_hyperion_s_yield_on_the_real_curve() -> None:
    """The Treasury file of 2025 that ships; index spreads are made up, and cancel."""
    day = date(2025, 10, 16)
    file = shipped("fixtures", "recorded", "treasury", "par_yield_2025.csv")
    codes = {series.code: series.id for series in SERIES.values() if series.group == "treasury"}
    wide = pl.read_csv(file, infer_schema_length=None).with_columns(pl.col("Date").str.to_date("%m/%d/%Y"))
    long = wide.unpivot(index="Date", on=[code for code in codes if code in wide.columns]).drop_nulls()
    curve = [(codes[code], on, float(value)) for on, code, value in long.rows()]
    index = [row for row in market_rows(date(2025, 9, 1), day) if not row[0].startswith(("UST", "HQM"))]
    frames = read_book(shipped("config"), None, largest_bytes=16_000_000).frames()
    snapshot = build_snapshot(inputs(frames, vintages([*curve, *index])), as_of=day, moment=noon(date(2025, 10, 17)))
    row = snapshot.refinancing.tranches.filter(pl.col("deal_id") == HYPERION).row(0, named=True)
    assert snapshot.market.par is not None
    assert snapshot.market.par.observed_on == day
    assert row["rating"] == "A+"
    assert row["market_pct"] == pytest.approx(6.581, abs=1e-9)
    assert 15.5 < row["wal_years"] < 17.0
    # Read at its average life the Treasury par yield is the 4.33 % its 225 bp were quoted over.
    assert row["par_pct"] == pytest.approx(6.581 - 2.25, abs=0.03)

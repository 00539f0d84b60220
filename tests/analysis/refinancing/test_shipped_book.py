from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from debtwatch.analysis.snapshot import build_snapshot
from debtwatch.book import read_book
from debtwatch.config.paths import shipped
from markets import inputs, made_up, noon

if TYPE_CHECKING:
    from debtwatch.analysis.refinancing.results import Refinancing

TODAY = date(2026, 10, 9)


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
    assert miss.to_series().max() < 1e-9

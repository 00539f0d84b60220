from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.snapshot import Inputs, build_snapshot
from debtwatch.config.paths import shipped
from debtwatch.config.series import OPT_IN, read_series
from markets import SERIES, book, inputs, made_up, noon, vintages

TODAY = date(2026, 6, 30)
SWAPS = read_series(shipped("config", OPT_IN["ice-cds"]))


def marks(*prints: tuple[str, date, float]) -> pl.DataFrame:
    seen = pl.concat([made_up(), vintages(prints)]).sort("series", "observed_on", "seen_at")
    plain = inputs(
        book(
            {"obligor": "Oracle Corporation", "sponsor": "Oracle", "committed_usd_m": 700.0},
            {"obligor": "A vehicle LLC", "sponsor": "Oracle", "committed_usd_m": 200.0},
            {"obligor": "Another LLC", "sponsor": "Oracle", "committed_usd_m": 100.0},
        ),
        seen,
    )
    given = Inputs(book=plain.book, observations=seen, series={**SERIES, **SWAPS}, baselines=plain.baselines)
    found = build_snapshot(given, as_of=TODAY, moment=noon(TODAY)).spreads.obligors
    assert found is not None
    return found


def test_the_dearest_protection_stands_first_with_its_move_since_the_day_before() -> None:
    found = marks(
        ("CDS_META_5Y", date(2026, 6, 29), 101.0),
        ("CDS_ORCL_5Y", date(2026, 6, 26), 95.0),
        ("CDS_ORCL_5Y", date(2026, 6, 29), 94.0),
    )
    assert found["obligor"].to_list() == ["Oracle", "Meta"]
    oracle = found.row(0, named=True)
    assert oracle["spread_bp"] > 200
    assert oracle["moved_bp"] == pytest.approx(24, abs=4)
    assert oracle["previous_on"] == date(2026, 6, 26)
    assert found["moved_bp"][1] is None


def test_a_contract_of_five_hundred_running_is_read_by_its_own_coupon() -> None:
    found = marks(("CDS_CRWV_5Y", date(2026, 6, 29), 100.0), ("CDS_META_5Y", date(2026, 6, 29), 100.0))
    assert dict(zip(found["obligor"], found["spread_bp"], strict=True)) == pytest.approx(
        {"CoreWeave": 500.0, "Meta": 100.0}, abs=0.01
    )


def test_until_it_is_switched_on_there_is_no_mark_of_an_obligor() -> None:
    assert marks(("UST_10Y", date(2026, 6, 29), 4.0)).is_empty()


def test_a_swap_s_row_names_the_debt_it_concerns_owed_and_backed_apart() -> None:
    oracle, meta = marks(("CDS_ORCL_5Y", date(2026, 6, 29), 95.0), ("CDS_META_5Y", date(2026, 6, 29), 101.0)).to_dicts()
    assert (oracle["owed_tranches"], oracle["owed_usd_m"]) == (1, 700.0)
    assert (oracle["backed_tranches"], oracle["backed_usd_m"]) == (2, 300.0)
    assert (meta["owed_tranches"], meta["backed_usd_m"]) == (None, None)


def test_a_month_s_move_needs_a_settlement_a_month_ago() -> None:
    long = marks(("CDS_ORCL_5Y", date(2026, 5, 28), 96.0), ("CDS_ORCL_5Y", date(2026, 6, 29), 95.0)).row(0, named=True)
    assert long["month_bp"] == pytest.approx(long["moved_bp"])
    assert long["month_bp"] > 20
    short = marks(("CDS_ORCL_5Y", date(2026, 6, 26), 96.0), ("CDS_ORCL_5Y", date(2026, 6, 29), 95.0))
    assert short["month_bp"].to_list() == [None]

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.cds import par_spread_bp
from debtwatch.domain.dates import on_the_run_end


@given(coupon_bp=st.sampled_from([100.0, 500.0]), years=st.floats(0.5, 10.0), rate_pct=st.floats(0.0, 8.0))
def test_at_par_the_spread_is_the_coupon(coupon_bp: float, years: float, rate_pct: float) -> None:
    assert par_spread_bp(100.0, coupon_bp, years, rate_pct) == pytest.approx(coupon_bp, abs=1e-3)


@given(price=st.floats(65.0, 103.0), fall=st.floats(0.1, 20.0))  # below 40 no hazard pays so little: that is recovery
def test_the_lower_the_price_the_wider_the_spread(price: float, fall: float) -> None:
    above, below = (par_spread_bp(each, 100.0, 5.0, 3.7) for each in (price, price - fall))
    if above is not None:
        assert below is not None
        assert below > above


def test_a_price_no_hazard_gives_has_no_spread() -> None:
    assert par_spread_bp(108.0, 100.0, 5.0, 3.7) is None
    assert par_spread_bp(0.0, 100.0, 5.0, 3.7) is None
    assert par_spread_bp(95.0, 100.0, 0.0, 3.7) is None


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 3, 19), date(2030, 12, 20)),
        (date(2026, 3, 20), date(2031, 6, 20)),
        (date(2026, 9, 19), date(2031, 6, 20)),
        (date(2026, 9, 20), date(2031, 12, 20)),
    ],
)
def test_the_five_year_contract_rolls_in_march_and_september(day: date, end: date) -> None:
    assert on_the_run_end(day) == end


def test_a_widely_quoted_level_comes_out_of_its_price() -> None:
    years = (date(2031, 12, 20) - date(2026, 9, 28)).days / 365.25
    assert par_spread_bp(93.5, 100.0, years, 3.7) == pytest.approx(252, abs=3)


def test_a_day_s_settlements_give_the_spreads_another_reader_of_them_published() -> None:
    """Seven names of one day at the discount rate that reader states; it rounds to a tenth of a basis point."""
    root = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    file = root / "data/payloads/other/ice_cds_derived_snapshot_2026-09-28.json"
    if not file.is_file():
        pytest.skip("needs a derived settlement snapshot, which may not be copied here")
    found = json.loads(file.read_text(encoding="utf-8"))
    rate_pct = found["model"]["discountRate"] * 100
    for each in found["items"]:
        day, end = (date.fromisoformat(each[name]) for name in ("clearingDate", "maturity"))
        assert on_the_run_end(day) == end
        spread = par_spread_bp(each["eodPrice"], each["couponBp"], (end - day).days / 365.25, rate_pct)
        assert spread == pytest.approx(each["spreadBp"], abs=0.06), each["ticker"]

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.sofr import SofrTerms, as_paid, period_rate
from debtwatch.domain.kinds import FloorOn, RateSetting

START, END = date(2026, 3, 2), date(2026, 6, 2)


def weekdays(first: date, count: int) -> list[date]:
    days = (first + timedelta(days=place) for place in range(count * 2))
    return [day for day in days if day.weekday() < 5][:count]


DAYS = weekdays(date(2026, 2, 2), 100)


def fixings(rates: list[float]) -> pl.DataFrame:
    return pl.DataFrame({"on": DAYS, "rate_pct": rates})


def rising() -> pl.DataFrame:
    return fixings([3.0 + place / 100 for place in range(len(DAYS))])


@given(
    rate=st.floats(-0.5, 10.0),
    setting=st.sampled_from(list(RateSetting)),
    lookback=st.integers(0, 5),
    lockout=st.integers(0, 5),
    shift=st.booleans(),
)
def test_a_rate_that_never_moves_is_paid_whatever_days_are_read(
    rate: float, setting: RateSetting, lookback: int, lockout: int, shift: bool
) -> None:
    terms = SofrTerms(setting, lookback_days=lookback, lockout_days=lockout, shift=shift)
    paid = period_rate(fixings([rate] * len(DAYS)), START, END, terms)
    assert paid is not None
    assert paid == pytest.approx(rate, abs=0.02 + 0.02 * abs(rate) if setting is RateSetting.COMPOUNDED else 1e-9)


def test_compounding_pays_more_than_simple_interest() -> None:
    flat = fixings([5.0] * len(DAYS))
    simple, compounded = (
        period_rate(flat, START, END, SofrTerms(setting)) for setting in (RateSetting.SIMPLE, RateSetting.COMPOUNDED)
    )
    assert simple == pytest.approx(5.0)
    assert compounded is not None
    assert 5.02 < compounded < 5.05


def test_looking_back_reads_older_fixings_and_the_shift_takes_their_weights_along() -> None:
    now, back, shifted, locked = (
        period_rate(rising(), START, END, SofrTerms(RateSetting.SIMPLE, lookback, shift=shift, lockout_days=lockout))
        for lookback, shift, lockout in ((0, False, 0), (2, False, 0), (2, True, 0), (0, False, 5))
    )
    assert now is not None
    assert back is not None
    assert shifted is not None
    assert locked is not None
    assert back == pytest.approx(now - 0.02, abs=1e-3)
    assert shifted == pytest.approx(back, abs=1e-2)
    assert shifted != back
    assert now - 0.01 < locked < now


def test_a_floor_on_each_day_pays_at_least_a_floor_on_the_period() -> None:
    terms = [SofrTerms(RateSetting.SIMPLE, floor_pct=3.5, floor_on=on) for on in (FloorOn.DAY, FloorOn.PERIOD)]
    daily, period = (period_rate(rising(), START, END, each) for each in terms)
    assert daily is not None
    assert period is not None
    assert daily > period >= 3.5


def test_a_term_rate_is_the_one_fixed_when_the_period_starts_never_below_its_floor() -> None:
    fixed = rising().filter(pl.col("on") <= START)["rate_pct"][-1]
    assert period_rate(rising(), START, END, SofrTerms(RateSetting.TERM)) == fixed
    assert period_rate(rising(), START, END, SofrTerms(RateSetting.TERM, floor_pct=4.0)) == 4.0
    assert period_rate(rising(), date(2026, 1, 5), END, SofrTerms(RateSetting.TERM)) is None


def test_a_missing_fixing_gives_no_rate() -> None:
    holed = rising().with_columns(rate_pct=pl.when(pl.col("on") != date(2026, 4, 1)).then("rate_pct"))
    assert period_rate(holed, START, END, SofrTerms(RateSetting.COMPOUNDED)) is None


def test_the_paid_rate_has_five_places_of_a_percent() -> None:
    assert as_paid(4.123456789) == 4.12346


def test_a_term_rate_may_be_fixed_two_days_before_its_period() -> None:
    early = rising().filter(pl.col("on") <= START)["rate_pct"][-3]
    assert period_rate(rising(), START, END, SofrTerms(RateSetting.TERM, lookback_days=2)) == early


def test_a_floor_lies_under_the_rate_and_a_compounded_spread_above_it() -> None:
    low = fixings([0.1] * len(DAYS))
    for on in FloorOn:
        terms = SofrTerms(RateSetting.SIMPLE, floor_pct=0.5, floor_on=on)
        assert period_rate(low, START, END, terms, spread_pct=2.0) == pytest.approx(2.5)


def test_five_hundred_random_periods_in_arrears_pay_what_quantlib_says() -> None:
    ql: Any = pytest.importorskip("QuantLib", reason="QuantLib is the oracle extra")
    pick = random.Random(20261128)
    calendar = ql.UnitedStates(ql.UnitedStates.SOFR)
    days = [START + timedelta(days=place) for place in range(-40, 260)]
    open_days = [day for day in days if calendar.isBusinessDay(ql.Date(day.day, day.month, day.year))]
    rates = [pick.uniform(-0.5, 6.0) for _ in open_days]
    known = pl.DataFrame({"on": open_days, "rate_pct": rates})
    ql.Settings.instance().evaluationDate = ql.Date(20, 12, 2026)
    index = ql.Sofr()
    ql.IndexManager.instance().clearHistories()
    for day, rate in zip(open_days, rates, strict=True):
        index.addFixing(ql.Date(day.day, day.month, day.year), rate / 100)
    worst = 0.0
    for _ in range(500):
        first = pick.randrange(15, len(open_days) - 80)
        start, end = open_days[first], open_days[first + pick.randrange(8, 70)]
        terms = SofrTerms(RateSetting.SIMPLE)  # QuantLib averages simply only without lookback and lockout
        if pick.randrange(4):
            lookback, lockout, shift = pick.randrange(6), pick.randrange(5), bool(pick.randrange(2))
            terms = SofrTerms(RateSetting.COMPOUNDED, lookback, shift=shift, lockout_days=lockout)
        ours, theirs = period_rate(known, start, end, terms), quantlib_rate(ql, index, start, end, terms)
        assert ours is not None
        worst = max(worst, abs(ours - theirs))
    assert worst < 1e-9


def quantlib_rate(ql: Any, index: Any, start: date, end: date, terms: SofrTerms) -> float:
    first, last = (ql.Date(day.day, day.month, day.year) for day in (start, end))
    compounded = terms.setting is RateSetting.COMPOUNDED
    average = ql.RateAveraging.Compound if compounded else ql.RateAveraging.Simple
    read = (terms.lookback_days, terms.lockout_days, terms.shift)
    none, count = ql.Date(), ql.Actual360()
    coupon = ql.OvernightIndexedCoupon(
        last, 1.0, first, last, index, 1.0, 0.0, none, none, count, False, average, *read
    )
    return 100 * float(coupon.rate())

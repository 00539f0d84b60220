from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.bonds.conventions import FloorOn, Observation, SofrStyle
from debtwatch.analysis.bonds.sofr import SofrTerms, as_paid, period_rate

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
    style=st.sampled_from(list(SofrStyle)),
    observation=st.sampled_from(list(Observation)),
    days=st.integers(0, 5),
)
def test_a_rate_that_never_moves_is_paid_whatever_days_are_read(
    rate: float, style: SofrStyle, observation: Observation, days: int
) -> None:
    paid = period_rate(fixings([rate] * len(DAYS)), START, END, SofrTerms(style, observation, days))
    assert paid is not None
    assert paid == pytest.approx(rate, abs=0.02 + 0.02 * abs(rate) if style is SofrStyle.COMPOUNDED else 1e-9)


def test_compounding_pays_more_than_simple_interest() -> None:
    flat = fixings([5.0] * len(DAYS))
    simple, compounded = (
        period_rate(flat, START, END, SofrTerms(style)) for style in (SofrStyle.SIMPLE, SofrStyle.COMPOUNDED)
    )
    assert simple == pytest.approx(5.0)
    assert compounded is not None
    assert 5.02 < compounded < 5.05


def test_looking_back_reads_older_fixings_and_the_shift_takes_their_weights_along() -> None:
    now, back, shifted, locked = (
        period_rate(rising(), START, END, SofrTerms(SofrStyle.SIMPLE, observation, days))
        for observation, days in (
            (Observation.LOOKBACK, 0), (Observation.LOOKBACK, 2), (Observation.SHIFT, 2), (Observation.LOCKOUT, 5),
        )
    )  # fmt: skip
    assert now is not None
    assert back is not None
    assert shifted is not None
    assert locked is not None
    assert back == pytest.approx(now - 0.02, abs=1e-3)
    assert shifted == pytest.approx(back, abs=1e-2)
    assert shifted != back
    assert now - 0.01 < locked < now


def test_a_floor_on_each_day_pays_at_least_a_floor_on_the_period() -> None:
    terms = [SofrTerms(SofrStyle.SIMPLE, floor_pct=3.5, floor_on=on) for on in (FloorOn.DAY, FloorOn.PERIOD)]
    daily, period = (period_rate(rising(), START, END, each) for each in terms)
    assert daily is not None
    assert period is not None
    assert daily > period >= 3.5


def test_a_term_rate_is_the_one_fixed_when_the_period_starts_never_below_its_floor() -> None:
    fixed = rising().filter(pl.col("on") <= START)["rate_pct"][-1]
    assert period_rate(rising(), START, END, SofrTerms(SofrStyle.TERM)) == fixed
    assert period_rate(rising(), START, END, SofrTerms(SofrStyle.TERM, floor_pct=4.0)) == 4.0
    assert period_rate(rising(), date(2026, 1, 5), END, SofrTerms(SofrStyle.TERM)) is None


def test_a_missing_fixing_gives_no_rate() -> None:
    holed = rising().with_columns(rate_pct=pl.when(pl.col("on") != date(2026, 4, 1)).then("rate_pct"))
    assert period_rate(holed, START, END, SofrTerms(SofrStyle.COMPOUNDED)) is None


def test_the_paid_rate_has_five_places_of_a_percent() -> None:
    assert as_paid(4.123456789) == 4.12346

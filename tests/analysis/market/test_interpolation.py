from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtwatch.analysis.market.interpolation import interpolate

DAY = date(2026, 6, 30)
_TENOR = st.floats(0.0, 100.0).map(lambda tenor: round(tenor, 3))
_CURVES = st.dictionaries(st.integers(0, 3), st.dictionaries(_TENOR, st.floats(-5.0, 50.0), max_size=6), max_size=3)
_QUERIES = st.lists(st.tuples(st.none() | st.integers(0, 4), st.none() | _TENOR), max_size=12)


def _day(place: int | None) -> date | None:
    return None if place is None else DAY + timedelta(days=place)


def _by_hand(
    curve: dict[float, float], at: float | None, widest: float | None, flat_from: float | None
) -> float | None:
    """Return the same in plain arithmetic, one query at a time."""
    if not curve or at is None:
        return None
    if at in curve:
        return curve[at]
    first, last = min(curve), max(curve)
    if at < first:
        return curve[first]
    if at > last:
        return curve[last] if flat_from is None or last >= flat_from else None
    low, high = next((low, high) for low, high in pairwise(sorted(curve)) if low < at < high)
    if widest is not None and high - low > widest:
        return None
    return curve[low] + (curve[high] - curve[low]) * (at - low) / (high - low)


@given(curves=_CURVES, queries=_QUERIES, widest=st.none() | st.floats(0.1, 50.0), flat_from=st.none() | _TENOR)
def test_a_frame_of_queries_is_read_as_each_alone_would_be(
    curves: dict[int, dict[float, float]],
    queries: list[tuple[int | None, float | None]],
    widest: float | None,
    flat_from: float | None,
) -> None:
    rows = [(_day(place), at, value) for place, curve in curves.items() for at, value in curve.items()]
    points = pl.DataFrame(rows, schema={"on": pl.Date, "at": pl.Float64, "value": pl.Float64}, orient="row")
    asked = pl.DataFrame(
        [(_day(place), at) for place, at in queries], schema={"on": pl.Date, "at": pl.Float64}, orient="row"
    )
    found = interpolate(
        asked,
        points.sample(fraction=1.0, shuffle=True, seed=1),
        at="at",
        value="value",
        widest=widest,
        flat_from=flat_from,
    )
    expected = [
        None if place is None else _by_hand(curves.get(place, {}), at, widest, flat_from) for place, at in queries
    ]
    assert found.to_list() == [None if each is None else pytest.approx(each, abs=1e-9) for each in expected]

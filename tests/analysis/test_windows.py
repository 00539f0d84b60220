from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.windows import Table, tables_of

MADE = date(2026, 5, 29)
TABLE = Table((1.0, 2.0, 2.0, 4.0), (1.0, 25.0, 50.0, 99.0), MADE)


@pytest.mark.parametrize(
    ("value", "percentile"),
    [(0.9, 0.0), (1.0, 1.0), (1.5, 13.0), (2.0, 37.5), (3.0, 74.5), (4.0, 99.0), (4.1, 100.0)],
    ids=["below all", "the lowest", "between", "shared by two percentiles", "above them", "the highest", "beyond all"],
)
def test_a_value_stands_between_the_shipped_percentiles(value: float, percentile: float) -> None:
    assert TABLE.percentile(value) == pytest.approx(percentile)


def test_the_median_is_the_fiftieth_percentile_where_it_ships() -> None:
    assert TABLE.median == 2.0
    assert Table((1.0, 4.0), (1.0, 99.0), MADE).median is None


def test_tables_are_by_series_and_window_lowest_first() -> None:
    rows = [("NFCI", "full", 99.0, 4.0, MADE), ("NFCI", "full", 1.0, -1.0, None), ("EBP", "full", 50.0, 0.1, MADE)]
    frame = pl.DataFrame(rows, schema=["series", "window", "percentile", "value", "last"], orient="row")
    assert tables_of(frame) == {
        ("NFCI", "full"): Table((-1.0, 4.0), (1.0, 99.0), MADE),
        ("EBP", "full"): Table((0.1,), (50.0,), MADE),
    }

"""What csv and json leave out of rows, columns and totals that rest on a personal series."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from debtwatch.analysis.columns import names
from debtwatch.analysis.refinancing.results import TRANCHE_COLUMNS
from debtwatch.analysis.spreads.results import ATTRIBUTION_COLUMNS
from debtwatch.cli.show.moves import GIVE_MOVES_BACK
from debtwatch.cli.show.personal import without_personal
from debtwatch.cli.show.refinancing import GIVE_INDEX_BACK
from debtwatch.cli.show.shown import GivesBack, Shown
from debtwatch.config.series import read_series
from debtwatch.domain.series import Rights, Series

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def series() -> dict[str, Series]:
    return read_series(CONFIG / "series.toml")


def left(shown: Shown, series: dict[str, Series]) -> list[dict[str, object]]:
    return without_personal(shown, series).frame.to_dicts()


def test_a_name_with_a_hyphen_is_one_name_and_a_name_of_two_is_two(series: dict[str, Series]) -> None:
    hyphened = replace(series["UST_10Y"], id="VENDOR-INDEX", rights=Rights.PERSONAL)
    frame = pl.DataFrame({"series": ["UST_10Y", "VENDOR-INDEX", "UST_10Y-BAMLH0A0HYM2", "UST_2Y UST_10Y", None]})
    rows = left(Shown((), frame), {**series, "VENDOR-INDEX": hyphened})
    assert [row["series"] for row in rows] == ["UST_10Y", "UST_2Y UST_10Y", None]


def test_columns_that_give_the_index_back_are_blank_where_it_stands_in_them(
    series: dict[str, Series], capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pl.DataFrame(
        {"spread_basis": ["index", "hqm", None], "spread_pct": [1.1, 1.2, None], "gap_bp": [5.0, 6.0, None]}
    )
    given = GivesBack(("spread_pct",), ("rating",), ("spread_basis", "index"))
    rows = left(Shown((), frame, gives_back=(given,)), series)
    assert [row["spread_pct"] for row in rows] == [None, 1.2, None]
    assert [row["gap_bp"] for row in rows] == [5.0, 6.0, None]
    assert "columns spread_pct left out" in capsys.readouterr().err
    free = {name: replace(each, rights=Rights.PUBLIC) for name, each in series.items()}
    assert left(Shown((), frame, gives_back=(given,)), free) == frame.to_dicts()


def test_what_is_declared_to_give_an_index_back_are_columns_there_are() -> None:
    assert {name for each in GIVE_INDEX_BACK for name in each.columns} <= set(names(TRANCHE_COLUMNS))
    assert {name for each in GIVE_MOVES_BACK for name in each.columns} <= set(names(ATTRIBUTION_COLUMNS))

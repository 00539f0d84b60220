from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.bubble.declared import MARKET
from debtwatch.analysis.bubble.explosive.results import Direction, Explosive
from debtwatch.analysis.bubble.explosive.subject import Subject
from debtwatch.analysis.bubble.explosive_gauges import explosive_rows
from debtwatch.analysis.bubble.results import Origin
from debtwatch.analysis.bubble.run_up import add_months

STARTS = {era: Origin(era, "x", None, None) for era in ("2008", "2017", "AI")}
NOTHING = pl.DataFrame(schema={"series": pl.String, "month": pl.Date, "value": pl.Float64})


class Answering:
    """Every test runs for so many months in one direction."""

    def __init__(self, running: int, direction: Direction | None) -> None:
        self.running, self.direction = running, direction

    def known(self, subject: Subject) -> Explosive | None:
        return Explosive(subject.key, 2.0, 1.0, 1.5, 2.5, self.running, self.direction)

    settled = known


def panel(values: int = 60, spoil: dict[int, float | None] | None = None) -> pl.DataFrame:
    months = [add_months(date(2021, 9, 1), place) for place in range(values)]
    basket = [(spoil or {}).get(place, 100.0 + place) for place in range(values)]
    return pl.concat(
        [
            pl.DataFrame({"series": "AI6_EW", "month": months, "value": basket}),
            pl.DataFrame({"series": MARKET, "month": months, "value": [10.0] * values}),
        ]
    )


def read(frame: pl.DataFrame, tests: Any, as_of: date = date(2026, 9, 15)) -> dict[str, Any]:
    rows, *_ = explosive_rows(frame, NOTHING, STARTS, as_of, tests=tests, proxies={})
    return rows[0]


@pytest.mark.parametrize(("running", "colour"), [(0, "calm"), (2, "calm"), (3, "amber"), (5, "amber"), (6, "red")])
def test_three_months_are_amber_and_six_red(running: int, colour: str) -> None:
    assert read(panel(), Answering(running, Direction.BOOM if running else None))["colour"] == colour


def test_a_collapse_is_no_build_up() -> None:
    row = read(panel(), Answering(9, Direction.COLLAPSE))

    assert (row["value"], row["colour"]) == (0.0, "calm")
    assert "a collapse" in row["note"]


def test_it_says_explosive_and_never_that_a_bubble_is_proven() -> None:
    note = read(panel(), Answering(7, Direction.BOOM))["note"]

    assert note.startswith("explosive for 7 months")
    assert "never a proof of a bubble" in note


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (panel(30), "newest month is"),
        (panel(60, {30: None}), "not a positive number"),
        (panel(60, {30: float("nan")}), "not a positive number"),
        (panel(60, {30: 9_000.0}), "another unit, or a wrong print"),
        (panel().filter(pl.col("month") != date(2024, 1, 1)), "a gap before 2024-02"),
        (NOTHING, "no AI6_EW"),
    ],
)
def test_what_cannot_be_tested_says_why_and_does_not_warn(frame: pl.DataFrame, why: str) -> None:
    row = read(frame, Answering(9, Direction.BOOM))

    assert row["colour"] == "none"
    assert why in row["note"]


class Unhurried(Answering):
    """No result is at hand; every one can be measured."""

    def known(self, _subject: Subject) -> None:
        """Return none."""


def test_of_then_the_month_ours_compares_with_is_measured_where_it_is_not_at_hand() -> None:
    months = [add_months(date(2000, 1, 1), place) for place in range(90)]
    builders = [
        pl.DataFrame({"series": name, "month": months, "value": values})
        for name, values in (("HOMEBUILDERS_EW", [100.0 + place for place in range(90)]), (MARKET, [10.0] * 90))
    ]
    frame = pl.concat([panel(), *builders])
    starts = {**STARTS, "2008": Origin("2008", "x", date(2003, 6, 1), 27)}

    found = explosive_rows(frame, NOTHING, starts, date(2026, 9, 15), tests=Unhurried(4, Direction.BOOM), proxies={})

    assert (found.rows[0]["reading_2008"], found.rows[0]["reading_2008_on"]) == (4.0, date(2005, 9, 1))
    assert found.months["2008"] == {date(2005, 9, 1): 4.0}

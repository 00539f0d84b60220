from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from debtwatch.analysis.bubble.declared import BASKETS
from debtwatch.analysis.bubble.lppls.subject import Closes, Confidence
from debtwatch.analysis.bubble.lppls_gauges import lppls_rows
from debtwatch.analysis.bubble.warnings import bubble
from debtwatch.analysis.market.vintages import history
from markets import SERIES, baselines, noon, vintages

AS_OF = date(2026, 8, 21)
AI = BASKETS[-1]


class Answering:
    """So many windows of nineteen pass, whatever is fitted."""

    def __init__(self, passing: int) -> None:
        self.passing = passing

    def settled(self, closes: Closes) -> Confidence:
        return Confidence(closes.key, self.passing, 19)


def closes(count: int = 130, last: date = date(2026, 8, 20)) -> pl.DataFrame:
    days = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]
    return pl.DataFrame(
        {"series": [AI.series] * count, "observed_on": days, "value": [1.0 + place for place in range(count)]}
    )


def read(frame: pl.DataFrame, passing: int = 0, as_of: date = AS_OF) -> dict[str, Any]:
    (row,) = lppls_rows(frame, as_of, Answering(passing))
    return row


@pytest.mark.parametrize(("passing", "colour"), [(0, "calm"), (3, "calm"), (4, "amber"), (19, "amber")])
def test_a_fifth_of_the_windows_is_amber_and_nothing_is_red(passing: int, colour: str) -> None:
    row = read(closes(), passing)

    assert row["colour"] == colour
    assert row["value"] == pytest.approx(100 * passing / 19)
    assert row["observed_on"] == date(2026, 8, 20)


def test_it_informs_of_a_window_and_never_votes_or_names_a_date() -> None:
    row = read(closes(), 5)

    assert row["votes"] is False
    assert "5 of 19 windows" in row["note"]
    assert "a regime-change window, not a date" in row["note"]
    assert row["amber_source"] == "judgement"
    assert row["published_colour"] == "none"


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (closes().clear(), "not reporting: no daily prices of AMZN, GOOGL, META, MSFT, NVDA, ORCL"),
        (closes(last=date(2026, 6, 1)), "not reporting: newest close is 2026-06-01"),
        (closes(60), "not reporting: 60 daily closes, 120 are the least"),
    ],
)
def test_what_cannot_be_fitted_says_why_and_does_not_warn(frame: pl.DataFrame, why: str) -> None:
    row = read(frame, 19)

    assert row["note"] == why
    assert (row.get("value"), row["colour"]) == (None, "none")


def test_the_era_s_own_basket_is_fitted() -> None:
    rows = lppls_rows(closes(), date(2017, 12, 10), Answering(1))

    assert [row["gauge"] for row in rows] == ["lppls_btc", "lppls_ai"]


def test_off_it_has_no_gauge_and_on_the_lamps_say_the_same() -> None:
    known = history(vintages([]), SERIES, as_of=AS_OF, moment=noon(AS_OF))

    off = bubble(known, SERIES, baselines(), AS_OF)
    on = bubble(known, SERIES, baselines(), AS_OF, fits=Answering(19))

    assert (off.lppls, on.lppls) == (False, True)
    assert set(on.gauges["gauge"]) - set(off.gauges["gauge"]) == {"lppls_ai"}
    assert on.lamps == off.lamps

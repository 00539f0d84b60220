from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from debtwatch.analysis.market.news import ALL_NEW, News, news_between
from debtwatch.analysis.market.vintages import history
from markets import SERIES, noon, vintages

DAY = date(2026, 6, 15)
PRINTS = [("NFCI", date(2026, 6, 5), -0.5), ("UST_10Y", date(2026, 6, 11), 4.1), ("UST_10Y", date(2026, 6, 12), 4.2)]


def known(*rows: tuple[str, date, float | None]) -> pl.DataFrame:
    return history(vintages(rows), SERIES, as_of=DAY, moment=noon(DAY))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (PRINTS, set()),
        ([*PRINTS[:2], ("UST_10Y", date(2026, 6, 12), 4.3)], {"UST_10Y"}),
        (PRINTS[:2], {"UST_10Y"}),
        (PRINTS[1:], {"NFCI"}),
        ([*PRINTS, ("EBP", date(2026, 5, 1), 0.1)], {"EBP"}),
        ([("UST_2Y", day, value) for _, day, value in PRINTS], {"NFCI", "UST_10Y", "UST_2Y"}),
        ([], {"NFCI", "UST_10Y"}),
    ],
    ids=["nothing", "a revision", "a withdrawal", "a series gone", "a new series", "another series", "all gone"],
)
def test_news_are_the_series_two_histories_tell_differently(
    now: list[tuple[str, date, float | None]], told: set[str]
) -> None:
    assert news_between(known(*PRINTS), known(*now)) == News(frozenset(told))
    assert news_between(known(*now), known(*PRINTS)) == News(frozenset(told))


def test_news_touch_what_is_read_from_one_of_them() -> None:
    news = News(frozenset({"NFCI"}))
    assert news.touches(["UST_10Y", "NFCI"])
    assert not news.touches(["UST_10Y"])
    assert not News().touches(["NFCI"])
    assert ALL_NEW.touches(["NFCI"])

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from debtwatch.analysis.bubble.declared import BASKETS, MARKET, MARKET_MEMBER, MEAN_LAG
from debtwatch.analysis.bubble.explosive.bootstrap import critical_values
from debtwatch.analysis.bubble.explosive.dating import episodes
from debtwatch.analysis.bubble.explosive.results import Direction, Episode
from debtwatch.analysis.bubble.explosive.statistics import bsadf
from debtwatch.analysis.bubble.explosive_gauges import ratios, subject_of
from debtwatch.analysis.bubble.members import continued, ground_of, index_proxies, month_ends, own_closes

FOLDER = Path(os.environ.get("DEBTWATCH_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "data/series"
AS_OF = date(2026, 8, 1)
HOMEBUILDERS, BITCOIN, AI = BASKETS


def prints(rows: list[tuple[str, date, float]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"series": pl.String, "observed_on": pl.Date, "value": pl.Float64}, orient="row")


def days(of: tuple[str, ...], *values: tuple[float, ...]) -> pl.DataFrame:
    return prints(
        [(id_, date(2026, 1, 30 + place) if place < 2 else date(2026, 2, place - 1), value)
         for place, row in enumerate(values) for id_, value in zip(of, row, strict=True)]
    )  # fmt: skip


def test_a_basket_moves_by_the_mean_of_its_members_returns() -> None:
    closes = own_closes(days(AI.members, (1, 2, 3, 4, 5, 6), (2, 2, 3, 4, 5, 6), (2, 4, 6, 8, 10, 12)))

    assert closes["value"].to_list() == pytest.approx([7 / 6, 7 / 6 * 11 / 6])
    assert month_ends(closes, date(2026, 2, 15))["month"].to_list() == [date(2026, 1, 1)]


def test_a_basket_with_a_member_missing_is_not_made() -> None:
    assert own_closes(days(AI.members[1:], (1, 2, 3, 4, 5), (2, 2, 3, 4, 5))).is_empty()
    assert own_closes(prints([])).is_empty()


def test_own_months_continue_the_shipped_ones_without_a_step() -> None:
    shipped = pl.DataFrame({"series": [MARKET], "month": [date(2026, 1, 1)], "value": [300.0]})
    closes = prints(
        [(MARKET, date(2026, 1, 30), 2.0), (MARKET, date(2026, 2, 2), 2.2), (MARKET, date(2026, 2, 27), 2.6)]
    )

    panel = continued(shipped, closes, date(2026, 3, 1))

    assert panel["value"].to_list() == pytest.approx([300.0, 360.0])
    assert continued(shipped, closes, date(2026, 2, 20)).height == 1


def test_a_month_whose_last_days_are_missing_is_not_read() -> None:
    closes = prints([(MARKET, date(2026, 1, 30), 2.0), (MARKET, date(2026, 2, 3), 2.2)])
    assert month_ends(closes, date(2026, 6, 1))["month"].to_list() == [date(2026, 1, 1)]


def test_the_months_that_ship_speak_for_the_days_they_reach_and_for_no_later_one() -> None:
    shipped = pl.DataFrame({"series": [AI.series, MARKET], "month": [date(2026, 8, 1)] * 2})
    nothing = own_closes(prints([]))

    assert AI.series not in index_proxies(shipped, nothing, date(2026, 9, 30))
    later = index_proxies(shipped, nothing, date(2026, 10, 1))
    assert later[AI.series] == "index proxy: no prices of AMZN, GOOGL, META, MSFT, NVDA, ORCL, SPY since 2026-08"


def test_a_basket_with_its_members_prices_votes_and_without_the_market_s_it_does_not() -> None:
    shipped = pl.DataFrame({"series": [AI.series, MARKET], "month": [date(2026, 8, 1)] * 2})
    members = days(AI.members, (1, 2, 3, 4, 5, 6), (2, 2, 3, 4, 5, 6), (2, 4, 6, 8, 10, 12))
    market = prints([(MARKET_MEMBER, date(2026, 1, 30), 2.0), (MARKET_MEMBER, date(2026, 1, 31), 2.1)])
    day = date(2026, 12, 1)

    assert AI.series not in index_proxies(shipped, own_closes(pl.concat([members, market])), day)
    assert index_proxies(shipped, own_closes(members), day)[AI.series] == "index proxy: no prices of SPY since 2026-08"


def test_without_three_years_of_own_prints_the_means_are_tested_with_a_lag() -> None:
    panel = pl.DataFrame(schema={"series": pl.String, "month": pl.Date, "value": pl.Float64})

    assert ground_of(AI, panel, panel) == (panel, MEAN_LAG)


needs_history = pytest.mark.skipif(not FOLDER.is_dir(), reason="no imported history here")


@cache
def imported() -> pl.DataFrame:
    """Return the members' daily closes, as a user who owns them has imported them."""
    wanted = (MARKET_MEMBER, *(id_ for basket in BASKETS for id_ in basket.members))
    frames = [
        pl.read_csv(FOLDER / f"{id_}.csv", new_columns=["observed_on", "value"], try_parse_dates=True)
        .drop_nulls()
        .select(pl.lit(id_).alias("series"), "observed_on", "value")
        for id_ in wanted
    ]
    return pl.concat(frames)


def dated(place: int, last: date) -> tuple[tuple[Episode, ...], date]:
    ends = month_ends(own_closes(imported()), AS_OF)
    ground, lag = ground_of(BASKETS[place], ends.clear(), ends)
    own = ratios(ground, BASKETS[place]).filter(pl.col("month") <= last)
    subject = subject_of(BASKETS[place], own, lag)
    assert not isinstance(subject, str), subject
    levels = np.log(np.array(subject.ratios))
    _, critical, _ = critical_values(levels, subject.window, paths=subject.paths, seed=subject.seed)
    statistics = bsadf(levels, subject.window).tolist()
    return episodes(subject.months, levels.tolist(), statistics, critical, least=3), subject.months[-1]


@needs_history
def test_bitcoin_was_explosive_in_the_last_quarter_of_2017() -> None:
    found, _ = dated(1, date(2019, 6, 1))

    assert [(each.first, each.last, each.direction) for each in found] == [
        (date(2017, 10, 1), date(2017, 12, 1), Direction.BOOM)
    ]


@needs_history
def test_homebuilders_were_explosive_until_the_month_after_their_peak() -> None:
    found, _ = dated(0, date(2010, 12, 1))

    booms = [(each.first, each.last) for each in found if each.direction is Direction.BOOM]
    assert (date(2004, 12, 1), date(2005, 9, 1)) in booms
    assert all(first < date(2006, 1, 1) for first, _ in booms)
    assert all(each.first.year == 2007 for each in found if each.direction is Direction.COLLAPSE)


@needs_history
def test_the_ai_basket_is_not_explosive_today() -> None:
    found, last = dated(2, AS_OF)

    assert last == date(2026, 7, 1)
    assert found[0].first == date(2015, 10, 1)
    assert all(each.last < date(2018, 1, 1) for each in found)

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.declared import BASKETS, MARKET
from debtwatch.analysis.bubble.explosive.measure import measure
from debtwatch.analysis.bubble.explosive_gauges import every_subject
from debtwatch.config.paths import shipped
from debtwatch.desk.explosive import FILE, ExplosiveTests, row_of
from markets import baselines

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.analysis.bubble.explosive.subject import Subject

TABLE = shipped("fixtures", "baselines", FILE)


def subjects() -> tuple[Subject, ...]:
    monthly = baselines().monthly
    wanted = [MARKET, *(basket.series for basket in BASKETS)]
    return every_subject(monthly.filter(monthly["series"].is_in(wanted)).select("series", "month", "value"))


def test_every_shipped_month_of_every_basket_is_at_hand() -> None:
    tests = ExplosiveTests(TABLE, None)

    assert all(tests.known(subject) is not None for subject in subjects())


def test_what_ships_is_what_is_measured() -> None:
    tests = ExplosiveTests(TABLE, None)

    for subject in subjects()[::150]:
        shipped_result = tests.known(subject)
        assert shipped_result is not None
        assert row_of(subject, shipped_result) == row_of(subject, measure(subject))


def test_a_result_is_measured_once_and_kept(tmp_path: Path) -> None:
    subject, cache = subjects()[0], tmp_path / "cache" / FILE
    first = ExplosiveTests(tmp_path / "none", cache).settled(subject)

    again = ExplosiveTests(tmp_path / "none", cache).known(subject)

    assert again is not None
    assert row_of(subject, again) == row_of(subject, first)


def test_a_damaged_cache_costs_time_and_no_result(tmp_path: Path) -> None:
    cache = tmp_path / FILE
    cache.write_text("key,statistic\nhalf a li")

    assert ExplosiveTests(TABLE, cache).known(subjects()[0]) is not None
    assert ExplosiveTests(tmp_path / "none", cache).known(subjects()[0]) is None


def test_looking_a_result_up_loads_no_numpy() -> None:
    code = "import sys, debtwatch.desk.explosive, debtwatch.desk.stock; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

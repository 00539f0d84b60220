from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.lppls.fit import measure
from debtwatch.analysis.bubble.lppls.subject import Closes, Confidence
from debtwatch.desk.lppls import FILE, LpplsFits

if TYPE_CHECKING:
    from pathlib import Path

CLOSES = Closes("AI6_EW", date(2026, 8, 20), tuple(100.0 + place**1.5 % 7 for place in range(120)))


def test_a_result_is_measured_once_and_kept(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / FILE
    assert LpplsFits(cache).settled(CLOSES) == measure(CLOSES)
    line = cache.read_text().splitlines()[1]
    assert line.split(",")[1:3] == ["AI6_EW", "2026-08-20"]

    cache.write_text(cache.read_text().replace(line, f"{CLOSES.key},AI6_EW,2026-08-20,17,19"))

    assert LpplsFits(cache).settled(CLOSES) == Confidence(CLOSES.key, 17, 19)


def test_a_damaged_cache_costs_time_and_no_result(tmp_path: Path) -> None:
    cache = tmp_path / FILE
    cache.write_text(f"key,passing\n{CLOSES.key},half")

    assert LpplsFits(cache).settled(CLOSES) == measure(CLOSES)


def test_without_a_measurement_no_numpy_is_loaded() -> None:
    code = "import sys, debtwatch.desk.lppls, debtwatch.desk.stock; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

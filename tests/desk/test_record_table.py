from __future__ import annotations

from pathlib import Path

from debtwatch.config.baselines import RECORD
from debtwatch.config.paths import shipped
from debtwatch.desk.record_table import CLOSES, OPENS, readme_table, record_csv, shipped_backtest

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_record_in_the_readme_and_beside_the_gauges_is_the_one_measured() -> None:
    found = shipped_backtest()

    assert (shipped("fixtures", "baselines") / RECORD).read_text(encoding="utf-8") == record_csv(found)
    text = README.read_text(encoding="utf-8")
    assert readme_table(found) == text[text.index(OPENS) : text.index(CLOSES) + len(CLOSES)]

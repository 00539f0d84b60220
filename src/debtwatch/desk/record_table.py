"""Writes what ships of the warnings' own record: `python -m debtwatch.desk.record_table` at the root of the source.

It replays what a new store holds, with nobody's settings or book but those that ship, so that it comes out the same
on every machine.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.backtest.results import Kind, Level
from debtwatch.analysis.bubble.backtest.score_text import AT_LEAST, in_short, record_row
from debtwatch.analysis.bubble.run_up import add_months
from debtwatch.analysis.snapshot import baselines_of
from debtwatch.config.baselines import RECORD, read_figures
from debtwatch.config.paths import shipped
from debtwatch.config.settings import read_settings
from debtwatch.desk.desk import Desk

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.backtest.results import Backtest

OPENS, CLOSES = "<!-- record: written by debtwatch.desk.record_table -->", "<!-- record ends -->"
_HEADINGS = (
    "line",
    "level",
    "before 2007-08",
    "before 2017-18",
    "right",
    "hit rate (95 %)",
    "false alarms a decade",
    "lit",
    "read in",
    "families",
    "AI era",
)


def shipped_backtest() -> Backtest:
    """Replay what a new store holds, the figures and days that ship, to the last of the monthly ones."""
    newest = baselines_of(read_figures(shipped("fixtures", "baselines"))).monthly["month"].max()
    assert isinstance(newest, date)
    with TemporaryDirectory() as home, Desk.open(read_settings({"DEBTWATCH_HOME": home})) as desk:
        return desk.backtest(as_of=add_months(newest, 1))


def record_csv(found: Backtest) -> str:
    """Return the record that ships: a line each, at its upper level."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("line", "false_per_decade", "text", "last"))
    for record in found.records:
        if record.level is Level.RED:
            rate = record.false_per_decade
            writer.writerow((record.line, "" if rate is None else f"{rate:.2f}", in_short(record), found.last))
    return out.getvalue()


def readme_table(found: Backtest) -> str:
    """Return the table of the README, between its markers."""
    lines = [
        f"Replayed from {found.first:%Y-%m} to {found.last:%Y-%m}:",
        "",
        f"| {' | '.join(_HEADINGS)} |",
        f"|{'---|' * len(_HEADINGS)}",
    ]
    for record in found.records:
        if record.level is Level.RED or record.kind is not Kind.GAUGE:
            row = record_row(record)
            cells = (
                f"**{row['label']}**" if record.kind is Kind.LAMP else row["label"],
                f"{row['level']}{' *' if record.revised else ''}",
                _months(row["lead_2007"]),
                _months(row["lead_2017"]),
                f"{row['hits']} of {row['signals']}",
                row["hit_rate"],
                row["false_per_decade"],
                row["lit"],
                row["of"].replace(" m", " months"),
                row["families"],
                row["era"].replace(" m", " months"),
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([OPENS, *lines, CLOSES])


def _months(lead: str) -> str:
    return f"{lead} m" if lead.lstrip(f"{AT_LEAST}+-").isdigit() else lead


def main() -> int:
    """Write `fixtures/baselines/record.csv` and the README's table."""
    found = shipped_backtest()
    (shipped("fixtures", "baselines") / RECORD).write_text(record_csv(found), encoding="utf-8")
    readme = Path("README.md")
    text = readme.read_text(encoding="utf-8")
    if OPENS not in text or CLOSES not in text:
        sys.stderr.write(f"README.md has no {OPENS} and {CLOSES}\n")
        return 1
    before, after = text.split(OPENS)[0], text.split(CLOSES)[1]
    readme.write_text(f"{before}{readme_table(found)}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Run as a program: the monitor on the terminal it was started in, over a desk that stands still."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl

from debtwatch.analysis.snapshot import Snapshot
from debtwatch.domain.freshness import FreshnessState
from debtwatch.terminal.run import open_monitor
from terminal.sample import NOW, StillDesk, event, feed, sample, settings_in

HOSTILE = "\x1b]0;PWNED\x07\x1b[6n\x1b[2J\x9b31m\x90\u202eevil\u2028[@click=app.quit]x[/] [/nope]\r\n\t\x00日本"


def hostile() -> Snapshot:
    """Return the sample with every word of it hostile."""
    fine = sample("failed", cause=HOSTILE)

    def spoilt(frame: pl.DataFrame, *keep: str) -> pl.DataFrame:
        words = [name for name, kind in frame.schema.items() if kind == pl.String and name not in keep]
        return frame.with_columns(pl.col(words) + HOSTILE)

    ours = ("tranche_id", "deal_id", "unit", "group", "colour", "lamp", "coupon_type", "rating_basis", "spread_basis")
    refinancing = replace(
        fine.refinancing,
        tranches=spoilt(fine.refinancing.tranches, *ours),
        deals=spoilt(fine.refinancing.deals, *ours),
        sponsors=spoilt(fine.refinancing.sponsors, *ours),
    )
    return replace(
        fine,
        refinancing=refinancing,
        spreads=replace(fine.spreads, table=spoilt(fine.spreads.table, *ours, "series", "state")),
        bubble=replace(fine.bubble, gauges=spoilt(fine.bubble.gauges, *ours)),
        feeds=(feed(f"treasury{HOSTILE}", FreshnessState.FAILED, HOSTILE),),
        revised_series=(HOSTILE,),
    )


def main() -> int:
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    folder.mkdir(exist_ok=True)
    words = HOSTILE if kind == "hostile" else "HY +18 bp on the week"
    snapshot = hostile() if kind == "hostile" else sample()
    settings = settings_in(folder)
    theme = os.environ.get("DEBTWATCH_TEST_THEME", "debtwatch")
    settings = replace(settings, terminal=replace(settings.terminal, theme=theme))
    desk = StillDesk(snapshot, events=[event(words)])
    gc.disable()  # as the command does until the first paint
    code = open_monitor(settings, lambda: desk, lambda: NOW)
    (folder / "asked").write_text(str(desk.asked[-1]))
    (folder / "collects").write_text(str(gc.isenabled()))
    return code


if __name__ == "__main__":
    sys.exit(main())

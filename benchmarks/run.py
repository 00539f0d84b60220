"""Prints one table: subject, floor or peer, both times, their ratio, and what was promised."""

from __future__ import annotations

import importlib.util
import platform
import signal
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from benchmarks.bare import MARKER
from benchmarks.clock import best, in_turn, paint, process
from benchmarks.explosive import bootstrap_times, statistic_times
from benchmarks.ground import LAST, MOMENT, bonds, large_inputs, with_new_print, with_new_prints
from benchmarks.pricing import yields, yields_by_quantlib, z_spreads, z_spreads_by_quantlib
from debtwatch.analysis.market.results import Shock
from debtwatch.analysis.snapshot import build_snapshot, rebuild

BARE = str(Path(__file__).with_name("bare.py"))
APP_MARKER = b"Amazon"
"""A sponsor of the overview's table: it is there once the rows last shown are."""
PEER_BONDS = 1_000


class Row(NamedTuple):
    """One line of the table; times in milliseconds."""

    subject: str
    milliseconds: float | None
    against: str
    floor: float | None
    promise: str

    @property
    def ratio(self) -> str:
        if self.milliseconds is None or not self.floor:
            return "—"
        return f"{self.milliseconds / self.floor:.2f}"


def pricing_rows() -> Iterator[Row]:
    peer = importlib.util.find_spec("QuantLib") is not None
    sample = bonds(PEER_BONDS)
    for what, solve, by_peer in (
        ("yields", yields, yields_by_quantlib),
        ("Z-spreads", z_spreads, z_spreads_by_quantlib),
    ):
        each = best(lambda run=by_peer: run(sample), times=2) / PEER_BONDS if peer else None  # type: ignore[misc]
        for count in (1_000, 10_000, 100_000):
            frame = bonds(count)
            own = best(lambda run=solve, frame=frame: run(frame))  # type: ignore[misc]
            against = f"QuantLib, {PEER_BONDS:,} bonds scaled" if peer else "QuantLib: not available"
            yield Row(f"{what} of {count:,} bonds", own, against, each * count if each else None, "")


def import_polars() -> float:
    return process(["-c", "import polars"])


def snapshot_rows() -> Iterator[Row]:
    given = large_inputs()
    floor = best_of(import_polars)
    size = f"{given.book.tranches.height:,} tranches x {given.observations['series'].n_unique()} series x 20 years"
    first = best(lambda: build_snapshot(given, as_of=LAST, moment=MOMENT))
    yield Row(f"build(Snapshot), the first, {size}", first, "import polars, a process", floor, "")
    before = build_snapshot(given, as_of=LAST, moment=MOMENT)
    for what, after in (("a new print", with_new_print(given)), ("a print of every series", with_new_prints(given))):
        again = best(lambda after=after: build_snapshot(after, as_of=LAST, moment=MOMENT, previous=before))  # type: ignore[misc]
        yield Row(f"build(Snapshot), {what}, {size}", again, "import polars, a process", floor, "<= 150 ms")
    shock = Shock("up", par_bp=100.0)
    part = best(lambda: rebuild(before, given, changed=(), as_of=LAST, moment=MOMENT, shock=shock))
    yield Row(f"the same under a shock, {size}", part, "import polars, a process", floor, "<= 300 ms with the screen")


def best_of(measure: Callable[[], float], times: int = 5) -> float:
    return min(measure() for _ in range(times))


def headless_rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        own = {"DEBTWATCH_HOME": home}
        check = ["-m", "debtwatch", "check"]
        process(check, own)
        floor, again = in_turn(import_polars, lambda: process(check, own))
        yield Row("check, nothing new", again, "import polars, a process", floor, "<= 150 ms, no polars")
        prints = iter(range(1, 100))

        def after_a_print() -> float:
            print_of_today(Path(home), next(prints), own)
            return process(check, own)

        floor, judged = in_turn(import_polars, after_a_print)
        yield Row("check, after a new print", judged, "import polars, a process", floor, "<= 3 x")


def print_of_today(home: Path, place: int, environment: dict[str, str]) -> None:
    """Store one more print of one series, as a reader would who imports a file."""
    file = home / "print.csv"
    file.write_text(f"observation_date,DRTSCILM\n{date(2020, 1, 1) + timedelta(days=92 * place)},{place / 10}\n")
    process(["-m", "debtwatch", "series", "import", str(file), "--series", "DRTSCILM"], environment)


def paint_rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        own = {"DEBTWATCH_HOME": home}
        paint(["-m", "debtwatch"], APP_MARKER, own, end=signal.SIGTERM)  # the rows it then keeps are the next start's
        pairs = [(paint([BARE], MARKER.encode()), paint(["-m", "debtwatch"], APP_MARKER, own)) for _ in range(7)]
    bare, shown = ([time for time in times if time is not None] for times in zip(*pairs, strict=True))
    subject = "first paint, every pane from the rows last shown" if shown else "first paint: its marker never appeared"
    yield Row(subject, min(shown, default=None), "bare Textual app", min(bare, default=None), "<= 1.2 x")


def explosive_rows() -> Iterator[Row]:
    for subject, own, against, theirs in (*statistic_times(), *bootstrap_times()):
        yield Row(subject, own, against, theirs, "")


def main() -> int:
    """Print the table; the exit code is always 0, a promise is judged by its reader and by its test."""
    print(f"{platform.machine()}, CPython {platform.python_version()}, polars {pl.__version__}; best of five, ms")
    print(f"{'subject':62}{'ms':>10}  {'against':34}{'ms':>10}{'ratio':>8}  promise")
    for rows in (pricing_rows, explosive_rows, snapshot_rows, headless_rows, paint_rows):
        for row in rows():
            own, floor = (f"{ms:,.1f}" if ms is not None else "—" for ms in (row.milliseconds, row.floor))
            print(f"{row.subject:62}{own:>10}  {row.against:34}{floor:>10}{row.ratio:>8}  {row.promise}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

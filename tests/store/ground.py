"""What the store's tests stand on: two declared series, a calendar that publishes at 16:00 the next day, moments."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from debtwatch.domain.series import Cadence, Observation, Rights, Series, Unit
from debtwatch.store.sqlite.store import SqliteStore, open_sqlite

ROOT = Path(__file__).parents[2]
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = date(2026, 11, 16)
MONDAY_NIGHT = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
LOCK_SECONDS = 5.0


def series(name: str) -> Series:
    return Series(
        id=name,
        feed="fred",
        label=name,
        unit=Unit.PERCENT,
        cadence=Cadence.DAILY,
        calendar="always",
        lag_days=1,
        published_at="16:00",
        low=0,
        high=100,
        max_bytes=1_000,
        rights=Rights.PUBLIC,
        attribution="",
    )


DECLARED = {name: series(name) for name in ("HY", "IG", "SOFR")}


class NextAfternoon:
    """Every print is due at 16:00 in New York on the day after."""

    def publication_of(self, series: Series, observed_on: date) -> datetime:
        return datetime.combine(observed_on + timedelta(days=series.lag_days), time(16), tzinfo=NEW_YORK)


def open_here(path: Path, **options: Any) -> SqliteStore:
    settings: dict[str, Any] = {
        "lock_seconds": LOCK_SECONDS,
        "series": DECLARED,
        "calendars": NextAfternoon(),
    } | options
    return open_sqlite(path, **settings)


def printed(
    value: float | None, day: date = MONDAY, series: str = "HY", published_on: date | None = None
) -> Observation:
    return Observation(series, day, value, published_on)


def days(count: int, value: float = 1.0, series: str = "HY") -> list[Observation]:
    return [printed(value, MONDAY + timedelta(days=number), series) for number in range(count)]


def python(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a Python of its own that can import what the tests can."""
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests"))
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def finished(process: subprocess.Popen[str], seconds: float = 60) -> str:
    """Return what a process wrote, once it ended well."""
    out, err = process.communicate(timeout=seconds)
    assert process.returncode == 0, err
    return out


def integrity(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()

"""Homes for the alert commands: a store filled once with the recorded days, copied for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from debtwatch.domain.settings import Places, Settings

SHIPPED_IDS = (
    "hy-widening", "hy-widening-severe", "hy-week", "bbb-week", "hy-z", "bbb-z", "ig-z", "ten-year-week", "nfci", "nfci-tight",
    "ofr-stress", "ofr-stress-high", "lamp", "lamp-high", "hyperion-gap", "coreweave-gap", "oracle-gap", "maturity",
    "maturity-near", "feed-stale", "feed-failing", "book-age",
)  # fmt: skip
ALL_OFF = "".join(f"[rule.{id_}]\nenabled = false\n" for id_ in SHIPPED_IDS)


def book_rule(id_: str, severity: str, **more: str) -> str:
    """Return a rule of the book's problems that is always true."""
    keys = {
        "metric": '"book.problems"', "match": '{ book = "all" }', "op": '">="', "threshold": "0",
        "severity": f'"{severity}"', "summary": f'"{id_} of {{book}}"',
    } | more  # fmt: skip
    return f"[rule.{id_}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


MISSING = book_rule(
    "missing",
    "warning",
    metric='"spread.w1_bp"',
    match='{ series = "NOTHING" }',
    required="true",
    summary='"{series} moved"',
)


def fill(home: Path) -> Path:
    """Fill a home's store with the recorded days and its cache with the book; nothing is evaluated."""
    from debtwatch.desk.desk import Desk

    with Desk.open(Settings(places=places_of(home))) as desk:
        desk.ground.store.observations.frame()
        desk.stock.book().frames()
    return home


def places_of(home: Path) -> Places:
    """Return where DEBTWATCH_HOME would put things."""
    return Places(config=home / "config", data=home / "data", cache=home / "cache", log=home / "log")


def home_of(base: Path, target: Path, rules: str) -> Path:
    """Copy a filled home and give it rules of its own; the shipped ones are off."""
    shutil.copytree(base, target)
    (target / "config").mkdir(exist_ok=True)
    (target / "config" / "rules.toml").write_text(ALL_OFF + rules, encoding="utf-8")
    return target


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a command in that home, with warnings as errors."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DEBTWATCH_")}
    return kept | {"DEBTWATCH_HOME": str(home), "PYTHONWARNINGS": "error", "DEBTWATCH_POLLING_ENABLED": "false"} | more


def command(*argv: str) -> list[str]:
    """Return the command line."""
    return [sys.executable, "-m", "debtwatch", *argv]


def run(home: Path, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        command(*argv),
        capture_output=True,
        text=True,
        env=environment(home, **more),
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )

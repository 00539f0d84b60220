"""What the analysis reads, kept in memory and read again only where it changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from debtwatch.analysis.freshness import feed_health, freshness, memory_of
from debtwatch.book import book_digest
from debtwatch.config.paths import shipped
from debtwatch.desk.explosive import FILE as TESTS_FILE
from debtwatch.desk.explosive import ExplosiveTests
from debtwatch.desk.ground import end_of
from debtwatch.desk.looked import last_looked
from debtwatch.desk.permission import withheld_because
from debtwatch.domain.clock import NEW_YORK
from debtwatch.domain.errors import UsageError
from debtwatch.domain.series import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from pathlib import Path

    import polars as pl

    from debtwatch.analysis.bubble.backtest.results import Backtest
    from debtwatch.analysis.cashflows.results import CashFlows
    from debtwatch.analysis.given import Baselines, BookFrames
    from debtwatch.analysis.market.results import Shock
    from debtwatch.analysis.snapshot.asked import Asked
    from debtwatch.analysis.snapshot.findings import Findings
    from debtwatch.analysis.snapshot.results import Inputs, Snapshot
    from debtwatch.book import Book
    from debtwatch.desk.ground import Ground
    from debtwatch.desk.lppls import LpplsFits
    from debtwatch.domain.freshness import FeedHealth, Freshness


_Signature = tuple[tuple[str, int, int], ...]


class Stock:
    """The book's frames, every observation and the baselines, each as new as its source.

    Used from one thread at a time: the desk builds snapshots one after another.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._tests = ExplosiveTests(
            shipped("fixtures", "baselines", TESTS_FILE), ground.settings.places.cache / TESTS_FILE
        )
        self._fits = _fits_in(ground.settings.places.cache) if ground.settings.bubble.lppls else None
        self._book: tuple[str, Book] | None = None
        self._frames: tuple[str, BookFrames] | None = None
        self._observations: tuple[int, pl.DataFrame] | None = None
        self._baselines: Baselines | None = None
        self._digest: tuple[_Signature, str] | None = None
        self._last: tuple[Inputs, Snapshot] | None = None

    def book_digest(self) -> str:
        """Return the hash of every file of the book, computed again only where one was touched; no polars."""
        signature = _touched(self._book_folders())
        if self._digest is None or self._digest[0] != signature:
            largest = self._ground.settings.book.largest_bytes
            self._digest = (signature, book_digest(self._book_folders(), largest_bytes=largest))
        return self._digest[1]

    def book(self) -> Book:
        """Return the book, read again only where a file changed; no polars."""
        from debtwatch.book import read_book

        digest = self.book_digest()
        if self._book is None or self._book[0] != digest:
            settings = self._ground.settings
            largest, cache = settings.book.largest_bytes, settings.places.cache
            self._book = (digest, read_book(*self._book_folders(), largest_bytes=largest, cache_dir=cache))
        return self._book[1]

    def ages(self, now: datetime) -> dict[str, Freshness]:
        """Return the freshness of every declared series, without polars."""
        latest = self._ground.store.observations.latest()
        memories = self._ground.store.fetches.all()
        calendars = self._ground.calendars
        return {
            id_: freshness(series, latest.get(id_), memory_of(series, memories), now, calendars)
            for id_, series in self._ground.series.items()
        }

    def feeds(self, ages: Mapping[str, Freshness]) -> tuple[FeedHealth, ...]:
        """Return the health of every declared feed, in the order they are declared; what is imported has none."""
        memories = self._ground.store.fetches.all()
        members: dict[str, list[Freshness]] = {}
        for id_, series in self._ground.series.items():
            if series.feed != IMPORTED:
                members.setdefault(series.feed, []).append(ages[id_])
        return tuple(
            feed_health(
                name,
                own,
                memories.get(name),
                enabled=self._ground.settings.feed(name).enabled,
                note=withheld_because(name, self._ground.settings, self._ground.store.notes) or "",
            )
            for name, own in members.items()
        )

    def snapshot(
        self,
        now: datetime,
        *,
        as_of: date | None = None,
        shock: Shock | None = None,
        haircut_pct: float | None = None,
    ) -> Snapshot:
        """Build the snapshot of a day, the present one unless `as_of` is given.

        `haircut_pct` stands in for the settings' own on what a leased campus is worth to someone else.
        Reads and computes: for a worker thread. Loads polars.
        """
        today = now.astimezone(NEW_YORK).date()
        inputs = self._inputs(now, haircut_pct)
        past = as_of is not None and as_of < today
        snapshot = self._built(
            inputs,
            as_of=as_of if past and as_of else today,
            moment=end_of(as_of) if past and as_of else now,
            shock=shock,
        )
        self._last = (inputs, snapshot)
        return snapshot

    def findings(self, now: datetime, asked: Asked) -> Findings:
        """Return what is asked of the present day, each part computed when it is first looked at. Loads polars."""
        from debtwatch.analysis.snapshot.asked import findings

        return findings(self._inputs(now), asked, as_of=now.astimezone(NEW_YORK).date(), moment=now)

    def cash_flows(self, tranche_id: str) -> CashFlows:
        """Return one tranche drilled on the day and under the shock of the last snapshot; the present one without.

        UsageError names the tranches there are. Computes: for a worker thread.
        """
        from debtwatch.analysis.cashflows.build import cash_flows

        if self._last is None:
            self.snapshot(self._ground.now())
        assert self._last is not None
        return cash_flows(*self._last, tranche_id)

    def shock(self, text: str, as_of: date) -> Shock:
        """Return the shock a text asks for, by name or spelled; UsageError names those there are. Loads polars."""
        from debtwatch.desk.shocks import shock_of

        return shock_of(text, self._ground.settings.shocks, self._base().monthly, as_of, self._observed()[1])

    def backtest(
        self,
        now: datetime,
        *,
        first: date | None = None,
        as_of: date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Backtest:
        """Replay the warnings month by month on what is stored and what ships; `progress` as of `backtest`. Loads polars."""
        from debtwatch.analysis.bubble.backtest.build import EARLIEST, FIRST, READ, backtest
        from debtwatch.analysis.market.vintages import known_by, lifetimes

        today = now.astimezone(NEW_YORK).date()
        day = min(as_of or today, today)
        first = first or FIRST
        if not EARLIEST <= first < day.replace(day=1):
            raise UsageError(
                f"no month from {first:%Y-%m} on had ended by {day}",
                expected=f"a first month from {EARLIEST:%Y-%m} on, and a day after its end that has come",
            )
        observations = self._observed()[1]
        read = observations.filter(observations["series"].is_in(READ))
        lived = known_by(lifetimes(read, self._ground.series), day)
        book = self.book().frames()
        return backtest(
            lived,
            self._ground.series,
            self._base(),
            book,
            self._tests,
            first=first,
            as_of=day,
            progress=progress,
        )

    def _inputs(self, now: datetime, haircut_pct: float | None = None) -> Inputs:
        from debtwatch.analysis.snapshot.results import Inputs
        from debtwatch.analysis.structure.assumptions import LeaseAssumptions

        book = self.book()
        version, observations = self._observed()
        ages = self.ages(now)
        told = self._ground.settings.structure
        return Inputs(
            book=self._framed(),
            observations=observations,
            series=self._ground.series,
            baselines=self._base(),
            version=version,
            reviewed_to=book.reviewed_to,
            deals=len(book.deal_ids),
            problems=len(book.problems),
            amber_days=self._ground.settings.book.amber_days,
            freshness=ages,
            feeds=self.feeds(ages),
            tests=self._tests,
            fits=self._fits,
            last_looked=last_looked(self._ground.store.notes),
            leases=LeaseAssumptions(
                haircut_pct=told.haircut_pct if haircut_pct is None else haircut_pct,
                asset_life_years=told.asset_life_years,
            ),
        )

    def _built(self, inputs: Inputs, *, as_of: date, moment: datetime, shock: Shock | None) -> Snapshot:
        """Build the parts whose inputs changed; the rest is the snapshot before."""
        from debtwatch.analysis.snapshot import build_snapshot, changed_parts, rebuild

        if self._last is None:
            return build_snapshot(inputs, as_of=as_of, moment=moment, shock=shock)
        before, previous = self._last
        if moment < previous.moment:  # a clock set back may know less
            return build_snapshot(inputs, as_of=as_of, moment=moment, shock=shock, previous=previous)
        changed = changed_parts(before, inputs)
        return rebuild(previous, inputs, changed=changed, as_of=as_of, moment=moment, shock=shock)

    def _framed(self) -> BookFrames:
        book = self.book()
        if self._frames is None or self._frames[0] != book.digest:
            self._frames = (book.digest, book.frames())
        return self._frames[1]

    def _observed(self) -> tuple[int, pl.DataFrame]:
        observations = self._ground.store.observations
        version = observations.version()
        if self._observations is None or self._observations[0] != version:
            self._observations = (version, observations.frame())
        return self._observations

    def _base(self) -> Baselines:
        if self._baselines is None:
            from debtwatch.desk.baselines import shipped_baselines

            self._baselines = shipped_baselines(shipped("fixtures", "baselines"))
        return self._baselines

    def _book_folders(self) -> tuple[Path, Path]:
        return shipped("config"), self._ground.settings.places.config


def _fits_in(cache: Path) -> LpplsFits:
    from debtwatch.desk.lppls import FILE, LpplsFits

    return LpplsFits(cache / FILE)


def _touched(folders: tuple[Path, ...]) -> _Signature:
    """Return the name, time and size of every file a book may be read from."""
    files = [path for folder in folders for pattern in ("*.csv", "deals/*.toml") for path in folder.glob(pattern)]
    return tuple(sorted((str(path), stat.st_mtime_ns, stat.st_size) for path in files if (stat := _stat(path))))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:  # gone between the listing and the look: the reader will report it if it matters
        return None

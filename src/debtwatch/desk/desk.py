"""One desk over one store: what commands ask and screens show, computed on demand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from debtwatch.desk import alarms
from debtwatch.desk.first_run import fill_if_new
from debtwatch.desk.ground import open_ground, store_path, system_clock
from debtwatch.desk.stock import Stock
from debtwatch.store import Election, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from types import TracebackType

    from debtwatch.analysis.bubble.backtest.results import Backtest
    from debtwatch.analysis.cashflows.results import CashFlows
    from debtwatch.analysis.market.results import Shock
    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.book import Book
    from debtwatch.desk.ground import Ground
    from debtwatch.domain.alert import AlertEvent
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.freshness import FeedHealth
    from debtwatch.domain.series import Series, StoredObservation
    from debtwatch.domain.settings import Settings
    from debtwatch.store.values import StoreHealth

COLLECTOR_LOCK = "collector.lock"


class Desk:
    """Opened, asked, closed. It fetches nothing by itself; `desk.live` does."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.stock = Stock(ground)

    @classmethod
    def open(cls, settings: Settings, clock: Clock = system_clock, *, fill: bool = True) -> Self:
        """Open the store, filling a new one with the recorded days unless told not to.

        Raises ConfigError or StoreError. Loads neither polars nor httpx.
        """
        ground = open_ground(settings, clock)
        if fill:
            fill_if_new(ground)
        return cls(ground)

    @property
    def settings(self) -> Settings:
        """The settings it was opened with."""
        return self.ground.settings

    @property
    def series(self) -> Mapping[str, Series]:
        """Declared series by id."""
        return self.ground.series

    def snapshot_now(
        self, as_of: date | None = None, shock: Shock | None = None, haircut_pct: float | None = None
    ) -> Snapshot:
        """Return the snapshot of the present, or of what was known at the end of a day."""
        return self.stock.snapshot(self.ground.now(), as_of=as_of, shock=shock, haircut_pct=haircut_pct)

    def cash_flows(self, tranche_id: str) -> CashFlows:
        """Return one tranche's payments, measures and sources, on the snapshot built last; UsageError where there is none."""
        return self.stock.cash_flows(tranche_id)

    def shock_of(self, text: str, as_of: date | None = None) -> Shock:
        """Return a move of the market by name or spelled out; UsageError says what there is. Loads polars."""
        return self.stock.shock(text, as_of or self.ground.today())

    def backtest(
        self,
        *,
        first: date | None = None,
        as_of: date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Backtest:
        """Replay the warnings month by month; `progress` is told explosiveness tests done and to do, where any must be."""
        return self.stock.backtest(self.ground.now(), first=first, as_of=as_of, progress=progress)

    def feed_health(self) -> tuple[FeedHealth, ...]:
        """Return what every feed last did, without polars."""
        return self.stock.feeds(self.stock.ages(self.ground.now()))

    def store_health(self) -> StoreHealth:
        """Check the store's integrity and count what it holds; slow on a large one."""
        return self.ground.store.health()

    def back_up(self, target: Path) -> None:
        """Write a whole, sound copy of the store to a path that does not exist yet."""
        self.ground.store.backup(target)

    def back_up_when_due(self) -> Path | None:
        """Write the weekly backup beside the store where it is due, and return it."""
        return self.ground.store.back_up_when_due(self.ground.today())

    def history(self, series: str) -> list[StoredObservation]:
        """Return every vintage of one series, oldest first."""
        return self.ground.store.observations.history(series)

    def events(self, limit: int) -> tuple[AlertEvent, ...]:
        """Return the newest alert events, newest first."""
        return alarms.newest(self.ground.store.alerts, limit)

    def book(self) -> Book:
        """Return the book as it stands on disk."""
        return self.stock.book()

    def collector(self) -> str:
        """Return who polls this store, in words."""
        holder = collector_seat(self.settings).holder_pid()
        if holder is None:
            return "nobody polls this store now; the monitor, `watch` and `poll` do while they run"
        return f"process {holder} polls this store" + (" (this one)" if holder == os.getpid() else "")

    def close(self) -> None:
        """Let go of the store."""
        self.ground.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def collector_seat(settings: Settings) -> Election:
    """Return the seat of the one process that polls this store: a lock beside it."""
    address = store_path(settings)
    folder = settings.places.data if "://" in address else Path(address).expanduser().parent
    return Election(folder / COLLECTOR_LOCK)


def restore_store(settings: Settings, backup: Path) -> Path | None:
    """Put a backup in the store's place and return where the old file lies, None where there was none.

    Raises StoreDamaged, StoreNewer or StoreError and changes nothing where the backup cannot be trusted.
    """
    return restore(backup, Path(store_path(settings)).expanduser(), lock_seconds=settings.store.lock_seconds)

"""What a desk stands on: settings, declared series, calendars and the open store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch.config.calendars import FILE_NAME as CALENDARS_FILE
from debtwatch.config.calendars import read_calendars
from debtwatch.config.paths import make_private, shipped
from debtwatch.config.series import FILE as SERIES_FILE
from debtwatch.config.series import OPT_IN, read_series
from debtwatch.domain.clock import NEW_YORK
from debtwatch.store import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.config.calendars import PublicationCalendars
    from debtwatch.domain.clock import Clock
    from debtwatch.domain.series import Series
    from debtwatch.domain.settings import Settings
    from debtwatch.store.protocols import Store

STORE_FILE = "debtwatch.sqlite"


@dataclass(frozen=True, slots=True)
class Ground:
    """Opened once a process; everything else is built on it."""

    settings: Settings
    series: Mapping[str, Series]
    """Declared series by id."""
    calendars: PublicationCalendars
    store: Store
    clock: Clock

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        return self.clock()

    def today(self) -> date:
        """Return the present day in New York, where the debt is priced."""
        return self.now().astimezone(NEW_YORK).date()


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


def end_of(day: date) -> datetime:
    """Return the last millisecond of a New York day, in UTC: what was known by then was known that day."""
    after = datetime.combine(day + timedelta(days=1), time(), tzinfo=NEW_YORK)
    return after.astimezone(UTC) - timedelta(milliseconds=1)


def store_path(settings: Settings) -> str:
    """Return the store's address: the setting's, else the SQLite file in the data folder."""
    return settings.store.url or str(settings.places.data / STORE_FILE)


def read_declared(settings: Settings) -> Mapping[str, Series]:
    """Return every declared series, the user's own laid over the shipped ones, with those of opt-in feeds that are named."""
    added = [shipped("config", name) for feed, name in OPT_IN.items() if feed in settings.feeds]
    return read_series(shipped("config", SERIES_FILE), settings.places.config / SERIES_FILE, added)


def read_publication(settings: Settings) -> PublicationCalendars:
    """Return the calendars, the user's own laid over the shipped ones."""
    return read_calendars(shipped("config", CALENDARS_FILE), settings.places.config / CALENDARS_FILE)


def open_ground(settings: Settings, clock: Clock = system_clock) -> Ground:
    """Read what is declared and open the store; ConfigError or StoreError say what stands in the way.

    It loads neither polars nor httpx.
    """
    series = read_declared(settings)
    calendars = read_publication(settings)
    calendars.check(series.values())
    address = store_path(settings)
    if "://" not in address:
        make_private(Path(address).expanduser().parent)
    store = open_store(
        address,
        lock_seconds=settings.store.lock_seconds,
        series=series,
        calendars=calendars,
        cache_directory=settings.places.cache / "columns",
    )
    return Ground(settings=settings, series=series, calendars=calendars, store=store, clock=clock)

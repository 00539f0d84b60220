"""Where everything seen is kept: observations, fetches, alerts and notes.

Opening a store loads neither polars nor any database but the one asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch.domain.errors import StoreError
from debtwatch.store.election import Election
from debtwatch.store.sqlite.backup import restore
from debtwatch.store.sqlite.store import open_sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.domain.series import Series
    from debtwatch.store.protocols import PublicationCalendar, Store

__all__ = ["Election", "open_store", "restore"]


def open_store(
    url_or_path: str | Path,
    *,
    lock_seconds: float,
    series: Mapping[str, Series],
    calendars: PublicationCalendar,
    read_only: bool = False,
    cache_directory: Path | None = None,
) -> Store:
    """Open the store at a path, making or migrating it unless `read_only`.

    `calendars` says when a print is due whose source names no publication date; `cache_directory` holds
    what can be rebuilt (a folder beside the store where not given). Raises StoreError for a scheme this
    release has no backend for, StoreNewer, StoreDamaged and StoreBusy.
    """
    scheme, separator, _ = str(url_or_path).partition("://")
    if separator and not isinstance(url_or_path, Path):
        raise _no_backend(scheme)
    return open_sqlite(
        Path(url_or_path).expanduser(),
        lock_seconds=lock_seconds,
        series=series,
        calendars=calendars,
        read_only=read_only,
        cache_directory=cache_directory,
    )


def _no_backend(scheme: str) -> StoreError:
    wanted = (
        "a release with the PostgreSQL backend and its extra, debtwatch[postgres]"
        if scheme in {"postgresql", "postgres"}
        else "a path to an SQLite file"
    )
    return StoreError(
        f"this release cannot open a {scheme} store",
        where="[store].url",
        expected=wanted,
        next_step="leave [store].url empty, or set it to a path on a local disk",
    )

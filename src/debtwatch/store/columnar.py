"""Every observation as one polars frame, kept as parquet beside the store and rebuilt when in doubt.

The file's name carries what it was made from (store, data version, moment of that version's commit) and
the checksum of its bytes, so a copy of another store, of another past, or with a flipped bit is never read.
A newer version adds its rows to the cached ones; only a missing or unusable file costs a full read.
"""

from __future__ import annotations

import re
import threading
import zlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from debtwatch.store.files import UNFINISHED, make_private_directory, scratch_beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import polars as pl

_NAME = re.compile(r"observations-(\w+)-(\d+)-(-?\d+)-([0-9a-f]{8})\.parquet")
_GROWTH = 1.02
"""The file is written again once this much has been added; until then the store supplies the difference."""
_DAY_BITS = 22
_EARLIEST_DAY = -(1 << 20)
"""Before year 1; 22 bits from there reach beyond year 9999."""
_SHOWN = ["series", "observed_on", "published_on", "published_assumed", "seen_at", "value", "origin"]


@dataclass(frozen=True, slots=True)
class DataKey:
    """What a frame was made from."""

    store: str
    """Identity of the store, new after a restore."""
    version: int
    """Data version; 0 is an empty store."""
    seen_ms: int
    """When the newest commit was seen: two pasts of one store do not share it."""


class Source(Protocol):
    """One moment of a store, read row by row."""

    def key(self) -> DataKey:
        """Return what there is to read."""
        ...

    def agrees(self, key: DataKey) -> bool:
        """Say whether `key` is this store at an earlier or the same version."""
        ...

    def names(self) -> dict[int, str]:
        """Return series by number."""
        ...

    def rows(self, since: int) -> Iterator[list[tuple[object, ...]]]:
        """Yield chunks of rows newer than a version.

        A row: series_no, observed_day, published_day, version, published_assumed, seen_ms, value, origin.
        """
        ...


class ColumnarCache:
    """The frame of the newest version, in memory and on disk; safe to ask from several threads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._mutex = threading.Lock()
        self._held: tuple[DataKey, pl.DataFrame] | None = None
        self._on_disk = 0  # rows in the file

    def frame(self, reading: AbstractContextManager[Source]) -> pl.DataFrame:
        """Return every vintage; columns as `ObservationStore.frame` states."""
        with self._mutex, reading as source:
            key = source.key()
            if self._held is None or not source.agrees(self._held[0]):
                self._held = self._stored(source)
            if self._held is None or self._held[0] != key:
                self._held = key, self._advanced(source)
            if self._held[1].height > self._on_disk * _GROWTH:
                self._keep(*self._held)
            return self._held[1].select(_SHOWN)

    def _advanced(self, source: Source) -> pl.DataFrame:
        import polars as pl

        base = None if self._held is None else self._held[1]
        since = 0 if self._held is None else self._held[0].version
        names = source.names()
        parts = [_empty() if base is None else base]
        parts += [_frame_of(chunk, names) for chunk in source.rows(since)]
        return pl.concat(parts).sort(_place(names), maintain_order=True)

    def _stored(self, source: Source) -> tuple[DataKey, pl.DataFrame] | None:
        """Return the newest usable file of this store; remove the others."""
        for unfinished in self._directory.glob(f".observations-*{UNFINISHED}"):
            _remove(unfinished)
        found = []
        for path in self._files():
            key = _key_in(path.name)
            if key is not None and source.agrees(key):
                found.append((key.version, path, key))
            else:
                _remove(path)
        for _, path, key in sorted(found, key=lambda each: each[0], reverse=True):
            frame = _read(path)
            if frame is not None:
                self._on_disk = frame.height
                return key, frame
            _remove(path)
        return None

    def _keep(self, key: DataKey, frame: pl.DataFrame) -> None:
        """Write the frame; a cache that cannot be written costs time, not truth."""
        self._on_disk = frame.height
        buffer = BytesIO()
        frame.write_parquet(buffer, compression="zstd", compression_level=1)
        body = buffer.getvalue()
        path = self._directory / (
            f"observations-{key.store}-{key.version}-{key.seen_ms}-{zlib.crc32(body):08x}.parquet"
        )
        with suppress(OSError):
            make_private_directory(self._directory)
            with scratch_beside(path) as scratch:
                scratch.write_bytes(body)
                scratch.replace(path)
            for other in self._files():
                if other != path:
                    _remove(other)

    def _files(self) -> list[Path]:
        return list(self._directory.glob("observations-*.parquet"))


def _place(names: dict[int, str]) -> pl.Expr:
    """Return where a row belongs as one number, by series name, day and publication; commits keep their order.

    One integer of rows that are nearly in order sorts faster than four columns do.
    """
    import polars as pl

    ranks = {number: rank for rank, number in enumerate(sorted(names, key=names.__getitem__))}
    place = pl.col("series_no").replace_strict(ranks, return_dtype=pl.Int64)
    for column in ("observed_on", "published_on"):
        day = pl.col(column).to_physical().cast(pl.Int64) - _EARLIEST_DAY
        place = place * (1 << _DAY_BITS) + day
    return place


def _key_in(name: str) -> DataKey | None:
    match = _NAME.fullmatch(name)
    return None if match is None else DataKey(match[1], int(match[2]), int(match[3]))


def _read(path: Path) -> pl.DataFrame | None:
    """Return the frame of a file whose checksum holds, else None."""
    import polars as pl

    match = _NAME.fullmatch(path.name)
    try:
        body = path.read_bytes()
    except OSError:
        return None
    if match is None or zlib.crc32(body) != int(match[4], 16):
        return None
    try:
        frame = pl.read_parquet(BytesIO(body))
    except pl.exceptions.PolarsError:
        return None
    return frame if frame.schema == _empty().schema else None


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _empty() -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(
        schema={
            "series_no": pl.Int32,
            "observed_on": pl.Date,
            "published_on": pl.Date,
            "version": pl.Int64,
            "published_assumed": pl.Boolean,
            "seen_at": pl.Datetime("ms", "UTC"),
            "value": pl.Float64,
            "origin": pl.String,
            "series": pl.String,
        }
    )


def _frame_of(rows: list[tuple[object, ...]], names: dict[int, str]) -> pl.DataFrame:
    import polars as pl

    number, observed, published, version, assumed, seen, value, origin = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series("series_no", number, pl.Int32),
            pl.Series("observed_on", observed, pl.Int32).cast(pl.Date),
            pl.Series("published_on", published, pl.Int32).cast(pl.Date),
            pl.Series("version", version, pl.Int64),
            pl.Series("published_assumed", assumed, pl.Int8).cast(pl.Boolean),
            pl.Series("seen_at", seen, pl.Int64).cast(pl.Datetime("ms", "UTC")),
            pl.Series("value", value, pl.Float64),
            pl.Series("origin", origin, pl.String),
        ]
    ).with_columns(series=pl.col("series_no").replace_strict(names, return_dtype=pl.String))

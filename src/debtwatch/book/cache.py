"""A book's frames kept beside what it was read from: parquet, keyed by content, rebuilt when in doubt."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import debtwatch
from debtwatch.book.problem import Problem

if TYPE_CHECKING:
    from debtwatch.book.book import BookFrames

FOLDER = "book"
SUMMARY = "summary.json"
READING = (
    "book/fields.py", "book/files.py", "book/frames.py", "book/parse.py", "book/places.py", "book/plain.py",
    "book/plausible.py", "book/problem.py", "book/read.py", "book/rows.py", "book/tables.py", "book/values.py",
    "domain/dates.py", "domain/deal.py", "domain/kinds.py", "domain/rating.py", "domain/terms.py", "domain/text.py",
)  # fmt: skip
"""The modules that decide what is read of a file, what of it is refused, and in which columns it is kept."""
KEPT = 4
"""Books kept: the newest, and a few to come back to after an edit undone."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a book without its deals."""

    deal_ids: tuple[str, ...]
    reviewed_to: date | None
    problems: tuple[Problem, ...]


class BookCache:
    """The kept books below one cache directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / FOLDER

    def summary(self, digest: str) -> Summary | None:
        """Return what was kept of a book, None if it was not or is not what was written."""
        raw = self._summary(digest)
        if raw is None:
            return None
        reviewed = raw["reviewed_to"]
        return Summary(
            tuple(raw["deal_ids"]),
            None if reviewed is None else date.fromisoformat(reviewed),
            tuple(Problem(**problem) for problem in raw["problems"]),
        )

    def frames(self, digest: str) -> BookFrames | None:
        """Return the kept frames, None if any is not what was written: damaged parquet may still read."""
        raw = self._summary(digest)
        if raw is None:
            return None
        folder = self._folder(digest)
        bodies: dict[str, bytes] = {}
        for name, expected in raw["frames"].items():
            try:
                bodies[name] = (folder / f"{name}.parquet").read_bytes()
            except OSError:
                return None
            if _checksum(bodies[name]) != expected:
                return None
        import polars as pl

        from debtwatch.book.book import BookFrames

        return BookFrames(**{name: pl.read_parquet(io.BytesIO(body)) for name, body in bodies.items()})

    def _summary(self, digest: str) -> dict[str, Any] | None:
        """Return the summary's document: its first line is the checksum of the rest."""
        try:
            checksum, _, body = (self._folder(digest) / SUMMARY).read_bytes().partition(b"\n")
        except OSError:
            return None
        if checksum.decode("ascii", "replace") != _checksum(body):
            return None
        document: dict[str, Any] = json.loads(body)
        return document

    def keep(self, digest: str, summary: Summary, frames: BookFrames) -> None:
        """Keep a book whole or not at all; a cache that cannot be written is no cache, and no error."""
        folder = self._folder(digest)
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.directory))
        except OSError:
            return
        try:
            _write(draft, summary, frames)
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
            self._forget_oldest()
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)

    def _folder(self, digest: str) -> Path:
        """Return where a book is kept: by its content, and by how this version reads it."""
        reading = f"{digest} {debtwatch.__version__} {_reading_as_of_now()}"
        return self.directory / hashlib.blake2b(reading.encode(), digest_size=16).hexdigest()

    def _forget_oldest(self) -> None:
        kept = sorted(
            (folder for folder in self.directory.iterdir() if folder.is_dir()),
            key=lambda folder: folder.stat().st_mtime,
            reverse=True,
        )
        for folder in kept[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


@cache
def _reading_as_of_now() -> str:
    """Return what changes when a rule or a column does: a hash of the modules that read the book.

    Reading them costs a hundredth of importing them; where only their compiled form is there, they are imported.
    """
    package = Path(debtwatch.__file__).parent
    try:
        return _checksum(b"".join((package / name).read_bytes() for name in READING))
    except OSError:
        from debtwatch.book.fields import all_fields

        return repr(all_fields())


def _write(folder: Path, summary: Summary, frames: BookFrames) -> None:
    from debtwatch.book.book import FRAMES

    checksums = {}
    for name in FRAMES:
        body = io.BytesIO()
        getattr(frames, name).write_parquet(body, compression="lz4")
        (folder / f"{name}.parquet").write_bytes(body.getvalue())
        checksums[name] = _checksum(body.getvalue())
    document = {
        "deal_ids": summary.deal_ids,
        "reviewed_to": None if summary.reviewed_to is None else summary.reviewed_to.isoformat(),
        "problems": [asdict(problem) for problem in summary.problems],
        "frames": checksums,
    }
    said = json.dumps(document).encode()
    (folder / SUMMARY).write_bytes(_checksum(said).encode() + b"\n" + said)
    os.utime(folder)


def _checksum(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()

"""A book's frames kept beside what it was read from: parquet, keyed by content, rebuilt when in doubt."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import debtwatch
from debtwatch.book.fields import all_fields
from debtwatch.book.problem import Problem

if TYPE_CHECKING:
    from debtwatch.book.frames import BookFrames

FOLDER = "book"
SUMMARY = "summary.json"
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
        """Return what was kept of a book, None if it was not or cannot be trusted."""
        try:
            raw = json.loads((self._folder(digest) / SUMMARY).read_text("utf-8"))
            reviewed = raw["reviewed_to"]
            return Summary(
                tuple(str(id_) for id_ in raw["deal_ids"]),
                None if reviewed is None else date.fromisoformat(reviewed),
                tuple(Problem(**problem) for problem in raw["problems"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def frames(self, digest: str) -> BookFrames | None:
        """Return the kept frames, None if any cannot be read."""
        import polars as pl

        from debtwatch.book.frames import FRAMES, BookFrames

        folder = self._folder(digest)
        try:
            return BookFrames(**{name: pl.read_parquet(folder / f"{name}.parquet") for name in FRAMES})
        except (OSError, pl.exceptions.PolarsError):
            return None

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
        """Return where a book is kept: by its content, and by the columns this version reads from it."""
        reading = f"{digest} {debtwatch.__version__} {all_fields()!r}"
        return self.directory / hashlib.blake2b(reading.encode(), digest_size=16).hexdigest()

    def _forget_oldest(self) -> None:
        kept = sorted(
            (folder for folder in self.directory.iterdir() if folder.is_dir()),
            key=lambda folder: folder.stat().st_mtime,
            reverse=True,
        )
        for folder in kept[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, summary: Summary, frames: BookFrames) -> None:
    from debtwatch.book.frames import FRAMES

    for name in FRAMES:
        getattr(frames, name).write_parquet(folder / f"{name}.parquet", compression="lz4")
    raw: dict[str, Any] = {
        "deal_ids": summary.deal_ids,
        "reviewed_to": None if summary.reviewed_to is None else summary.reviewed_to.isoformat(),
        "problems": [asdict(problem) for problem in summary.problems],
    }
    (folder / SUMMARY).write_text(json.dumps(raw), "utf-8")
    os.utime(folder)

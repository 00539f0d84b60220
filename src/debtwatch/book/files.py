"""The files of a book: found, bounded, hashed and read as text; what cannot be read is a Problem."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.book.problem import Problem
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DEALS = "deals"
LARGEST_BYTES = 16_000_000
"""A file above it is refused unread, where no setting says otherwise."""
TABLES = ("ratings.csv", "events.csv", "edges.csv", "facts.csv")
_FORMAT = b"book 1"
"""Changes whenever reading the same bytes gives another book."""


@dataclass(frozen=True, slots=True)
class FileText:
    """One file of the book, as text."""

    name: str
    """Its path below the directory it was found in, safe to print."""
    text: str


def deal_paths(directory: Path) -> list[Path]:
    """Return the deal files of a configuration directory, in order of name."""
    return sorted((directory / DEALS).glob("*.toml"))


def table_paths(directory: Path) -> list[Path]:
    """Return the tables of a configuration directory that are there."""
    return [directory / name for name in TABLES if os.path.lexists(directory / name)]


def read_file(path: Path, directory: Path, largest_bytes: int) -> FileText | Problem:
    """Return one file's text, or why it was not read: its kind, its size, its encoding."""
    name = clean(str(path.relative_to(directory)))

    def refused(found: str, expected: str) -> Problem:
        return Problem(name, "", "", found, expected, None, "file")

    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return refused("something that is not a file", "a regular file")
        if status.st_size > largest_bytes:
            return refused(f"{status.st_size:,} bytes", f"at most {largest_bytes:,} bytes; split the file")
        body = path.read_bytes()
    except OSError as error:
        return refused(f"a file that cannot be read ({error.strerror})", "a readable file")
    if len(body) > largest_bytes:
        return refused(f"{len(body):,} bytes", f"at most {largest_bytes:,} bytes; split the file")
    try:
        return FileText(name, body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return refused(f"byte {body[error.start]:#04x} at {error.start:,}", "UTF-8 text")


def book_digest(directories: Iterable[Path], *, largest_bytes: int = LARGEST_BYTES) -> str:
    """Return a hash of every byte a book is read from; it needs neither polars nor a parser.

    A file that would be refused for its size counts by that size.
    """
    hashed = hashlib.blake2b(_FORMAT, digest_size=16)
    for place, directory in enumerate(directories):
        hashed.update(f"\0{place}\0{largest_bytes}".encode())
        for path in [*deal_paths(directory), *table_paths(directory)]:
            hashed.update(f"\0{path.name}\0".encode(errors="surrogateescape"))
            hashed.update(_content(path, largest_bytes))
    return hashed.hexdigest()


def _content(path: Path, largest_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > largest_bytes:
            return f"{status.st_mode} {status.st_size}".encode()
        return hashlib.blake2b(path.read_bytes(), digest_size=16).digest()
    except OSError as error:
        return str(error.errno).encode()

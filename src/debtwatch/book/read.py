"""Reads the book: shipped deals and tables, the user's laid over them, and everything wrong with either."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debtwatch.book.fields import INNER, RECORDS
from debtwatch.book.files import FileText, deal_paths, read_file, table_paths
from debtwatch.book.parse import DealReader
from debtwatch.book.places import with_lines
from debtwatch.book.plain import read_toml
from debtwatch.book.problem import Problem, shown
from debtwatch.book.rows import KEYS, ROWS, EdgeRow, EventRow, FactRow, RatingRow
from debtwatch.book.tables import overlaid, read_table
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from debtwatch.domain.deal import Deal
    from debtwatch.domain.terms import Source


@dataclass(frozen=True, slots=True)
class Held:
    """A deal and the file that holds it."""

    deal: Deal
    file: str
    """What messages call that file."""
    path: Path
    own: bool
    """Whether it is the user's."""
    replaces: bool = False
    """Whether the user's stands in for a shipped one."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a book's files say, and what is wrong with them."""

    held: tuple[Held, ...]
    ratings: tuple[RatingRow, ...]
    events: tuple[EventRow, ...]
    edges: tuple[EdgeRow, ...]
    facts: tuple[FactRow, ...]
    problems: tuple[Problem, ...]

    @property
    def deals(self) -> tuple[Deal, ...]:
        """Every deal, in order of file and place."""
        return tuple(held.deal for held in self.held)

    @property
    def reviewed_to(self) -> date | None:
        """The newest day a source of a deal, rating or edge speaks of."""
        days = [source.source_date.valued for source in self._sources() if source.source_date is not None]
        return max(days, default=None)

    def _sources(self) -> Iterator[Source]:
        for deal in self.deals:
            yield from (record.source for record in deal.records)
        yield from (row.source for row in self.ratings)
        yield from (row.source for row in self.edges)


def read_contents(shipped: Path, own: Path | None, *, largest_bytes: int) -> Contents:
    """Return what the files of a book say, see `book.read_book`."""
    problems: list[Problem] = []
    wrong: list[Problem] = []
    base = _read_deals(shipped, largest_bytes, own=False, problems=problems)
    mine = [] if own is None else _whole_or_new(_read_deals(own, largest_bytes, own=True, problems=wrong), base, wrong)
    problems += wrong
    rows = {
        name: tuple(
            overlaid(
                _read_rows(shipped, name, largest_bytes, problems),
                [] if own is None else _read_rows(own, name, largest_bytes, problems),
                KEYS[name],
            )
        )
        for name in ROWS
    }
    return Contents(
        held=tuple(_laid_over(base, mine)),
        ratings=rows["ratings.csv"],
        events=rows["events.csv"],
        edges=rows["edges.csv"],
        facts=rows["facts.csv"],
        problems=tuple(problems),
    )


def _whole_or_new(mine: list[Held], base: list[Held], wrong: list[Problem]) -> list[Held]:
    """Return the user's deals without those that lost a record and would take a shipped one's away with it."""
    shipped = {held.deal.id: held.file for held in base}
    torn = {each.deal for each in wrong if each.lost in (*RECORDS, *INNER)} & shipped.keys()
    for held in mine:
        if held.deal.id in torn:
            expected = f"every record of it right; until then the one of {shipped[held.deal.id]} stands"
            wrong.append(
                Problem(held.file, held.deal.id, "id", "a deal with a record left out", expected, None, "deal")
            )
    return [held for held in mine if held.deal.id not in torn]


def _laid_over(base: list[Held], mine: list[Held]) -> Iterator[Held]:
    shipped_ids = {held.deal.id for held in base}
    own = {held.deal.id: held for held in mine}
    for held in base:
        replacement = own.get(held.deal.id)
        yield held if replacement is None else replace(replacement, replaces=True)
    yield from (held for held in mine if held.deal.id not in shipped_ids)


def _read_deals(directory: Path, largest_bytes: int, *, own: bool, problems: list[Problem]) -> list[Held]:
    held: list[Held] = []
    seen: dict[str, str] = {}
    for path in deal_paths(directory):
        file = read_file(path, directory, largest_bytes)
        if isinstance(file, Problem):
            problems.append(file)
            continue
        for deal in read_deals(file, problems):
            if deal.id in seen:
                expected = f"an id of its own; {seen[deal.id]} has it first"
                problems.append(Problem(file.name, deal.id, "id", shown(deal.id), expected, None, "deal"))
                continue
            seen[deal.id] = file.name
            held.append(Held(deal, file.name, path, own))
    return held


def read_deals(file: FileText, problems: list[Problem]) -> list[Deal]:
    """Return the good deals of one file, adding what is wrong, with its line, to `problems`."""
    try:
        document = read_toml(file.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = f"broken TOML ({clean(str(error), longest=200)})"
        problems.append(Problem(file.name, "", "", found, "TOML 1.0", None, "file"))
        return []
    reader = DealReader(file.name)
    tables = document.get("deal", [])
    for key in document:
        if key != "deal":
            reader.problems.append(Problem(file.name, "", clean(key), "an unknown key", "[[deal]] tables only"))
    if not isinstance(tables, list):
        problems.append(Problem(file.name, "", "deal", "a single table or value", "[[deal]] tables", None, "file"))
        return []
    read = [reader.read(table, position) for position, table in enumerate(tables, 1)]
    if reader.problems:
        names = [_name(table, position) for position, table in enumerate(tables, 1)]
        problems.extend(with_lines(reader.problems, file.text, names))
    return [deal for deal in read if deal is not None]


def _name(table: Any, position: int) -> str:
    """Return what problems call a deal."""
    if isinstance(table, dict) and isinstance(table.get("id"), str):
        return clean(table["id"], longest=120)
    return f"#{position}"


def _read_rows(directory: Path, name: str, largest_bytes: int, problems: list[Problem]) -> list[Any]:
    for path in table_paths(directory):
        if path.name == name:
            file = read_file(path, directory, largest_bytes)
            if isinstance(file, Problem):
                problems.append(file)
                return []
            return read_table(file, ROWS[name], problems)
    return []

"""Finds the line of a key in a deal file: only when there is a problem to point at."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from debtwatch.book.problem import Problem

_HEADER = re.compile(r"\s*\[\[\s*deal(?:\s*\.\s*([\w-]+))?(?:\s*\.\s*([\w-]+))?\s*\]\]")
_STEP = re.compile(r"([\w-]+)\[(\d+)\]")


def with_lines(problems: Iterable[Problem], text: str, deals: list[str]) -> list[Problem]:
    """Return the problems of one file with the line each is on, where it can be found.

    `deals` names the file's deals in order, as problems name them.
    """
    headers = _headers(text)
    lines = text.splitlines()
    return [replace(problem, line=_line(problem, headers, lines, deals)) for problem in problems]


def _headers(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return every deal header with its line: ("deal",), ("deal", "tranche")."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _HEADER.match(line)
        if match:
            found.append((number, ("deal", *(part for part in match.groups() if part))))
    return found


def _line(
    problem: Problem, headers: list[tuple[int, tuple[str, ...]]], lines: list[str], deals: list[str]
) -> int | None:
    if problem.deal not in deals:
        return None
    place = _nth(headers, 0, ("deal",), deals.index(problem.deal) + 1)
    path: tuple[str, ...] = ("deal",)
    for name, count in _STEP.findall(problem.key):
        path = (*path, name)
        if place is not None:
            place = _nth(headers, place + 1, path, int(count))
    if place is None:
        return None
    start = headers[place][0]
    end = headers[place + 1][0] - 1 if place + 1 < len(headers) else len(lines)
    key = re.sub(r"^(?:[\w-]+\[\d+\]\.?)*", "", problem.key).split(".")[0]
    named = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=") if key else None
    for number in range(start, end):
        if named and named.match(lines[number]):
            return number + 1
    return start


def _nth(headers: list[tuple[int, tuple[str, ...]]], start: int, path: tuple[str, ...], count: int) -> int | None:
    """Return the index of the count-th header of `path` from `start`, not leaving the table above it."""
    for index in range(start, len(headers)):
        here = headers[index][1]
        if start and len(here) < len(path):
            return None
        if here == path:
            count -= 1
            if not count:
                return index
    return None

"""What every feed is: requests out, observations in, nothing fetched and nothing remembered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from debtwatch.domain.series import Observation, Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, with everything its answer may be judged by."""

    feed: str
    url: str
    series: tuple[Series, ...]
    """What the answer should hold."""
    asked_on: date
    """The day of asking; an observation dated after the next day is not believed."""
    max_bytes: int
    """Largest body accepted, on the wire and decoded."""
    accept: str = "text/csv"
    headers: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    """Values that must appear in no log, error or screen."""
    etag: str = ""
    last_modified: str = ""
    spacing_seconds: float = 1.0
    """Least time between two calls to its host."""
    redirect_hosts: tuple[str, ...] = ()
    """Hosts a redirect may lead to, beside its own."""
    may_be_empty: bool = False
    """Whether an answer without rows is an answer: a year that has just begun."""
    fallbacks: tuple[Request, ...] = ()
    """The same data in other shapes, in the order to try them when this answer's shape is wrong."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its series."""
        return tuple(each.id for each in self.series)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the decoded body, or word that nothing changed."""

    status: int
    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    url: str = ""
    """Where it came from after redirects, without query or secrets."""
    unchanged: bool = False
    """Whether the server said 304: what we have is what it has."""
    wire_bytes: int = 0

    @property
    def sha256(self) -> str:
        """The digest of the decoded body, in hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A value that was read and not believed: it is reported, never stored."""

    series: str
    observed_on: date | None
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The good rows of an answer, ascending by series and day, and those that were not believed."""

    observations: tuple[Observation, ...]
    rejected: tuple[Rejected, ...] = ()


class Feed(Protocol):
    """One source. Both methods are pure: the same arguments give the same result."""

    @property
    def name(self) -> str:
        """The key of its settings and of its series' `feed`."""
        ...

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it calls."""
        ...

    def requests(self, wanted: Sequence[Series], since: Mapping[str, date | None], today: date) -> tuple[Request, ...]:
        """Return the calls that bring `wanted` up to `today`.

        `since` holds the first day wanted of each series, overlap included; None or absent asks
        for its whole history. Revised series are asked for whole where the source allows it.
        """
        ...

    def parse(self, request: Request, answer: Answer) -> Parsed:
        """Read an answer; WrongShape or Implausible where nothing in it can be believed."""
        ...

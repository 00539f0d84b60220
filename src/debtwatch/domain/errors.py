"""Every error debtwatch raises on purpose.

DebtwatchError              what happened, where, what was expected, what to do next
├── UsageError              the command line asks for something that does not exist
├── ConfigError             a settings, series, rules, calendar or facts file is wrong
├── BookError               the book cannot be read at all (one bad deal is a Problem, not an error)
├── FeedError               a source did not give what it promised
│   ├── Unreachable         no connection, no name, TLS refused
│   ├── TooSlow             the total deadline passed
│   ├── Refused             an HTTP status that is not an answer
│   ├── TooLarge            more bytes than the source's limit, on the wire or decoded
│   ├── WrongShape          the body is not the format this feed publishes
│   ├── Implausible         parsed, but outside the series' plausible range
│   └── Withheld            not asked: switched off, terms not accepted, circuit open, key missing
└── StoreError              the store cannot be used
    ├── StoreBusy           another process holds the lock past the time limit
    ├── StoreNewer          written by a newer debtwatch
    └── StoreDamaged        the integrity check failed
"""

from __future__ import annotations


class DebtwatchError(Exception):
    """What happened, where, what was expected, and what the reader can do next."""

    def __init__(self, what: str, *, where: str = "", expected: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.expected = expected
        self.next_step = next_step

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.next_step:
            parts.append(self.next_step)
        return "; ".join(parts)


class UsageError(DebtwatchError):
    """The command line asks for something that does not exist."""


class ConfigError(DebtwatchError):
    """A settings, series, rules, calendar or facts file is wrong."""


class BookError(DebtwatchError):
    """The book cannot be read at all."""


class FeedError(DebtwatchError):
    """A source did not give what it promised."""

    retryable = False
    """Whether the same request may succeed a moment later."""


class Unreachable(FeedError):
    """No connection, no name, or TLS refused."""

    retryable = True


class TooSlow(FeedError):
    """The total deadline passed before the body was complete."""

    retryable = True


class Refused(FeedError):
    """The server answered with a status that is not an answer."""

    def __init__(
        self,
        what: str,
        *,
        status: int,
        retry_after_seconds: float | None = None,
        where: str = "",
        expected: str = "",
        next_step: str = "",
    ) -> None:
        super().__init__(what, where=where, expected=expected, next_step=next_step)
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.retryable = status in {408, 425, 429, 500, 502, 503, 504}


class TooLarge(FeedError):
    """More bytes than the source's limit, on the wire or decoded."""


class WrongShape(FeedError):
    """The body is not the format this feed publishes."""


class Implausible(FeedError):
    """The values parse but lie outside the series' plausible range."""


class Withheld(FeedError):
    """The feed was not asked: switched off, terms not accepted, circuit open or key missing."""


class StoreError(DebtwatchError):
    """The store cannot be used."""


class StoreBusy(StoreError):
    """Another process holds the write lock past the time limit."""


class StoreNewer(StoreError):
    """The store was written by a newer debtwatch."""


class StoreDamaged(StoreError):
    """The store's integrity check failed."""

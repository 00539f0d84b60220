"""What must be granted before a feed is asked: a switch, an owner's terms, a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from debtwatch.domain.settings import Settings
    from debtwatch.store.protocols import NoteStore

KEYED = frozenset({"tiingo"})
"""Feeds that answer nobody without a key of his own."""
_NOTE = "terms."
_PUT_OFF = "terms put off."


@dataclass(frozen=True, slots=True)
class Terms:
    """What an owner asks of those who use its feed."""

    feed: str
    owner: str
    text: str
    """What the reader agrees to, in our words; the owner's own stand at `url`."""
    url: str


TERMS: Mapping[str, Terms] = {
    "fred": Terms(
        feed="fred",
        owner="Federal Reserve Bank of St. Louis (FRED®)",
        text=(
            "This product uses data from FRED but is not endorsed or certified by the Federal Reserve Bank of "
            "St. Louis. FRED's terms allow personal use and restrict use in developing or training software and "
            "machine learning, and the caching and redistribution of series that others own. Among those are the "
            "ICE BofA indices (© ICE Data Indices, LLC), Moody's Baa spread, the Cboe VIX, the Nasdaq Composite and "
            "the S&P 500: debtwatch fetches them to this machine, for you alone, and exports none of them unasked."
        ),
        url="https://fred.stlouisfed.org/legal/",
    )
}


def unanswered(settings: Settings, notes: NoteStore) -> Terms | None:
    """Return the first terms the reader has neither accepted nor put off; None where there are none."""
    for feed, terms in TERMS.items():
        asked = notes.get(_NOTE + feed) or notes.get(_PUT_OFF + feed)
        if asked is None and settings.feed(feed).enabled and not _is_replay(settings.feed(feed).base_url):
            return terms
    return None


def put_off(feed: str, notes: NoteStore, now: datetime) -> None:
    """Keep that the reader has seen a feed's terms and not said yes: they are not shown unasked again."""
    notes.put(_PUT_OFF + feed, now.date().isoformat())


def accepted_on(feed: str, notes: NoteStore) -> str | None:
    """Return when the feed's terms were accepted, None where they were not or there are none."""
    return notes.get(_NOTE + feed)


def accept(feed: str, notes: NoteStore, now: datetime) -> None:
    """Keep the reader's yes to a feed's terms."""
    notes.put(_NOTE + feed, now.date().isoformat())


def withdraw(feed: str, notes: NoteStore) -> None:
    """Forget the reader's yes: the feed is asked no more."""
    notes.delete(_NOTE + feed)


def withheld_because(feed: str, settings: Settings, notes: NoteStore) -> str | None:
    """Return what the reader must do before the feed is asked; None where it may be."""
    if not settings.feed(feed).enabled:
        return f"switched off by feeds.{feed}.enabled"
    if feed in KEYED and not _is_replay(settings.feed(feed).base_url) and not settings.feed(feed).key:
        return f"it needs your key: DEBTWATCH_{feed.upper()}_KEY, or feeds.{feed}.key"
    if feed in TERMS and not _is_replay(settings.feed(feed).base_url) and accepted_on(feed, notes) is None:
        return f"its terms need your yes: `debtwatch config accept {feed}`"
    return None


def _is_replay(base_url: str) -> bool:
    """Whether an address is this machine's own: the owner is not asked there."""
    return urlsplit(base_url).hostname in {"127.0.0.1", "::1", "localhost"}

"""One request asked, its answer read, its other shapes tried where the first is wrong."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.domain.errors import FeedError, WrongShape
from debtwatch.feeds.feed import Parsed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from debtwatch.feeds.feed import Answer, Feed, Request

    Fetch = Callable[[Request], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer with what was read in it; nothing where the server said that nothing changed."""

    answer: Answer
    parsed: Parsed


async def ask(feed: Feed, request: Request, fetch: Fetch) -> Reading:
    """Fetch and read one request; where its shape is wrong, try its fallbacks in turn.

    Raises the request's own FeedError where none could be read: it names what the source is meant to
    send. A failure that is not one of shape (no connection, a refusal) rises at once.
    """
    try:
        return await _read(feed, request, fetch)
    except WrongShape as error:
        for each in request.fallbacks:
            with suppress(FeedError):
                return await _read(feed, each, fetch)
        raise error from None


async def _read(feed: Feed, request: Request, fetch: Fetch) -> Reading:
    answer = await fetch(request)
    return Reading(answer, Parsed(()) if answer.unchanged else feed.parse(request, answer))

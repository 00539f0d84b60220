"""One request asked, its answer read, its other shapes tried where the first is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.domain.errors import WrongShape
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
    """Fetch and read one request, then its fallbacks in turn while the shape is wrong.

    Raises the FeedError of the first shape where none could be read: it names what the source is
    meant to send. Other failures (no connection, a refusal) are not a matter of shape and rise at once.
    """
    first: WrongShape | None = None
    for each in (request, *request.fallbacks):
        try:
            answer = await fetch(each)
            return Reading(answer, Parsed(()) if answer.unchanged else feed.parse(each, answer))
        except WrongShape as error:
            first = first or error
    assert first is not None
    raise first

"""Freshness in words: what a pane's numbers rest on, and whether that is today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from debtwatch.domain.freshness import FeedHealth, Freshness, FreshnessState
from debtwatch.domain.text import clean, counted
from debtwatch.terminal.rows.formats import day, until
from debtwatch.terminal.rows.values import Line, Span, Tone

WORST_FIRST = (
    FreshnessState.FAILED,
    FreshnessState.NEVER,
    FreshnessState.STALE,
    FreshnessState.DELAYED,
    FreshnessState.LIVE,
    FreshnessState.CLOSED,
)
TONES = {
    FreshnessState.LIVE: Tone.CALM,
    FreshnessState.CLOSED: Tone.MUTED,
    FreshnessState.DELAYED: Tone.AMBER,
    FreshnessState.STALE: Tone.RED,
    FreshnessState.FAILED: Tone.RED,
    FreshnessState.NEVER: Tone.RED,
}
MARKS = {
    FreshnessState.LIVE: "●",
    FreshnessState.CLOSED: "○",
    FreshnessState.DELAYED: "◐",
    FreshnessState.STALE: "▼",
    FreshnessState.FAILED: "x",
    FreshnessState.NEVER: "·",
}
SILENT = {FreshnessState.LIVE, FreshnessState.CLOSED}
COUNTED = (FreshnessState.LIVE, FreshnessState.FAILED, FreshnessState.STALE, FreshnessState.DELAYED)


def worst(states: Iterable[FreshnessState]) -> FreshnessState:
    """Return the worst of some states; `never` where there are none."""
    found = set(states)
    return next((state for state in WORST_FIRST if state in found), FreshnessState.NEVER)


def badge(freshness: Freshness | None) -> str:
    """Return the words that qualify one number: nothing where it is live, else its state, and `recorded`."""
    if freshness is None:
        return FreshnessState.NEVER.value
    words = [] if freshness.state in SILENT else [freshness.state.value]
    if freshness.state is FreshnessState.FAILED and freshness.data_state not in SILENT:
        words.append(freshness.data_state.value)
    if freshness.recorded:
        words.append("recorded")
    return ", ".join(words)


def dated(what: str, observed_on: date | None, freshness: Iterable[Freshness | None], today: date) -> str:
    """Return `curve Fri 20 Nov`, with `stale`, `failed` or `recorded` where it is."""
    if observed_on is None:
        return f"no {what}"
    found = [one for one in freshness if one is not None]
    words = sorted({badge(one) for one in found} - {""})
    return f"{what} {day(observed_on, today)}" + (f", {', '.join(words)}" if words else "")


def pane_tone(freshness: Iterable[Freshness | None]) -> Tone:
    """Return amber where a number is delayed or recorded, red where it is stale or was never seen."""
    found = [one for one in freshness if one is not None]
    states = {one.data_state for one in found}
    if states & {FreshnessState.STALE, FreshnessState.NEVER}:
        return Tone.RED
    if FreshnessState.DELAYED in states or any(one.recorded for one in found):
        return Tone.AMBER
    return Tone.PLAIN


def counts(feeds: Iterable[FeedHealth]) -> Line:
    """Return `live 9 · failed 1 · delayed 1`; a closed market's feed is live, one never polled is said so."""
    numbers: dict[str, int] = {}
    for feed in feeds:
        if feed.enabled:
            word = FreshnessState.LIVE.value if feed.state in SILENT else feed.state.value
            numbers[word] = numbers.get(word, 0) + 1
    spans: list[Span] = []
    for state in WORST_FIRST[::-1]:
        if state.value in numbers:
            spans.extend([Span(" · ", Tone.MUTED)] if spans else [])
            spans.append(Span(f"{state.value} {numbers[state.value]}", TONES[state]))
    return tuple(spans)


def trouble(
    feeds: Iterable[FeedHealth], freshness: Mapping[str, Freshness], now: datetime, *, book_problems: int = 0
) -> Line:
    """Return what is wrong in the book, what fails and when it is tried again, what waits for the reader, what is stale."""
    enabled = [feed for feed in feeds if feed.enabled]
    failed = [feed for feed in enabled if feed.cause]
    held = [feed for feed in enabled if feed.note and not feed.cause]
    stale = sum(1 for one in freshness.values() if one.data_state is FreshnessState.STALE)
    spans: list[Span] = []
    if book_problems:
        spans.append(Span(f"book: {counted(book_problems, 'problem')}", Tone.AMBER))
    if failed:
        first = failed[0]
        names = first.feed if len(failed) == 1 else f"{first.feed} and {len(failed) - 1} more"
        spans.append(Span(clean(f"{names} failed: {cause_of(first)}, again {until(first.next_try, now)}"), Tone.RED))
    spans += [Span(clean(f"{feed.feed}: {feed.note}"), Tone.AMBER) for feed in held]
    if stale:
        spans.append(Span(f"{stale} series stale", Tone.RED))
    line: list[Span] = []
    for span in spans:
        line.extend([Span(" · ", Tone.MUTED)] if line else [])
        line.append(span)
    return tuple(line)


def cause_of(feed: FeedHealth) -> str:
    """Return why a feed failed, without its own name in front."""
    return feed.cause.removeprefix(f"{feed.feed}: ")

"""Each feed's health and each series' freshness, with whose data it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from debtwatch.domain.freshness import FeedHealth, Freshness
from debtwatch.domain.series import Series
from debtwatch.terminal.rows.ages import MARKS, TONES, badge, cause_of
from debtwatch.terminal.rows.formats import UNKNOWN, ago, day_cell, until, word_cell
from debtwatch.terminal.rows.values import Align, Cell, Column, Panel, Row, Table, Tone, plain

if TYPE_CHECKING:
    from datetime import date

FEED_COLUMNS = (
    Column("feed", "feed", 10, Align.LEFT, meaning="The feed."),
    Column("state", "state", 10, Align.LEFT, meaning="Worst state of its series; failed where the last try failed."),
    Column("success", "last success", 13, Align.LEFT, 2, meaning="When it last answered."),
    Column("failures", "fails", 5, priority=4, meaning="Consecutive failures."),
    Column("next", "next try", 10, Align.LEFT, 3, meaning="When it is tried again."),
    Column(
        "cause", "cause", 24, Align.LEFT, elastic=True, meaning="Why the last try failed, or what must be done first."
    ),
)
SERIES_COLUMNS = (
    Column("series", "series", 18, Align.LEFT, elastic=True, meaning="The series."),
    Column("feed", "feed", 9, Align.LEFT, 3, meaning="The feed that fetches it."),
    Column("state", "state", 19, Align.LEFT, meaning="Its freshness against its own calendar."),
    Column("observed", "observed", 11, Align.LEFT, meaning="The day of the newest print."),
    Column("expected", "expected", 11, Align.LEFT, 4, meaning="The newest day whose print should be here."),
    Column("seen", "seen", 12, Align.LEFT, 5, meaning="When we first had it."),
    Column(
        "rights", "rights", 11, Align.LEFT, 2, meaning="public, attribution or personal: what may leave the machine."
    ),
    Column("attribution", "attribution", 30, Align.LEFT, 6, meaning="The line its owner asks for."),
)


def feeds_panel(feeds: tuple[FeedHealth, ...], role: str, now: datetime) -> Panel:
    """Return one row a feed."""
    return Panel(
        title="feeds",
        note=role,
        table=Table(FEED_COLUMNS, tuple(_feed(feed, now) for feed in feeds)),
        empty="no feed has been asked yet",
    )


def series_panel(freshness: Mapping[str, Freshness], series: Mapping[str, Series], now: datetime) -> Panel:
    """Return one row a series."""
    today = now.date()
    rows = tuple(_series(one, series.get(name), now, today) for name, one in freshness.items())
    return Panel(
        title="series",
        subtitle="personal series stay on this machine",
        lines=plain() if rows else (),
        table=Table(SERIES_COLUMNS, rows),
        empty="no series has been seen yet",
    )


def _feed(feed: FeedHealth, now: datetime) -> Row:
    state = "off" if not feed.enabled else feed.state.value
    tone = Tone.MUTED if not feed.enabled else TONES[feed.state]
    return Row(
        feed.feed,
        (
            word_cell(feed.feed, Tone.STRONG),
            Cell(f"{MARKS[feed.state] if feed.enabled else ' '} {state}", tone),
            Cell(ago(feed.last_success, now)),
            Cell(str(feed.failures) if feed.failures else UNKNOWN, Tone.PLAIN, float(feed.failures)),
            Cell(until(feed.next_try, now) if feed.enabled else UNKNOWN),
            word_cell(cause_of(feed) or feed.note, Tone.RED if feed.cause else Tone.AMBER),
        ),
    )


def _series(one: Freshness, series: Series | None, now: datetime, today: date) -> Row:
    words = badge(one) or one.state.value
    return Row(
        one.series,
        (
            word_cell(series.label if series else one.series),
            word_cell(series.feed if series else "", Tone.MUTED),
            Cell(
                f"{MARKS[one.state]} {words}", Tone.AMBER if one.recorded and one.state in TONES else TONES[one.state]
            ),
            day_cell(one.observed_on, today),
            day_cell(one.expected_on, today),
            Cell(ago(one.seen_at, now), Tone.MUTED),
            word_cell(series.rights.value if series else "", Tone.MUTED),
            word_cell(series.attribution if series else "", Tone.MUTED),
        ),
    )

"""The panes before anything is known."""

from __future__ import annotations

from debtwatch.terminal.rows.values import Board, Panel

LAMPS_TITLE = "is it 2008 or 2017?"
READING = "reading the book and the stored series"
TITLES = {
    "lamps": LAMPS_TITLE,
    "pressure": "refinancing pressure",
    "moves": "spreads, bp",
    "since": "what happened",
    "sponsors": "sponsors",
    "spreads": "spreads and rates",
    "bubble": "build-up and break",
    "alerts": "alerts",
    "feeds": "feeds",
    "series": "series",
}


def blank_board() -> Board:
    """Return the panes of a first start: named, and saying what is awaited."""
    return Board(panels={name: Panel(title, empty=READING) for name, title in TITLES.items()})

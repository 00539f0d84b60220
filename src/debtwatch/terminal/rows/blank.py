"""The panes before anything is known."""

from __future__ import annotations

from debtwatch.terminal.rows.values import Board, Panel

LAMPS_TITLE = "is it 2008 or 2017?"
READING = "reading the book and the recorded days…"
TITLES = {
    "lamps": LAMPS_TITLE,
    "pressure": "refinancing pressure",
    "moves": "spreads, bp",
    "since": "what happened",
    "sponsors": "sponsors",
    "spreads": "spreads and rates",
    "bubble": "build-up and break",
    "issuers": "issuers",
    "hurdle": "hurdle: the revenue this must earn",
    "grid": "hurdle by return, margin and horizon",
    "loops": "circularity: loops",
    "parties": "what returns",
    "graph": "who pays whom",
    "alerts": "alerts",
    "feeds": "feeds",
    "series": "series",
}


def blank_panel(name: str) -> Panel:
    """Return a pane before anything is known: named, and saying what is awaited."""
    return Panel(TITLES.get(name, name), empty=READING)


def blank_board() -> Board:
    """Return the panes of a first start."""
    return Board(panels={name: blank_panel(name) for name in TITLES})

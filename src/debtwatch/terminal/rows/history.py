"""Every vintage of one series as rows."""

from __future__ import annotations

from collections.abc import Sequence

from debtwatch.domain.series import Series, StoredObservation
from debtwatch.terminal.rows.formats import number_cell, word_cell
from debtwatch.terminal.rows.values import Align, Cell, Column, Panel, Row, Table, Tone

COLUMNS = (
    Column("observed", "observed", 11, Align.LEFT, meaning="The day it is about."),
    Column("value", "value", 12, meaning="As published; a null is a day without a value."),
    Column(
        "published", "published", 20, Align.LEFT, 2, meaning="The source's vintage date; assumed where it gives none."
    ),
    Column("seen", "seen (UTC)", 18, Align.LEFT, 3, meaning="When we first had it."),
    Column("origin", "origin", 10, Align.LEFT, 4, elastic=True, meaning="feed, recorded (shipped) or imported."),
)

NOTHING = (
    "no print of this series is stored: a level beside it is a monthly mean that ships; "
    "`debtwatch series import` takes a file of yours"
)
COMPUTED = "computed from points of the Treasury curve, each with its own vintages"


def history_panel(name: str, series: Series | None, vintages: Sequence[StoredObservation]) -> Panel:
    """Return one row a vintage, the newest day first."""
    newest_first = sorted(vintages, key=lambda one: (one.observed_on, one.seen_at), reverse=True)
    return Panel(
        title=f"{series.label if series else name}: every vintage",
        note=name,
        subtitle=series.attribution if series else "",
        table=Table(COLUMNS, tuple(_row(one) for one in newest_first), "observed", descending=True),
        empty=NOTHING if series else COMPUTED,
    )


def _row(one: StoredObservation) -> Row:
    published = f"{one.published_on}{' assumed' if one.published_assumed else ''}"
    return Row(
        f"{one.observed_on}|{one.published_on}|{one.seen_at.isoformat()}",
        (
            Cell(str(one.observed_on)),
            number_cell(one.value, 4, Tone.STRONG),
            Cell(published, Tone.MUTED if one.published_assumed else Tone.PLAIN),
            Cell(f"{one.seen_at:%Y-%m-%d %H:%M}", Tone.MUTED),
            word_cell(one.origin.value),
        ),
    )

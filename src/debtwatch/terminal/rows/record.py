"""The warnings' own record, replayed on the reader's store, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.bubble.backtest.results import Kind
from debtwatch.analysis.bubble.backtest.score_text import WHAT, record_row
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.backtest.results import Backtest, Record

TITLE = "the warnings' own record"
COLUMNS = (
    Column("label", "line", 20, Align.LEFT, elastic=True, meaning="A lamp, the older rule, or a gauge."),
    Column("level", "level", 7, Align.LEFT, meaning="Its lower or upper level."),
    Column("lead_2007", "2007-08", 7, meaning="Months ahead of August 2007 at which it was first lit."),
    Column("lead_2017", "2017-18", 7, meaning="Months ahead of December 2017 at which it was first lit."),
    Column("right", "right", 7, priority=2, meaning="Signals that were right, of those scored."),
    Column("hit_rate", "hit rate", 15, priority=4, meaning="Their share, with Wilson's 95 % interval."),
    Column("false_per_decade", "false/10y", 9, priority=2, meaning="False alarms in ten years of reporting."),
    Column("lit", "lit", 5, priority=3, meaning="Share of the months it could be read in which it was lit."),
    Column("of", "of", 6, priority=5, meaning="Months it could be read, before the AI era."),
    Column("families", "families", 11, priority=6, meaning="How many of its families reported in those months."),
    Column("era", "AI era", 12, priority=3, meaning="Months lit since 2022: shown, not scored."),
    Column("revised", "data", 12, Align.LEFT, 7, meaning="Whether it rests on a final vintage."),
)


def replaying_panel(done: int = 0, of: int = 0) -> Panel:
    """Return what stands there while the replay runs."""
    told = f": {done} of {of} months measured for explosiveness, kept from now on" if of else ""
    return Panel(TITLE, empty=f"replaying what is stored, month by month{told}")


def record_panel(found: Backtest) -> Panel:
    """Return one row a line and level."""
    rows = tuple(_row(record) for record in found.records if record.reporting_months or record.era_months)
    lines: tuple[Line, ...] = tuple(
        (Span(text, Tone.MUTED),) for text in (*(f"break {each.name}: {each.event}" for each in found.breaks), *WHAT)
    )
    return Panel(
        TITLE,
        note=f"{found.first:%Y-%m} to {found.last:%Y-%m}, your store",
        subtitle="each month as known at the end of the first day after it",
        lines=lines,
        table=Table(COLUMNS, rows),
        empty="no line could be read in any month",
    )


def _row(record: Record) -> Row:
    words = record_row(record) | {"right": f"{record.hits} of {record.signals}"}
    cells = tuple(_cell(record, column.key, words) for column in COLUMNS)
    return Row(f"{record.line} {record.level.value}", cells)


def _cell(record: Record, key: str, words: dict[str, Any]) -> Cell:
    order: dict[str, float | None] = {
        "lead_2007": record.leads[0].months,
        "lead_2017": record.leads[1].months,
        "right": float(record.hits),
        "hit_rate": record.hit_rate,
        "false_per_decade": record.false_per_decade,
        "lit": record.lit_share,
        "of": float(record.reporting_months),
        "era": float(record.era_lit),
    }
    text = str(words[key])
    tone = Tone.STRONG if key == "label" and record.kind is not Kind.GAUGE else Tone.PLAIN
    return Cell(text, tone, order.get(key, text))

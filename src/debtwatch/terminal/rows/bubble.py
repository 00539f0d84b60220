"""Two lamps, their families, and every gauge beside both eras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.terminal.chart import Symbols, sparkline
from debtwatch.terminal.rows.ages import MARKS as AGE_MARKS
from debtwatch.terminal.rows.ages import TONES as AGE_TONES
from debtwatch.terminal.rows.blank import LAMPS_TITLE
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, known, number_cell, ordinal, short_day, word_cell
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.bubble.results import Lamp
    from debtwatch.analysis.snapshot import Snapshot

INDEX_PROXY = "index proxy"
"""What a family without its basket's prices says in place of a vote."""
JUDGEMENT = "judgement"
MONTHLY_MEAN, RECORDED_MARK = "monthly mean", "r"
OWN_PRICES = frozenset({"daily", "month end", "own monthly mean"})
"""What a basket or the index proxy is read on where the store has their prices: nothing that shipped."""
MARKS = {"red": "●", "amber": "◐", "calm": "○", "none": "·"}
TONES = {"red": Tone.RED, "amber": Tone.AMBER, "calm": Tone.CALM, "none": Tone.MUTED}
VERDICT_TONES = {"high": Tone.RED, "caution": Tone.AMBER, "calm": Tone.CALM, "cannot judge": Tone.MUTED}
RECORDED = ("build-up", "break", "older rule")
KEY = "● red  ◐ amber  ○ calm  · not reporting"
COLUMNS = (
    Column("colour", "", 2, Align.LEFT, meaning=KEY),
    Column(
        "gauge", "gauge", 20, Align.LEFT, elastic=True, meaning="The gauge; in brackets it informs and does not vote."
    ),
    Column("family", "family", 18, Align.LEFT, 9, meaning="The family it votes in: one vote a family."),
    Column("value", "now", 9, meaning="Its reading."),
    Column("reading_2008", "2008", 8, priority=2, meaning="Its reading as many months after the 2008 era's origin."),
    Column("reading_2017", "2017", 8, priority=2, meaning="Its reading as many months after the 2017 era's origin."),
    Column("levels", "amber / red", 11, priority=3, meaning="Levels of amber and red; `j` is judgement, ours."),
    Column(
        "pct",
        "all",
        5,
        priority=4,
        meaning="Percentile in its whole history; where `observed` says r, among the monthly means that ship.",
    ),
    Column("pct_2007", "'07", 5, priority=6, meaning="Percentile in 2003-07 to 2007-06."),
    Column("pct_2017", "'17", 5, priority=6, meaning="Percentile in 2016-01 to 2018-01."),
    Column("spark", "36 months", 12, Align.LEFT, 7, meaning="Its last 36 months."),
    Column(
        "observed",
        "observed",
        16,
        Align.LEFT,
        8,
        meaning="The newest print behind it: ● live, ◐ delayed, ▼ stale, x failed, r recorded or from the book; "
        "no mark: members' own prices; rev: revised data.",
    ),
    Column(
        "false",
        "false/10y",
        9,
        priority=7,
        meaning="False alarms in ten years at its red level, in the replay that shipped.",
    ),
    Column("basis", "thresholds", 22, Align.LEFT, 10, meaning="Published or judgement, and whose."),
)


def lamps_panel(snapshot: Snapshot) -> Panel:
    """Return the overview's answer: each lamp's verdict and families."""
    return Panel(
        title=LAMPS_TITLE,
        subtitle=_revised(snapshot),
        lines=(*(lamp_line(lamp) for lamp in snapshot.bubble.lamps), origin_line(snapshot)),
    )


def bubble_panel(snapshot: Snapshot, symbols: Symbols) -> Panel:
    """Return the verdicts above every gauge."""
    rows = tuple(
        Row(record["gauge"], _cells(record, snapshot, symbols))
        for record in snapshot.bubble.gauges.iter_rows(named=True)
    )
    return Panel(
        title="build-up and break",
        note=KEY,
        subtitle=_revised(snapshot) or "as known then",
        lines=(
            *(lamp_line(lamp) for lamp in snapshot.bubble.lamps),
            (*verdict_spans(snapshot.bubble.older), published_span(snapshot.bubble.older)),
            record_line(snapshot),
            origin_line(snapshot),
            CAUTION,
        ),
        table=Table(COLUMNS, rows),
        empty="no gauge reports yet",
    )


CAUTION: Line = (
    Span("baskets are chosen with hindsight and of survivors; `explosive` is a test's word, never a proof", Tone.MUTED),
)


def lamp_line(lamp: Lamp) -> Line:
    """Return `BUILD-UP  caution  2 of 4 red, 4 reporting; published levels: calm, 0 of 2` and the families."""
    return (*verdict_spans(lamp), published_span(lamp), *_families(lamp))


def verdict_spans(lamp: Lamp) -> Line:
    """Return `BUILD-UP  caution  2 of 4 red, 4 reporting`."""
    return (
        Span(f"{lamp.name.upper():<10} ", Tone.STRONG),
        Span(f"{lamp.verdict:<8}", VERDICT_TONES[lamp.verdict]),
        Span(f" {lamp.reds} of {len(lamp.families)} red, {lamp.reporting} reporting", Tone.MUTED),
    )


def published_span(lamp: Lamp) -> Span:
    """Return what the lamp would say without the levels set here."""
    found = lamp.published
    if not found.reporting:
        return Span("; no published level reports", Tone.MUTED)
    return Span(f"; published levels: {found.verdict}, {found.reds} of {found.reporting}", Tone.MUTED)


def _families(lamp: Lamp) -> Line:
    """Return each family with its mark; a narrow line breaks between families, not inside one."""
    return tuple(
        span
        for family in lamp.families
        for span in (
            Span("  "),
            Span(whole(f"{family.name} ")),
            Span(MARKS[family.colour], TONES[family.colour]),
            *((Span(whole(f" {family.note}"), Tone.MUTED),) if family.note == INDEX_PROXY else ()),
        )
    )


def whole(text: str) -> str:
    """Return a text no line is broken inside of."""
    return text.replace(" ", "\u00a0")


def record_line(snapshot: Snapshot) -> Line:
    """Return what both lamps and the older rule did in the replay that shipped, and that it is later than a past day."""
    records = {name: found for name in RECORDED if (found := snapshot.bubble.records.get(name))}
    if not records:
        return (Span("no record", Tone.MUTED),)
    said = ", ".join(f"{name} {each.text.partition(' signals')[0]}" for name, each in records.items())
    first = next(iter(records.values()))
    then = "" if first.known_on(snapshot.as_of) else ", not known then"
    return (Span(f"signals right at high{then}: {said}; as shipped, to {first.last:%Y-%m}", Tone.MUTED),)


def brief_line(snapshot: Snapshot) -> Line:
    """Return both lamps for a narrow header: `BUILD-UP 2/4  BREAK 0/3`."""
    return tuple(
        span
        for lamp in snapshot.bubble.lamps
        for span in (
            Span(f"{lamp.name.upper()} "),
            Span(
                f"{lamp.reds}/{lamp.reporting}  " if lamp.reporting else f"{UNKNOWN}  ",
                VERDICT_TONES[lamp.verdict],
            ),
        )
    )


def origin_line(snapshot: Snapshot) -> Line:
    """Return where on the eras' clocks today stands."""
    words: list[str] = []
    for origin in snapshot.bubble.origins:
        if origin.month is None:
            words.append(f"{origin.era}: no origin ({origin.basket})")
        elif origin.era == "AI":
            words.insert(0, f"month {origin.months_since} after our origin {origin.month:%Y-%m} ({origin.basket})")
        else:
            words.append(f"{origin.era} began {origin.month:%Y-%m} ({origin.basket})")
    return (Span(" · ".join(words), Tone.MUTED),)


def _cells(record: dict[str, Any], snapshot: Snapshot, symbols: Symbols) -> tuple[Cell, ...]:
    colour = str(record["colour"] or "none")
    label = str(record["label"]) if record["votes"] else f"({record['label']})"
    return (
        Cell(MARKS[colour], TONES[colour]),
        word_cell(label),
        word_cell(record["family"], Tone.MUTED),
        _reading(record["value"], record["unit"], TONES[colour] if colour != "none" else Tone.PLAIN),
        _reading(record["reading_2008"], record["unit"]),
        _reading(record["reading_2017"], record["unit"]),
        Cell(_levels(record)),
        *(Cell(ordinal(record[name]), Tone.PLAIN, record[name]) for name in ("pct_full", "pct_2007", "pct_2017")),
        Cell(sparkline(record["spark"] or (), 12, symbols)),
        _observed(record, snapshot),
        Cell(UNKNOWN, Tone.MUTED) if record["false_per_decade"] is None else number_cell(record["false_per_decade"], 1),
        word_cell(record["threshold_source"], Tone.MUTED),
    )


def _observed(record: dict[str, Any], snapshot: Snapshot) -> Cell:
    """Return the day of the newest print behind a gauge and how fresh its series is."""
    if record["observed_on"] is None:
        return Cell(UNKNOWN, Tone.MUTED)
    age = None if record["basis"] == MONTHLY_MEAN else snapshot.freshness.get(record["series"] or "")
    mark = RECORDED_MARK if age is None or age.recorded else AGE_MARKS[age.state]
    if record["series"] is None and record["basis"] in OWN_PRICES:
        mark = " "
    tone = Tone.PLAIN if age is None else AGE_TONES[age.state]
    rev = " rev" if record["revised"] else ""
    return Cell(f"{mark} {short_day(record['observed_on'], snapshot.as_of)}{rev}", tone)


def _reading(value: float | None, unit: str, tone: Tone = Tone.PLAIN) -> Cell:
    if not known(value):
        return Cell(UNKNOWN, Tone.MUTED)
    if unit == "percent":
        return Cell(f"{fixed(value)} %", tone, value)
    if unit in {"months", "count"}:
        return Cell(f"{fixed(value, 0)}{' m' if unit == 'months' else ''}", tone, value)
    if unit == "times":
        return Cell(f"{fixed(value, 1)} x", tone, value)
    if unit == "bp":
        return Cell(f"{fixed(value, 0)} bp", tone, value)
    if unit == "percentile":
        return Cell(ordinal(value), tone, value)
    return number_cell(value, 2, tone)


def _levels(record: dict[str, Any]) -> str:
    amber, red = record["amber"], record["red"]
    if not known(amber) and not known(red):
        return UNKNOWN
    return " / ".join(_level(record, level) for level in ("amber", "red"))


def _level(record: dict[str, Any], level: str) -> str:
    if record[level] is None:
        return UNKNOWN
    return f"{record[level]:g}{'j' if record[f'{level}_source'] == JUDGEMENT else ''}"


def _revised(snapshot: Snapshot) -> str:
    names = ", ".join(snapshot.revised_series)
    return f"revised data: {names}" if snapshot.revised_data else ""

"""What moved, as rows: rates in bp, indices in their own unit, both eras beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from debtwatch.domain.freshness import FreshnessState
from debtwatch.terminal.chart import Symbols, sparkline
from debtwatch.terminal.rows.ages import MARKS, TONES, badge, dated, pane_tone
from debtwatch.terminal.rows.formats import (
    change_cell,
    day_cell,
    direction,
    fixed,
    known,
    number_cell,
    ordinal,
    signed,
    word_cell,
)
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from debtwatch.analysis.snapshot import Snapshot

SPARK_WIDTH = 12
MOVERS = 6
GROUPS = ("rating", "maturity", "treasury", "money", "hqm", "stress", "equity")
"""The order of the pane."""
IN_BP = {"rating", "maturity"}
"""Groups whose level is a spread and is written in bp."""
WATCHED = {
    "BAMLC0A0CM": "IG",
    "BAMLC0A2CAA": "AA",
    "BAMLC0A3CA": "A",
    "BAMLC0A4CBBB": "BBB",
    "BAMLH0A0HYM2": "HY",
    "BAMLH0A1HYBB": "BB",
    "BAMLH0A2HYB": "B",
    "BAMLH0A3HYC": "CCC",
    "BAA10Y": "Baa-10y",
    "SOFR": "SOFR",
    "UST_2Y": "2y",
    "UST_10Y": "10y",
    "UST_30Y": "30y",
    "2S10S": "2s10s",
    "HQMCB10YRP": "HQM 10y",
    "VIXCLS": "VIX",
    "NFCI": "NFCI",
    "ANFCI": "ANFCI",
    "STLFSI4": "STLFSI",
    "OFR_FSI": "OFR FSI",
    "EBP": "EBP",
    "SP500": "S&P 500",
    "NASDAQCOM": "Nasdaq",
    "BTC-USD": "Bitcoin",
}
"""What the overview shows, in this order, under the names a desk uses."""
BRIEF = (("BAMLC0A0CM", "BAMLC0A4CBBB", "BAMLH0A0HYM2"), ("UST_10Y", "SOFR", "2S10S"))
"""The two lines of a narrow terminal."""
LEGEND = (
    "● live, ○ closed, ◐ delayed, ▼ stale, x failed, · never seen; "
    "rec: recorded, shipped with the program and not fetched; mean: the level is a monthly mean."
)
PERCENTILE = "Share of prints below the newest, a tie counted half, days among days and monthly means among months: of"
SLOW = ("monthly", "monthly mean", "quarterly")
"""Bases whose prints are of a month or a quarter, not of the day they are dated."""
UNITS_OF_TIME = {"monthly mean": "mean"}
"""What a level that is no day's is called beside its state."""
COLUMNS = (
    Column("series", "series", 16, Align.LEFT, elastic=True, meaning="The series."),
    Column("last", "last", 7, meaning="Newest value: spreads in bp, yields in percent, others in their unit."),
    Column("d1", "1d", 5, meaning="Change on the previous observation, bp of a rate."),
    Column("w1", "1w", 5, meaning="Change over a week."),
    Column("m1", "1m", 5, priority=2, meaning="Change over a month."),
    Column("m3", "3m", 5, priority=3, meaning="Change over three months."),
    Column("ytd", "YTD", 5, priority=6, meaning="Change since the last observation of last year."),
    Column("z", "z", 4, priority=2, meaning="One-month change over the deviation of such changes, 252 observations."),
    Column("spark", "1y", SPARK_WIDTH, Align.LEFT, 5, meaning="A year of values."),
    Column("full", "all", 5, priority=7, meaning=f"{PERCENTILE} its whole history, where four years of it are known."),
    Column("pct_2007", "2007", 5, priority=4, meaning=f"{PERCENTILE} 2003-07 to 2007-06, the calm before."),
    Column("pct_2017", "2017", 5, priority=4, meaning=f"{PERCENTILE} 2016-01 to 2018-01, the calm before."),
    Column("observed", "observed", 9, Align.LEFT, 8, meaning="The day of that value."),
    Column("state", "state", 20, Align.LEFT, 2, meaning=LEGEND),
)

MOVES = {
    "series": 8, "last": 7, "d1": 4, "w1": 4, "m1": 4, "m3": 4, "z": 4, "spark": 8, "pct_2007": 5, "pct_2017": 5, "state": 1,
}  # fmt: skip
"""The overview's columns and their least widths; of the state it shows the mark, its words stand in the border."""


def moves_panel(snapshot: Snapshot, symbols: Symbols) -> Panel:
    """Return the overview's panel: what is watched most first."""
    found = {record["series"]: record for record in _records(snapshot)}
    records = [found[series] | {"label": name} for series, name in WATCHED.items() if series in found]
    panel = _panel(snapshot, "spreads, bp", records, symbols, MOVES["spark"])
    return replace(panel, table=_only(panel.table, MOVES)) if panel.table else panel


def spreads_panel(snapshot: Snapshot, symbols: Symbols) -> Panel:
    """Return every series, spreads first, within a group in the order of the series file."""
    place = {group: number for number, group in enumerate(GROUPS)}
    records = sorted(_records(snapshot), key=lambda record: place.get(record["group"], len(place)))
    return _panel(snapshot, "spreads and rates", records, symbols)


def _only(table: Table, widths: Mapping[str, int]) -> Table:
    kept = [index for index, column in enumerate(table.columns) if column.key in widths]
    columns = tuple(replace(table.columns[index], width=widths[table.columns[index].key]) for index in kept)
    rows = tuple(Row(row.key, (*(row.cells[index] for index in kept[:-1]), _mark(row.cells[-1]))) for row in table.rows)
    return Table((*columns[:-1], replace(columns[-1], label="")), rows, gap=1)


def _mark(state: Cell) -> Cell:
    return state._replace(text=state.text[:1])


def brief_lines(snapshot: Snapshot) -> tuple[Line, ...]:
    """Return the spreads of a narrow terminal in two lines: level and change over a week."""
    found = {record["series"]: record for record in _records(snapshot)}
    lines = [tuple(span for series in line if series in found for span in _brief(found[series])) for line in BRIEF]
    return tuple(line for line in lines if line)


def movers_line(snapshot: Snapshot) -> Line:
    """Return what moved most unusually since the reader last looked; nothing on a first visit."""
    movers = snapshot.spreads.movers
    if movers is None or not movers.height:
        return ()
    spans = [Span("moved most  ", Tone.MUTED)]
    for record in movers.head(MOVERS).iter_rows(named=True):
        name = WATCHED.get(record["series"], record["label"])
        spans += [Span(f"{name} "), Span(f"{moved_words(record)}   ", direction(record["moved_bp"]))]
    return tuple(spans)


def moved_words(record: dict[str, Any]) -> str:
    """Return a mover's change with its unit: bp of a rate, percent of a price, points of an index."""
    moved = record["moved_bp"]
    if record["unit"] == "percent":
        return f"{signed(moved)} bp"
    return f"{signed(moved / 100, 1)} %" if record["relative"] else signed(moved / 100, 2)


def _brief(record: dict[str, Any]) -> tuple[Span, ...]:
    week = f" {signed(record['w1_bp'])}w" if known(record["w1_bp"]) else ""
    state = "" if record["state"] in {"live", "closed"} and not record["recorded"] else f" {MARKS[_state_of(record)]}"
    return (Span(f" {WATCHED[record['series']]} ", Tone.MUTED), Span(_level(record).text), Span(f"{week}{state} "))


def _records(snapshot: Snapshot) -> Iterable[dict[str, Any]]:
    return snapshot.spreads.table.iter_rows(named=True)


def _panel(
    snapshot: Snapshot, title: str, records: list[dict[str, Any]], symbols: Symbols, bars: int = SPARK_WIDTH
) -> Panel:
    watched = [snapshot.freshness.get(record["series"]) for record in records]
    newest = max((record["observed_on"] for record in records if record["observed_on"]), default=None)
    return Panel(
        title=title,
        subtitle=dated("newest", newest, [], snapshot.as_of) + _states(records),
        table=Table(COLUMNS, tuple(_row(snapshot, record, symbols, bars) for record in records)),
        empty="no series has been seen yet: `r` fetches, the feeds pane (8) says what is missing",
        tone=pane_tone(one for one in watched if one is not None and one.series in WATCHED),
    )


def _states(records: list[dict[str, Any]]) -> str:
    recorded = sum(1 for record in records if record["recorded"])
    stale = sum(1 for record in records if record["state"] in {"stale", "failed"})
    words = [f"{stale} stale or failed"] if stale else []
    if recorded:
        words.append(f"{recorded} of {len(records)} recorded, not live")
    return "".join(f" · {word}" for word in words)


def _row(snapshot: Snapshot, record: dict[str, Any], symbols: Symbols, bars: int) -> Row:
    freshness = snapshot.freshness.get(record["series"])
    return Row(
        record["series"],
        (
            word_cell(record["label"]),
            _level(record),
            *(_change(record, column) for column in ("d1_bp", "w1_bp", "m1_bp", "m3_bp", "ytd_bp")),
            number_cell(record["z"]),
            Cell(sparkline(record["spark"] or (), bars, symbols)),
            *(_percentile(record[column]) for column in ("pct_full", "pct_2007", "pct_2017")),
            observed_cell(record, snapshot.as_of),
            _state(record, badge(freshness) if freshness else ("recorded" if record["recorded"] else "")),
        ),
    )


def _level(record: dict[str, Any]) -> Cell:
    if record["group"] in IN_BP:
        value = record["last"]
        in_bp = value * 100 if known(value) else None
        return Cell(fixed(in_bp, 0), Tone.STRONG, in_bp)
    return number_cell(record["last"], 2 if abs(record["last"] or 0.0) < 1_000 else 0, Tone.STRONG)  # noqa: PLR2004 -- four digits need no cents


def observed_cell(record: dict[str, Any], today: date) -> Cell:
    """Return the day of a level; of a month's or quarter's the month, whose first day its source prints."""
    value = record["observed_on"]
    if value is None or record["basis"] not in SLOW:
        return day_cell(value, today)
    return Cell(f"{value:%b %Y}", Tone.PLAIN, float(value.toordinal()))


def _change(record: dict[str, Any], column: str) -> Cell:
    value = record[column]
    if record["unit"] == "percent" or not known(value):
        return change_cell(value)
    return change_cell(value / 100, 0 if abs(value) >= 1_000 else 1)  # noqa: PLR2004 -- ten whole units need no tenths


def _percentile(value: float | None) -> Cell:
    return Cell(ordinal(value), Tone.PLAIN if known(value) else Tone.MUTED, value)


def _state(record: dict[str, Any], words: str) -> Cell:
    state = _state_of(record)
    means = [UNITS_OF_TIME[record["basis"]]] if record["basis"] in UNITS_OF_TIME else []
    text = ", ".join([*([words.replace("recorded", "rec")] if words else []), *means]) or state.value
    return Cell(f"{MARKS[state]} {text}", Tone.AMBER if "recorded" in words else TONES[state])


def _state_of(record: dict[str, Any]) -> FreshnessState:
    return FreshnessState(record["state"]) if record["state"] in set(FreshnessState) else FreshnessState.NEVER

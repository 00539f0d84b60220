"""Refinancing pressure as rows: the totals, then sponsors, deals and tranches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.issuers.results import COVER, NOT_BINDING_BP
from debtwatch.domain.text import clean, counted
from debtwatch.terminal.rows.formats import (
    UNKNOWN,
    arrow_cell,
    direction,
    headroom_cell,
    number_cell,
    short_day,
    usd_cell,
    usd_m,
    word_cell,
)
from debtwatch.terminal.rows.pressure import basis, basis_lines, coverage, headline, panel_tone
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import polars as pl

    from debtwatch.analysis.snapshot import Snapshot
    from debtwatch.terminal.chart import Symbols

GAP_MEANING = (
    "Market rate (par + spread of the rating at the remaining life + its own premium) less the rate paid, weighted by "
    "what is owed, over the priced tranches alone."
)
ROLLS_MEANING = "Principal due at maturity within 24 months, instalments aside; a convertible by its put date."
ROLL_MEANING = (
    "Principal falling due x (market rate at the original term, at most 10 years for bank and ABS, 30 for bonds, less "
    "the rate paid), $ a year once all of it has rolled; priced tranches alone."
)
MARK_MEANING = "What is owed x gap: what replacing it today would cost a year; priced tranches alone."
HEADROOM_MEANING = (
    f"Rate at which the payer's cover falls to {COVER} less the market rate, bp, of who owes most; no cash flow, no "
    f"figure. Beyond {NOT_BINDING_BP:,.0f} bp the bound is shown: not binding. The rank uses the figure itself."
)
RANK_MEANING = (
    "1 is the most pressed: mean percentile rank over the parts known of roll/12 m, gap, less headroom, time to the "
    "first event, cover shortfall; at least three. Convertibles, bridges and unpriced tranches are left out."
)
_FIRST_EVENT = (
    Column(
        "first_on",
        "first",
        7,
        Align.LEFT,
        2,
        meaning="The month of the first dated event still ahead; the year where no month is known.",
    ),
    Column("first_event", "event", 14, Align.LEFT, 3, meaning="What it is: maturity, put, draw end, lease, guarantee."),
)
_SUMS = (
    Column("outstanding", "owed", 8, priority=4, meaning="What is owed, where it is known."),
    Column("rolls_24m", "rolls 24m", 9, meaning=ROLLS_MEANING),
    Column("gap", "gap bp", 7, meaning=GAP_MEANING),
    Column("roll", "roll/y", 8, priority=3, meaning=ROLL_MEANING),
    Column("mark", "mark/y", 8, priority=6, meaning=MARK_MEANING),
    Column("headroom", "headroom", 8, priority=4, meaning=HEADROOM_MEANING),
)
PRESSURE_COLUMNS = (
    Column("deal", "sponsor · deal", 22, Align.LEFT, elastic=True, meaning="Who is behind it, and the deal."),
    *_SUMS,
    *_FIRST_EVENT,
)
SPONSOR_COLUMNS = (
    Column("rank", "#", 3, priority=4, meaning=RANK_MEANING),
    Column("parts", "of", 2, priority=8, meaning="How many of the five parts the rank was made of."),
    Column("sponsor", "sponsor", 18, Align.LEFT, elastic=True, meaning="The AI company whose demand backs it."),
    Column("deals", "deals", 5, priority=7, meaning="Deals with counted debt."),
    Column("committed", "committed", 9, priority=5, meaning="Amount committed; a commitment is not a balance."),
    Column("priced", "priced", 8, priority=6, meaning="Commitments of the priced tranches."),
    *_SUMS,
    *_FIRST_EVENT,
)
DEAL_COLUMNS = (
    *SPONSOR_COLUMNS[:2],
    Column("deal", "deal", 22, Align.LEFT, elastic=True, meaning="The deal's name."),
    Column("tranches", "tranches", 8, priority=7, meaning="Counted tranches of the deal."),
    *SPONSOR_COLUMNS[4:],
)
TRANCHE_COLUMNS = (
    Column("tranche", "tranche", 24, Align.LEFT, elastic=True, meaning="The tranche's name."),
    Column(
        "rating", "rating", 9, Align.LEFT, 2, meaning="Average of the agencies in force, or the implied rating (i)."
    ),
    Column("owed", "owed", 8, meaning="What is owed; c: commitment, drawings not published."),
    Column("life", "WAL y", 6, priority=4, meaning="Remaining weighted average life: the tenor the market is read at."),
    Column("pays", "pays %", 6, priority=3, meaning="The coupon, or SOFR average plus margin."),
    Column("market", "market %", 8, priority=3, meaning="par + spread + premium: what it would pay today."),
    Column("gap", "gap bp", 7, meaning="Market less rate paid."),
    Column("mark", "mark/y", 8, priority=5, meaning="Owed times gap, $ a year."),
    Column("rolls_24m", "rolls 24m", 9, priority=6, meaning="Principal that must be refinanced within 24 months."),
    Column("matures", "matures", 11, Align.LEFT, 2, meaning="Contractual maturity as valued."),
    Column("why", "why unpriced", 24, Align.LEFT, 7, meaning="What is missing, or why it stands off the gap."),
)


def pressure_panel(snapshot: Snapshot, symbols: Symbols) -> Panel:
    """Return the overview's panel: the totals and every deal, most pressed first."""
    rows = tuple(
        Row(record["deal_id"], (_deal_name(record), *_sums(record), *_first_event(record)))
        for record in _records(snapshot.refinancing.deals)
    )
    return _panel(snapshot, "refinancing pressure", Table(PRESSURE_COLUMNS, rows), (headline(snapshot, symbols),))


def sponsors_panel(snapshot: Snapshot, symbols: Symbols) -> Panel:
    """Return one row a sponsor, most pressed first."""
    rows = tuple(
        Row(record["sponsor"], (*_rank(record), word_cell(record["sponsor"]), *_amounts(record)))
        for record in _records(snapshot.refinancing.sponsors)
    )
    table = Table(SPONSOR_COLUMNS, rows, "rank")
    return _panel(snapshot, "sponsors", table, (headline(snapshot, symbols), *basis_lines(snapshot)))


def deals_panel(snapshot: Snapshot, sponsor: str) -> Panel:
    """Return one row a deal of one sponsor."""
    frame = snapshot.refinancing.deals
    rows = tuple(
        Row(record["deal_id"], (*_rank(record), word_cell(record["deal"]), *_amounts(record)))
        for record in _records(frame.filter(frame["sponsor"] == sponsor))
    )
    sponsors = snapshot.refinancing.sponsors
    own = sponsors.filter(sponsors["sponsor"] == sponsor).to_dicts()
    return _panel(snapshot, sponsor, Table(DEAL_COLUMNS, rows, "rank"), note=_own_totals(own))


def tranches_panel(snapshot: Snapshot, deal_id: str) -> Panel:
    """Return one row a counted tranche of one deal."""
    frame = snapshot.refinancing.tranches
    records = list(_records(frame.filter(frame["deal_id"] == deal_id)))
    rows = tuple(Row(record["tranche_id"], _tranche(record)) for record in records)
    _, deal = deal_of(snapshot, deal_id)
    deals = snapshot.refinancing.deals
    own = _own_totals(deals.filter(deals["deal_id"] == deal_id).to_dicts())
    note = f"{records[0]['obligor']} · {own}" if records else own
    empty = f"no counted tranche of this deal on {_date(snapshot)}"
    return _panel(snapshot, deal, Table(TRANCHE_COLUMNS, rows), note=note, empty=empty)


def due_panel(snapshot: Snapshot, start: date, end: date) -> Panel:
    """Return the tranches whose principal falls due from one day to before another; instalments are not among them."""
    frame = snapshot.refinancing.tranches.sort("due_on", "outstanding_usd_m", descending=[False, True], nulls_last=True)
    inside = frame.filter(frame["due_on"].is_between(start, end, closed="left"))
    rows = tuple(Row(record["tranche_id"], _tranche(record)) for record in _records(inside))
    return _panel(
        snapshot,
        f"due from {start} to {end}",
        Table(TRANCHE_COLUMNS, rows),
        note=f"{counted(len(rows), 'tranche')}, {usd_m(float(inside['roll_principal_usd_m'].sum()))} at maturity",
        empty="nothing matures then; what is due is instalments, or a contract that ends",
    )


def _own_totals(records: list[dict[str, Any]]) -> str:
    """Return what one sponsor or deal commits, and how much of it is priced."""
    if not records:
        return "nothing counted"
    record = records[0]
    return f"priced {usd_m(record['priced_usd_m'])} of {usd_m(record['committed_usd_m'])} committed"


def deal_of(snapshot: Snapshot, deal_id: str) -> tuple[str, str]:
    """Return the sponsor's and the deal's name."""
    frame = snapshot.refinancing.deals
    found = frame.filter(frame["deal_id"] == deal_id).select("sponsor", "deal").rows()
    return (str(found[0][0]), str(found[0][1])) if found else ("", deal_id)


def _panel(
    snapshot: Snapshot, title: str, table: Table, lines: tuple[Line, ...] = (), *, note: str = "", empty: str = ""
) -> Panel:
    return Panel(
        title=title,
        note=note or coverage(snapshot),
        subtitle=basis(snapshot),
        lines=lines,
        table=table,
        empty=empty or f"no debt in the book was issued by {_date(snapshot)}",
        tone=panel_tone(snapshot),
    )


def _date(snapshot: Snapshot) -> str:
    return f"{short_day(snapshot.as_of)} {snapshot.as_of.year}"


def _records(frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
    return frame.iter_rows(named=True)


def _deal_name(record: dict[str, Any]) -> Cell:
    sponsor, deal = str(record["sponsor"]), str(record["deal"])
    short = deal.removeprefix(sponsor).strip(" ·-") or deal
    return Cell(clean(f"{sponsor} · {short}"))


def _rank(record: dict[str, Any]) -> tuple[Cell, Cell]:
    rank, parts = record["rank"], record["rank_parts"]
    if rank is None:
        return (Cell(UNKNOWN, Tone.MUTED), Cell(UNKNOWN, Tone.MUTED))
    return (Cell(str(rank), Tone.PLAIN, float(rank)), Cell(str(parts), Tone.MUTED, float(parts)))


def _amounts(record: dict[str, Any]) -> tuple[Cell, ...]:
    count = record.get("deals", record["tranches"])
    return (
        number_cell(count, 0),
        usd_cell(record["committed_usd_m"]),
        usd_cell(record["priced_usd_m"]),
        *_sums(record),
        *_first_event(record),
    )


def _sums(record: dict[str, Any]) -> tuple[Cell, ...]:
    rolls = record["rolls_24m_usd_m"]
    return (
        usd_cell(record["outstanding_usd_m"]),
        usd_cell(rolls) if rolls else Cell(UNKNOWN, Tone.MUTED, 0.0),
        arrow_cell(record["gap_bp"]),
        _cost(record["roll_usd_m_y"]),
        _cost(record["mark_usd_m_y"]),
        headroom_cell(record["headroom_bp"]),
    )


def _cost(value: float | None) -> Cell:
    if not value:
        return Cell(UNKNOWN, Tone.MUTED, value)
    return Cell(("+" if round(value) > 0 else "") + usd_m(value), direction(value), value)


def _first_event(record: dict[str, Any]) -> tuple[Cell, Cell]:
    if record["first_event_on"] is None:
        return (Cell(UNKNOWN, Tone.MUTED), Cell(UNKNOWN, Tone.MUTED))
    return (_month(record["first_event_text"]), word_cell(record["first_event_kind"]))


def _month(date_as_given: str | None) -> Cell:
    """Write the month of a date, or the year where its source gives no month."""
    return Cell(date_as_given[: len("2031-05")] if date_as_given else UNKNOWN)


def _tranche(record: dict[str, Any]) -> tuple[Cell, ...]:
    owed, facility = record["outstanding_usd_m"], record["commitment_basis"]
    return (
        word_cell(record["tranche"]),
        _rating(record),
        Cell(f"c {usd_m(record['committed_usd_m'])}", Tone.MUTED, record["committed_usd_m"])
        if facility
        else usd_cell(owed),
        number_cell(record["wal_years"]),
        number_cell(record["rate_paid_pct"], 2),
        number_cell(record["market_pct"], 2),
        arrow_cell(record["gap_bp"]),
        _cost(record["mark_usd_m_y"]),
        usd_cell(record["rolls_24m_usd_m"] or None),
        _month(record["matures_on_text"]),
        word_cell(record["unpriced_because"], Tone.MUTED),
    )


def _rating(record: dict[str, Any]) -> Cell:
    if not record["rating"]:
        return Cell(UNKNOWN, Tone.MUTED)
    implied = record["rating_basis"] == "implied"
    return Cell(clean(f"{record['rating']}{' (i)' if implied else ''}"), Tone.MUTED if implied else Tone.PLAIN)

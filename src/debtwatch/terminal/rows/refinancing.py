"""Refinancing pressure as rows: the totals, then sponsors, deals and tranches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.domain.text import clean
from debtwatch.terminal.chart import Symbols, sparkline
from debtwatch.terminal.rows.ages import dated, pane_tone
from debtwatch.terminal.rows.formats import (
    UNKNOWN,
    arrow_cell,
    fixed,
    number_cell,
    short_day,
    signed,
    usd_cell,
    usd_m,
    usd_m_y,
    word_cell,
)
from debtwatch.terminal.rows.values import Align, Cell, Column, Line, Panel, Row, Span, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import polars as pl

    from debtwatch.analysis.refinancing.results import RefinancingTotals
    from debtwatch.analysis.snapshot import Snapshot

WALL_QUARTERS = 20
GAP_MEANING = "Market rate less rate paid, weighted by what is owed, over the priced tranches."
_FIRST_EVENT = (
    Column("first_on", "first", 7, Align.LEFT, 2, meaning="The month of the first dated event still ahead."),
    Column("first_event", "event", 14, Align.LEFT, 3, meaning="What it is: maturity, put, draw end, lease, guarantee."),
)
_SUMS = (
    Column("outstanding", "owed", 8, priority=4, meaning="What is owed, where it is known."),
    Column("rolls_24m", "rolls 24m", 9, meaning="Principal that must be refinanced within 24 months."),
    Column("gap", "gap bp", 7, meaning=GAP_MEANING),
    Column("roll", "roll/y", 8, priority=3, meaning="Roll cost of everything that falls due, $ a year."),
    Column("mark", "mark/y", 8, priority=5, meaning="Cost of replacing what is owed at today's rate, $ a year."),
    Column("headroom", "headroom", 8, priority=6, meaning="Break-even less market rate; no cash flow, no figure."),
)
PRESSURE_COLUMNS = (
    Column("deal", "sponsor · deal", 22, Align.LEFT, elastic=True, meaning="Who is behind it, and the deal."),
    *_SUMS,
    *_FIRST_EVENT,
)
SPONSOR_COLUMNS = (
    Column(
        "rank", "#", 3, priority=4, meaning="1 is the most pressed: mean percentile rank over at least three parts."
    ),
    Column("sponsor", "sponsor", 18, Align.LEFT, elastic=True, meaning="The AI company whose demand backs it."),
    Column("deals", "deals", 5, priority=7, meaning="Deals with counted debt."),
    Column("committed", "committed", 9, priority=5, meaning="Amount committed; a commitment is not a balance."),
    Column("priced", "priced", 8, priority=6, meaning="Commitments of the priced tranches."),
    *_SUMS,
    *_FIRST_EVENT,
)
DEAL_COLUMNS = (
    SPONSOR_COLUMNS[0],
    Column("deal", "deal", 22, Align.LEFT, elastic=True, meaning="The deal's name."),
    Column("tranches", "tranches", 8, priority=7, meaning="Counted tranches of the deal."),
    *SPONSOR_COLUMNS[3:],
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
        Row(record["sponsor"], (_rank(record), word_cell(record["sponsor"]), *_amounts(record)))
        for record in _records(snapshot.refinancing.sponsors)
    )
    table = Table(SPONSOR_COLUMNS, rows, "rank")
    return _panel(snapshot, "sponsors", table, (headline(snapshot, symbols), *basis_lines(snapshot)))


def deals_panel(snapshot: Snapshot, sponsor: str) -> Panel:
    """Return one row a deal of one sponsor."""
    frame = snapshot.refinancing.deals
    rows = tuple(
        Row(record["deal_id"], (_rank(record), word_cell(record["deal"]), *_amounts(record)))
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


def headline(snapshot: Snapshot, symbols: Symbols) -> Line:
    """Return the totals in one line, the wall by quarter at its end."""
    totals = snapshot.refinancing.totals
    wall = wall_by_quarter(snapshot.refinancing.wall, snapshot.as_of)
    return (
        Span("rolls 12 m ", Tone.MUTED),
        Span(usd_m(totals.rolls_12m_usd_m), Tone.STRONG),
        Span(" "),
        _roll_cost(totals),
        Span("  marked ", Tone.MUTED),
        Span(usd_m_y(totals.mark_usd_m_y), _cost_tone(totals.mark_usd_m_y)),
        Span("  wall ", Tone.MUTED),
        Span(sparkline(wall, WALL_QUARTERS, symbols)),
        Span(f" to {snapshot.as_of.year + WALL_QUARTERS // 4}" if wall else "", Tone.MUTED),
    )


def _roll_cost(totals: RefinancingTotals) -> Span:
    """Return what rolling costs; principal that falls due with nothing of it priced is not free."""
    if totals.rolls_12m_usd_m and not totals.roll_12m_usd_m_y:
        return Span("none of it priced", Tone.AMBER)
    return Span(usd_m_y(totals.roll_12m_usd_m_y), _cost_tone(totals.roll_12m_usd_m_y))


def basis_lines(snapshot: Snapshot) -> tuple[Line, ...]:
    """Return what the totals rest on and leave out."""
    totals, book = snapshot.refinancing.totals, snapshot.book
    owed = (
        f"{totals.tranches} tranches, {usd_m(totals.total_usd_m)} committed: on balance sheet {usd_m(totals.on_usd_m)} "
        f"(priced {usd_m(totals.priced_on_usd_m)}), off {usd_m(totals.off_usd_m)} (priced {usd_m(totals.priced_off_usd_m)})"
    )
    drawn = (
        f"drawings not published: {totals.commitment_basis_tranches} facilities, {usd_m(totals.commitment_basis_usd_m)}"
        " committed, in no outstanding total"
    )
    outside = "outside the totals: " + (_counted(snapshot) or "nothing")
    lines: list[Line] = [(Span(owed, Tone.MUTED),), (Span(drawn, Tone.MUTED),), (Span(outside, Tone.MUTED),)]
    if book.problems:
        lines.append((Span(f"{book.problems} problems in the book: `debtwatch book check` lists them", Tone.AMBER),))
    return tuple(lines)


def coverage(snapshot: Snapshot) -> str:
    """Return `priced $337bn of $730bn: rated 221, implied 116`."""
    totals = snapshot.refinancing.totals
    return (
        f"priced {usd_m(totals.priced_usd_m)} of {usd_m(totals.total_usd_m)}: "
        f"rated {fixed(totals.rated_usd_m / 1_000, 0)}, implied {fixed(totals.implied_usd_m / 1_000, 0)}"
    )


def basis(snapshot: Snapshot) -> str:
    """Return the days the prices rest on: curve, index, book."""
    market, today = snapshot.market, snapshot.as_of
    curve = (
        "no curve"
        if market.par is None
        else dated("curve", market.par.observed_on, [snapshot.freshness.get(name) for name in market.par.series], today)
    )
    words = f"{curve} · {_index(snapshot)} · book reviewed to {short_day(snapshot.book.reviewed_to, today)}"
    return words + (f", {snapshot.book.age_days} days ago" if snapshot.book.amber else "")


def _index(snapshot: Snapshot) -> str:
    """Return the day of the index spreads; of HQM's month where those are not to be had."""
    market, today = snapshot.market, snapshot.as_of
    if not market.oas and market.hqm is not None:
        recorded = ", recorded" if market.hqm.recorded else ""
        bare = ", ex premium" if _without_premium(snapshot.refinancing.tranches) else ""
        return f"HQM {market.hqm.observed_on:%b %Y}{recorded}, A and better{bare}"
    newest = max((spread.observed_on for spread in market.oas), default=None)
    return dated("OAS", newest, [snapshot.freshness.get(spread.series) for spread in market.oas], today)


def _without_premium(tranches: pl.DataFrame) -> bool:
    """Whether a priced rate leaves out what the issue paid over its index: its gap then reads too low."""
    return any(row["priced"] and row["premium_pct"] is None for row in tranches.iter_rows(named=True))


def wall_by_quarter(wall: pl.DataFrame, today: date) -> list[float]:
    """Return principal due in each of the coming quarters, empty quarters as zero."""
    due = {(quarter.year, quarter.month): float(amount or 0.0) for quarter, amount in _due(wall)}
    if not due:
        return []
    first = today.year * 4 + (today.month - 1) // 3
    return [due.get((quarter // 4, quarter % 4 * 3 + 1), 0.0) for quarter in range(first, first + WALL_QUARTERS)]


def _due(wall: pl.DataFrame) -> Iterable[tuple[date, float | None]]:
    return wall.select("quarter", "principal_usd_m").iter_rows()


def _panel(
    snapshot: Snapshot, title: str, table: Table, lines: tuple[Line, ...] = (), *, note: str = "", empty: str = ""
) -> Panel:
    market = snapshot.market
    index = [spread.series for spread in market.oas] or list(market.hqm.series if market.hqm else ())
    used = [*(market.par.series if market.par else ()), *index]
    tone = pane_tone(snapshot.freshness.get(name) for name in used)
    if snapshot.book.amber and tone is Tone.PLAIN:
        tone = Tone.AMBER
    return Panel(
        title=title,
        note=note or coverage(snapshot),
        subtitle=basis(snapshot),
        lines=lines,
        table=table,
        empty=empty or f"no debt in the book was issued by {_date(snapshot)}",
        tone=tone,
    )


def _date(snapshot: Snapshot) -> str:
    return f"{short_day(snapshot.as_of)} {snapshot.as_of.year}"


def _records(frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
    return frame.iter_rows(named=True)


def _deal_name(record: dict[str, Any]) -> Cell:
    sponsor, deal = str(record["sponsor"]), str(record["deal"])
    short = deal.removeprefix(sponsor).strip(" ·-") or deal
    return Cell(clean(f"{sponsor} · {short}"))


def _rank(record: dict[str, Any]) -> Cell:
    rank = record["rank"]
    return Cell(UNKNOWN, Tone.MUTED) if rank is None else Cell(str(rank), Tone.PLAIN, float(rank))


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
        number_cell(record["headroom_bp"], 0),
    )


def _cost(value: float | None) -> Cell:
    if not value:
        return Cell(UNKNOWN, Tone.MUTED, value)
    return Cell(("+" if round(value) > 0 else "") + usd_m(value), _cost_tone(value), value)


def _first_event(record: dict[str, Any]) -> tuple[Cell, Cell]:
    on: date | None = record["first_event_on"]
    if on is None:
        return (Cell(UNKNOWN, Tone.MUTED), Cell(UNKNOWN, Tone.MUTED))
    return (Cell(f"{on:%Y-%m}"), word_cell(record["first_event_kind"]))


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
        Cell(f"{record['matures_on']:%Y-%m}" if record["matures_on"] else UNKNOWN),
        word_cell(record["unpriced_because"], Tone.MUTED),
    )


def _rating(record: dict[str, Any]) -> Cell:
    if not record["rating"]:
        return Cell(UNKNOWN, Tone.MUTED)
    implied = record["rating_basis"] == "implied"
    return Cell(clean(f"{record['rating']}{' (i)' if implied else ''}"), Tone.MUTED if implied else Tone.PLAIN)


def _cost_tone(value: float | None) -> Tone:
    if value is None or not round(value):
        return Tone.PLAIN
    return Tone.UP if value > 0 else Tone.DOWN


def _counted(snapshot: Snapshot) -> str:
    return ", ".join(
        f"{counted.what} {signed(counted.tranches).lstrip('+')} ({usd_m(counted.usd_m)})"
        for counted in snapshot.refinancing.totals.excluded
    )

"""Who pays whom: loops, what returns, and the graph drawn."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.circularity.drawing import Arrow, draw_arrows, draw_graph, draw_loop, merged
from debtwatch.analysis.circularity.results import LOOP_COLUMNS, PARTY_COLUMNS, Bond
from debtwatch.domain.text import clean, counted
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import UNKNOWN, usd_m
from debtwatch.terminal.rows.sources import source_lines
from debtwatch.terminal.rows.tabled import Told, count, dollars, quiet, share, table_of, words
from debtwatch.terminal.rows.values import Line, Panel, Span, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.circularity.results import Circularity
    from debtwatch.analysis.snapshot import Snapshot

LEG = " → "
STROKES = "── payment  ══ stake  ~~ credit  ·· promise  ? no amount published"
LOOPS = (
    Told("loop", "loop", 30, words, left=True, elastic=True),
    Told("legs", "its legs", 26, quiet, 3, left=True),
    Told("legs_usd_m", "in all", 8, dollars, 2),
    Told("bottleneck_usd_m", "at most", 8, dollars),
    Told("unsized_legs", "unsized", 7, count, 4),
    Told("financed_legs", "financed", 8, count, 5),
    Told("cancellable_legs", "may cancel", 10, count, 1),
    Told("not_firm_because", "not firm because", 40, quiet, 6, left=True),
)
FIRM_RETURNS = (Told("returns_pct", "returns", 7, share), Told("returns_limit_pct", "limit", 6, share, 4))
PARTIES = (
    Told("party", "party", 14, words, left=True, elastic=True),
    Told("pays_usd_m_y", "pays/y", 8, dollars),
    Told("receives_usd_m_y", "receives/y", 10, dollars, 2),
    *FIRM_RETURNS,
    Told("financed_returns_pct", "financed", 8, share),
    Told("financed_returns_limit_pct", "limit", 6, share, 5),
    Told("committed_out_usd_m", "out", 8, dollars, 3),
    Told("committed_in_usd_m", "in", 8, dollars, 3),
    Told("promised_usd_m", "promised", 8, dollars, 6),
    Told("unsized_edges", "unsized", 7, count, 7),
)


def loops_panel(snapshot: Snapshot) -> Panel:
    """Return one row a loop, widest bottleneck first."""
    found = snapshot.circularity
    if found is None:
        return blank_panel("loops")
    return Panel(
        title="circularity: loops",
        note=_coverage(found),
        subtitle="every leg published first, then the widest narrowest leg · enter draws the loop, with sources",
        lines=((Span(found.counts[0].words()),), (Span(found.caution, Tone.AMBER),)),
        table=table_of(LOOPS, LOOP_COLUMNS, found.loops.iter_rows(named=True), lambda record: str(record["loop"])),
        empty="no loop stands on this day",
    )


def parties_panel(snapshot: Snapshot) -> Panel:
    """Return one row a party, by what of a dollar returns to it.

    Where no firm payment leads back, words stand in place of two columns of zeros.
    """
    found = snapshot.circularity
    if found is None:
        return blank_panel("parties")
    told = PARTIES if found.firm.closes else tuple(one for one in PARTIES if one not in FIRM_RETURNS)
    return Panel(
        title=f"what returns within {counted(found.steps, 'step')}",
        note=f"{found.firm.edges} firm payments",
        lines=((Span(found.firm.words()),), (Span(found.financed, Tone.MUTED),)),
        subtitle="enter lists what it pays and receives, with sources",
        table=table_of(told, PARTY_COLUMNS, found.parties.iter_rows(named=True), lambda record: str(record["party"])),
        empty="no party pays another on this day",
    )


def party_panels(snapshot: Snapshot, party: str) -> tuple[Panel, Panel]:
    """Return every edge out of a party and into it, largest first, with its source."""
    found = snapshot.circularity
    if found is None:
        return (blank_panel("pays"), blank_panel("receives"))
    edges = found.edges
    return (
        Panel(
            f"{clean(party)} pays, holds or backs",
            lines=tuple(line for one in edges.filter(edges["payer"] == party).to_dicts() for line in _leg(one)),
            empty="nobody",
        ),
        Panel(
            f"{clean(party)} is paid, held or backed by",
            lines=tuple(line for one in edges.filter(edges["payee"] == party).to_dicts() for line in _leg(one)),
            empty="nobody",
        ),
    )


ARCS_FROM = 120
"""Cells from which the graph is drawn as arcs; narrower it is a list of arrows."""


def graph_lines(found: Circularity, width: int) -> tuple[Line, ...]:
    """Return everyone within the loops, drawn for a width, and the key to the strokes.

    Wide: an arc diagram, a line a party and a rail an edge. Narrow: a line an arrow under each payer.
    """
    inside = found.edges.filter(found.edges["group"].is_not_null())
    order = [str(party) for party in found.parties.filter(found.parties["group"].is_not_null())["party"]]
    arrows = [_arrow(record) for record in inside.iter_rows(named=True)]
    if width >= ARCS_FROM:
        key = "● pays  ◀ is paid  │ payment  ║ stake  ┆ credit  ┊ promise"
        return (*((Span(line),) for line in draw_graph(arrows, order, width)), (Span(key, Tone.MUTED),))
    place = {party: row for row, party in enumerate(order)}
    listed = sorted(merged(arrows), key=lambda one: (place[one.payer], -(one.usd_m or 0.0), place[one.payee]))
    return (*((Span(line),) for line in draw_arrows(listed, width)), (Span(STROKES, Tone.MUTED),))


def loop_panels(snapshot: Snapshot, loop: str, width: int) -> tuple[Panel, Panel, Panel]:
    """Return a loop drawn, every leg with its source, and all arrows between its parties."""
    found = snapshot.circularity
    if found is None:
        return (blank_panel(loop), blank_panel("legs"), blank_panel("arrows"))
    parties = loop.split(LEG)
    edges = found.edges
    legs: list[dict[str, Any]] = []
    for payer, payee in itertools.pairwise(parties):
        own = edges.filter((edges["payer"] == payer) & (edges["payee"] == payee)).to_dicts()
        legs += sorted(own, key=lambda one: -(one["size_usd_m"] or 0.0))
    widest = {(one["payer"], one["payee"]): one for one in reversed(legs)}
    drawing = draw_loop([_arrow(widest[pair]) for pair in itertools.pairwise(parties) if pair in widest], width)
    among = edges.filter(edges["payer"].is_in(parties) & edges["payee"].is_in(parties)).to_dicts()
    return (
        Panel(loop, lines=(*((Span(line),) for line in drawing), (), (Span(found.caution, Tone.AMBER),))),
        Panel("its legs, with their sources", lines=tuple(line for leg in legs for line in _leg(leg))),
        Panel(
            "everything between these parties",
            subtitle=STROKES,
            lines=tuple((Span(line),) for line in draw_arrows([_arrow(one) for one in among], width)),
        ),
    )


def _leg(record: dict[str, Any]) -> tuple[Line, ...]:
    may = {"yes": "the payer may cancel", "no": "firm", "unknown": "not said whether it may be cancelled"}
    facts = [
        str(record["kind"]).replace("_", " "),
        f"headline {usd_m(record['amount_usd_m'])}",
        f"firm {usd_m(record['committed_usd_m'])}",
        may.get(str(record["cancellable"]), ""),
        "contingent" if record["contingent"] else "",
        f"{record['starts_on'] or UNKNOWN} to {record['ends_on'] or UNKNOWN}",
        f"no flow: {record['no_flow_because']}" if record["no_flow_because"] else "",
    ]
    return (
        (
            Span(clean(f"{record['payer']}{LEG}{record['payee']}  "), Tone.STRONG),
            Span(clean(", ".join(filter(None, facts)))),
        ),
        *source_lines(record),
        (),
    )


def _arrow(record: dict[str, Any]) -> Arrow:
    return Arrow(clean(record["payer"]), clean(record["payee"]), Bond(record["bond"]), record["size_usd_m"])


def _coverage(found: Circularity) -> str:
    cover = found.coverage
    return f"{counted(cover.edges, 'edge')}, {cover.flowed} with firm flow {usd_m(cover.flowed_usd_m_y)} a year, {cover.unsized} without amount"

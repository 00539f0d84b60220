"""One tranche: the sum that makes its market rate, what falls due first, and where the row comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.terminal.rows.formats import (
    UNKNOWN,
    arrowed,
    direction,
    fixed,
    known,
    short_day,
    signed,
    usd_m,
    usd_m_a_year,
)
from debtwatch.terminal.rows.pressure import basis
from debtwatch.terminal.rows.structure_detail import cliff_lines
from debtwatch.terminal.rows.values import Line, Panel, Span, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from debtwatch.analysis.snapshot import Snapshot

DOLLAR = "USD"
LABEL, FIGURE, UNIT = 40, 10, 7
"""Cells of the sum's three columns."""


def tranche_panels(snapshot: Snapshot, tranche_id: str) -> tuple[Panel, ...]:
    """Return the sum, the events, the marks and the source of one tranche."""
    frame = snapshot.refinancing.tranches
    found = frame.filter(frame["tranche_id"] == tranche_id).to_dicts()
    if not found:
        gone = Panel(tranche_id, empty=f"not in the book on {short_day(snapshot.as_of)} {snapshot.as_of.year}")
        return (gone, Panel("what falls due before it"), Panel("yield since issue"), Panel("source"))
    record = found[0]
    return (
        Panel("what it would cost today", subtitle=basis(snapshot), lines=sum_lines(record)),
        Panel("what falls due before it", lines=(*cliff_lines(snapshot, tranche_id), *event_lines(record))),
        Panel(
            "yield since issue",
            lines=mark_lines(snapshot, tranche_id),
            empty="modelled, no mark: nobody's price of it is in the book, so nothing is said of the issuer",
        ),
        Panel("source", lines=source_lines(record)),
    )


def sum_lines(record: dict[str, Any]) -> tuple[Line, ...]:
    """Return par + spread + premium = market, less what it pays = gap, then mark and roll.

    Of an unpriced tranche the reason comes first, then what is known of the sum.
    """
    parts = _sum(record)
    if record["priced"]:
        return (*(line for _, line in parts), (), *_costs(record))
    reason = record["unpriced_because"] or "an input is missing"
    known_parts = [line for value, line in parts if value is not None]
    return ((Span("unpriced: ", Tone.AMBER), Span(str(reason))), *known_parts, (), *_costs(record))


def _sum(record: dict[str, Any]) -> list[tuple[float | None, Line]]:
    """Return each figure of the sum with its line."""
    life = fixed(record["wal_years"])
    par, spread = record["par_pct"], record["spread_pct"]
    base = f"{record['base'] or 'Treasury par'} at {life} y"
    premium = _entry("+ its own premium", _premium(record), _premium_words(record))
    lines: list[tuple[float | None, Line]] = [
        (par, _entry(base, fixed(par, 2), _profile(record), unit="%")),
        (
            spread,
            _entry(f"+ {record['rating'] or UNKNOWN} spread at {life} y", fixed(spread, 2), _spread_words(record)),
        ),
        (record["market_pct"], premium),
        (record["market_pct"], _entry("= market rate", fixed(record["market_pct"], 2), "", Tone.STRONG, "%")),
        (
            record["rate_paid_pct"],
            _entry(f"- {_paid_name(record)}", fixed(record["rate_paid_pct"], 2), _paid_words(record)),
        ),
        (
            record["gap_bp"],
            _entry("= gap", arrowed(record["gap_bp"]), _range(record), direction(record["gap_bp"]), "bp"),
        ),
    ]
    economic = record["economic_gap_bp"]
    if known(economic) and round(economic) != round(record["gap_bp"] or 0.0):
        words = "market less the yield at issue" if record["coupon_type"] != "floating" else "index change alone"
        lines.append((economic, _entry("  on effective cost", arrowed(economic), words, direction(economic), "bp")))
    return lines


def mark_lines(snapshot: Snapshot, tranche_id: str) -> tuple[Line, ...]:
    """Return each mark with what moved yield and spread since the one before; without two marks no issuer figure."""
    marks = snapshot.spreads.attribution
    if marks is None:
        return ()
    rows = marks.filter(marks["tranche_id"] == tranche_id).iter_rows(named=True)
    return tuple(line for mark in rows for line in _mark(mark))


_MODELLED = (
    ("index", "index_bp"),
    ("rating", "migration_bp"),
    ("roll-down", "roll_down_bp"),
    ("issuer", "issuer_bp"),
)


def _mark(mark: dict[str, Any]) -> tuple[Line, ...]:
    hand = ", second hand" if mark["second_hand"] else ""
    read = f"{mark['to_read']}, {mark['confidence'] or 'confidence unknown'}{hand}"
    if mark["from_on"] is None:
        head = f"{mark['to_text']}  {_level(mark, 'to')}"
        return ((Span(f"{head}  ", Tone.STRONG), Span(read, Tone.MUTED)), (Span(f"    {mark['status']}", Tone.AMBER),))
    head = f"{mark['from_text']} to {mark['to_text']}  {_level(mark, 'from')} to {_level(mark, 'to')}"
    lines: list[Line] = [(Span(f"{head}  ", Tone.STRONG), Span(f"{mark['from_read']} to {read}", Tone.MUTED))]
    if known(mark["yield_bp"]):
        lines.append(_parts(mark, "yield", "yield_bp", (("rates", "benchmark_bp"), *_MODELLED)))
    lines.append(_parts(mark, "spread", "spread_bp", _MODELLED))
    if known(mark["obligor_bp"]):
        lines.append(_swap_line(mark))
    if mark["status"] != "attributed":
        lines.append((Span(f"    {mark['status']}", Tone.AMBER),))
    return tuple(lines)


def _level(mark: dict[str, Any], at: str) -> str:
    if known(mark[f"{at}_pct"]):
        return f"{fixed(mark[f'{at}_pct'], 2)} %"
    return f"{signed(mark[f'{at}_spread_bp'])} bp"


def _parts(mark: dict[str, Any], what: str, total: str, parts: Sequence[tuple[str, str]]) -> Line:
    told = "   ".join(f"{name} {signed(mark[column])}" for name, column in parts)
    return (Span(f"    {what:<6} {arrowed(mark[total])} bp = ", direction(mark[total])), Span(told))


def _swap_line(mark: dict[str, Any]) -> Line:
    """Say what of the issuer figure the obligor's default swap tells."""
    words = (
        f"obligor {signed(mark['obligor_bp'])}   bond's own {signed(mark['own_bp'])}   "
        f"({mark['cds_party']} {mark['cds_relation']}: its 5-year CDS {signed(mark['cds_bp'])} bp, "
        f"{mark['cds_from_on']} to {mark['cds_to_on']}, less the index)"
    )
    return (Span("    issuer = ", Tone.MUTED), Span(words))


def event_lines(record: dict[str, Any]) -> tuple[Line, ...]:
    """Return the events in order, dated as their sources do, then how principal is repaid."""
    events: list[tuple[date, str, str]] = [
        (record[column], str(record[written]), kind)
        for column, written, kind in (
            ("issued_on", "issued_on_text", "issued"),
            ("first_event_on", "first_event_text", f"first event: {record['first_event_kind'] or UNKNOWN}"),
            ("matures_on", "matures_on_text", "contractual maturity"),
            *(
                (("expected_on", "expected_on", _expectation(record)),)
                if record["expected_on"] != record["matures_on"]
                else ()
            ),
        )
        if record[column] is not None
    ]
    dated = [(Span(f"{written:<12}", Tone.STRONG), Span(kind)) for _, written, kind in sorted(events)]
    return (
        *dated,
        (),
        _pair("rolls within 12 months", usd_m(record["rolls_12m_usd_m"] or None)),
        _pair("rolls within 24 months", usd_m(record["rolls_24m_usd_m"] or None)),
        _pair("repayment", record["profile"]),
    )


def _expectation(record: dict[str, Any]) -> str:
    matures, expected = record["matures_on"], record["expected_on"]
    if matures is not None and expected is not None and expected < matures:
        return "anticipated repayment"
    return "maturity after the extensions the borrower may take"


def source_lines(record: dict[str, Any]) -> tuple[Line, ...]:
    """Return what the row says of itself: obligor, terms, rating, source and confidence."""
    second_hand = " · second hand: the source's own page has not been opened" if record["second_hand"] else ""
    return (
        _pair("obligor", record["obligor"]),
        _pair("sponsor", record["sponsor"]),
        _pair("instrument", f"{record['instrument']}, {record['currency']}, {record['balance_sheet']} balance sheet"),
        _pair("committed", usd_m(record["committed_usd_m"])),
        _pair("owed", _owed(record)),
        _pair("rating", f"{record['rating'] or UNKNOWN} ({record['rating_basis']}) {record['rating_source'] or ''}"),
        _pair("source", record["source_url"]),
        _pair(
            "dated", f"{record['source_date'] or UNKNOWN} · confidence {record['confidence'] or UNKNOWN}{second_hand}"
        ),
    )


def _owed(record: dict[str, Any]) -> str:
    """Return what is owed and what that rests on, where it is not the whole commitment."""
    if record["commitment_basis"]:
        return "drawings not published"
    basis = record["balance_basis"]
    return usd_m(record["outstanding_usd_m"]) + ("" if basis in {"committed", "not published"} else f", {basis}")


def _costs(record: dict[str, Any]) -> tuple[Line, ...]:
    owed = record["outstanding_usd_m"]
    mark = f"mark: x {usd_m(owed)} owed" if known(owed) else "mark: balance not published, no figure"
    principal = record["roll_principal_usd_m"]
    if principal:
        years = f" for {fixed(record['term_years'])} y" if known(record["term_years"]) else ""
        roll = f"roll: {usd_m(principal)} x {signed(record['roll_gap_bp'])} bp{years}"
    elif principal is None:
        roll = "roll: balance not published, no figure"
    else:
        roll = "roll: amortises to zero, nothing rolls"
    return (
        _entry(mark, *_cost(record["mark_usd_m_y"], record["mark_worth_usd_m"], "its life")),
        _entry(roll, *_cost(record["roll_usd_m_y"] if principal else None, record["roll_worth_usd_m"], "the new term")),
    )


def _entry(label: str, figure: str, words: str, tone: Tone = Tone.PLAIN, unit: str = "") -> Line:
    return (
        Span(f"{label:<{LABEL}}"),
        Span(f"{figure:>{FIGURE}} {unit:<{UNIT}}", tone),
        Span(words, Tone.MUTED),
    )


def _cost(value: float | None, worth: float | None, over: str) -> tuple[str, str, Tone, str]:
    """Return a yearly cost, what it is worth over its term, its tone and its unit."""
    if not known(value):
        return (UNKNOWN, "", Tone.MUTED, "")
    words = f"PV {usd_m(worth)} over {over}" if known(worth) and worth else ""
    return (usd_m_a_year(value).removesuffix(" a year"), words, direction(value), "a year")


def _pair(name: str, text: object) -> Line:
    return (Span(f"{name:<24}", Tone.MUTED), Span(UNKNOWN if text in {None, ""} else str(text)))


def _profile(record: dict[str, Any]) -> str:
    return f"remaining life {fixed(record['remaining_years'])} y, {record['profile']}" if record["profile"] else ""


def _spread_words(record: dict[str, Any]) -> str:
    # No euro index is fetched: the dollar one stands in on both days, and the premium holds what it misses.
    index = "ICE index OAS x tenor factor" if record["currency"] == DOLLAR else "ICE dollar index OAS x tenor factor"
    source = {"index": index, "hqm": "HQM corporate par less Treasury par"}
    return f"{source.get(record['spread_basis'] or '', record['spread_basis'] or '')}, {record['rating_basis']}"


def _premium(record: dict[str, Any]) -> str:
    return UNKNOWN if record["premium_pct"] is None else fixed(record["premium_pct"], 2)


def _premium_words(record: dict[str, Any]) -> str:
    if record["premium_pct"] is None:
        return "ex premium: no index reaches back to the issue date"
    if record["issue_yield_pct"] is None:
        return f"on the {record['premium_basis']}"
    return (
        f"issue {fixed(record['issue_yield_pct'], 2)} - par {fixed(record['issue_par_pct'], 2)} - "
        f"same s {fixed(record['issue_spread_pct'], 2)}, on the {record['premium_basis']}"
    )


def _paid_name(record: dict[str, Any]) -> str:
    return "SOFR average + margin" if record["coupon_type"] == "floating" else "coupon"


def _paid_words(record: dict[str, Any]) -> str:
    return f"margin {fixed(record['margin_bp'], 0)} bp" if known(record["margin_bp"]) else ""


def _range(record: dict[str, Any]) -> str:
    low, high = record["gap_low_bp"], record["gap_high_bp"]
    if not known(low) or not known(high) or round(low) == round(high):
        return ""
    return f"{signed(low)} to {signed(high)}: repayment unknown, bullet and level pay"

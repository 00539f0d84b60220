"""What one row of the structure is made of: chains, promises, contracts, chips, lease cliffs, each with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from debtwatch.analysis.structure.results import CHAIN_COLUMNS, PROMISE_COLUMNS
from debtwatch.domain.text import clean, counted
from debtwatch.terminal.rows.blank import blank_panel
from debtwatch.terminal.rows.formats import UNKNOWN, fixed, usd_m
from debtwatch.terminal.rows.sources import source_lines
from debtwatch.terminal.rows.tabled import Record, Told, cover, dollars, load, on, quiet, table_of, words, yes
from debtwatch.terminal.rows.values import Line, Panel, Span, Tone

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot import Snapshot

CHAIN = (
    Told("deal", "deal", 18, words, left=True, elastic=True),
    Told("role", "role", 10, words, left=True),
    Told("balance_usd_m", "balance", 8, dollars),
    Told("ultimate_usd_m", "pays in end", 11, dollars),
    Told("named", "named in the book", 26, quiet, 3, left=True),
    Told("because", "because", 34, quiet, 2, left=True),
    Told("confidence", "confidence", 10, quiet, 4, left=True),
    Told("second_hand", "2nd hand", 8, yes, 5, left=True),
)
PROMISES = (
    Told("name", "promise", 20, words, left=True, elastic=True),
    Told("kind", "kind", 16, words, 2, left=True),
    Told("cap_usd_m", "cap", 8, dollars),
    Told("cap_basis", "which cap", 13, quiet, 3, left=True),
    Told("beneficiary", "for", 20, words, 4, left=True),
    Told("covers", "covers", 24, quiet, 5, left=True),
    Told("status", "status", 10, words, 3, left=True),
    Told("ends_on", "to", 10, on, 4, left=True),
    Told("counted", "counted", 7, yes, 2, left=True),
    Told("told_by", "told by", 14, quiet, 6, left=True),
    Told("source_url", "source", 30, quiet, 7, left=True),
)


def chain_panel(snapshot: Snapshot, party: str) -> Panel:
    """Return every tranche in whose chain a party stands, and why."""
    found = snapshot.structure
    if found is None:
        return blank_panel(party)
    own = found.chains.filter(found.chains["party"] == party).sort("balance_usd_m", descending=True, nulls_last=True)
    table = table_of(CHAIN, CHAIN_COLUMNS, own.iter_rows(named=True), lambda one: f"{one['tranche_id']}|{one['step']}")
    return Panel(
        title=f"{party}, through everything",
        note=counted(own["tranche_id"].n_unique(), "tranche"),
        subtitle="enter opens the tranche",
        table=table,
        empty="it stands in no chain on this day",
    )


def promises_panel(snapshot: Snapshot, guarantor: str) -> Panel:
    """Return every promise of a guarantor, counted or not."""
    found = snapshot.structure
    if found is None:
        return blank_panel(guarantor)
    own = found.promises.filter(found.promises["guarantor"] == guarantor)
    rows = list(own.iter_rows(named=True))
    table = table_of(PROMISES, PROMISE_COLUMNS, rows, promise_key)
    return Panel(f"promises of {guarantor}", subtitle="enter shows its source", table=table, empty="none on this day")


def promise_key(record: Record) -> str:
    """Return what tells one promise of a guarantor from the others."""
    return "|".join(str(record[name]) for name in ("name", "told_by", "deal_id", "beneficiary", "cap_usd_m"))


def promise_panel(snapshot: Snapshot, guarantor: str, key: str) -> Panel:
    """Return one promise in words, with its source."""
    found = snapshot.structure
    if found is None:
        return blank_panel(guarantor)
    own = found.promises.filter(found.promises["guarantor"] == guarantor).to_dicts()
    lines: list[Line] = []
    for one in own:
        if promise_key(one) == key:
            told = (
                f"{head.label}: {head.write(one[head.name]).text}"
                for head in PROMISES[1:]
                if one[head.name] is not None
            )
            lines += [(Span(clean(one["name"]), Tone.STRONG),), *((Span(clean(words)),) for words in told)]
            lines += source_lines(one)
    return Panel(f"promise of {guarantor}", lines=tuple(lines), empty="not made by this day")


def contract_panel(snapshot: Snapshot, commitment_id: str) -> Panel:
    """Return one lease or offtake: what of it is firm, and its source."""
    found = snapshot.structure
    if found is None:
        return blank_panel(commitment_id)
    own = found.contracts.filter(found.contracts["commitment_id"] == commitment_id).to_dicts()
    lines: list[Line] = []
    for one in own:
        notice = (
            f"{counted(one['notice_days'], 'day')} of notice end it: never take-or-pay" if one["cancellable"] else ""
        )
        lines += [
            (
                Span(clean(one["name"]), Tone.STRONG),
                Span(clean(f"  {one['kind']} of {one['sponsor']}, {one['status']}")),
            ),
            (Span(f"headline {usd_m(one['amount_usd_m'])}, {usd_m(one['annual_payment_usd_m'])} a year"),),
            (Span(f"firm {usd_m(one['firm_usd_m'])}: {one['firm_basis']}, until {one['firm_until'] or UNKNOWN}"),),
            (Span(notice, Tone.AMBER),),
            *source_lines(one),
        ]
    return Panel(commitment_id, lines=tuple(lines), empty="not signed by this day")


def collateral_panel(snapshot: Snapshot, tranche_id: str) -> Panel:
    """Return loan and chips every half year under both curves, the months they cross, and the source."""
    found = snapshot.structure
    if found is None:
        return blank_panel(tranche_id)
    own = found.collateral.filter(found.collateral["tranche_id"] == tranche_id).to_dicts()
    path = found.paths.filter((found.paths["tranche_id"] == tranche_id) & (found.paths["month"] % 6 == 0)).to_dicts()
    lines: list[Line] = []
    for one in own:
        crossed = " · ".join(
            f"{name}: {'never' if month is None else f'from month {month}'}"
            for name, month in (
                ("balance above straight-line value", one["crossover_straight_line"]),
                ("above declining value", one["crossover_declining"]),
            )
        )
        lines += [
            (Span(f"loan {usd_m(one['committed_usd_m'])} at {fixed(one['rate_pct'], 2)} %", Tone.STRONG),
             Span(f", chips cost {usd_m(one['cost_usd_m'])} ({one['cost_basis']}), owed {usd_m(one['outstanding_usd_m'])} by the book")),
            (Span(f"no path: {one['no_path_because']}" if one["no_path_because"] else crossed, Tone.AMBER),),
            *assumed(found.chips.words()),
            (Span(f"{'month':>5}{'balance':>10}{'straight':>10}{'LTV':>6}{'declining':>11}{'LTV':>6}", Tone.MUTED),) if path else (),
            *(_month(step) for step in path),
            *source_lines(one),
        ]  # fmt: skip
    return Panel(tranche_id, lines=tuple(lines), empty="not secured on chips on this day")


def tail_panel(snapshot: Snapshot, tranche_id: str) -> Panel:
    """Return debt beside the contract that services it, with both sources."""
    found = snapshot.structure
    if found is None:
        return blank_panel(tranche_id)
    lines: list[Line] = []
    for one in found.tails.filter(found.tails["tranche_id"] == tranche_id).to_dicts():
        outlives = one["tail_years"] > 0
        lines += [
            (
                Span(
                    f"{usd_m(one['balance_usd_m'])} until {one['matures_on']}, paid until {one['contract_ends_on']}: "
                ),
                Span(
                    f"{fixed(abs(one['tail_years']))} years {'beyond' if outlives else 'inside'} the contract",
                    Tone.AMBER if outlives else Tone.PLAIN,
                ),
            ),
            (Span("the debt", Tone.STRONG),),
            *source_lines(one),
            (Span(clean(f"the contract, {one['commitment_id']}: {one['end_basis']}", longest=200), Tone.STRONG),),
            *source_lines(one, "contract_"),
        ]
    return Panel(tranche_id, lines=tuple(lines), empty="no dated contract stands behind it on this day")


def _month(step: dict[str, Any]) -> Line:
    straight, falling = load(step["ltv_straight_line"]), load(step["ltv_declining"])
    return (
        Span(f"{step['month']:>5}{usd_m(step['balance_usd_m']):>10}{usd_m(step['straight_line_usd_m']):>10}"),
        Span(f"{straight.text:>6}", straight.tone),
        Span(f"{usd_m(step['declining_usd_m']):>11}"),
        Span(f"{falling.text:>6}", falling.tone),
    )


def cliff_panel(snapshot: Snapshot, tranche_id: str) -> Panel:
    """Return the arithmetic of every expiry and reading of a note, and the three sources it rests on."""
    found = snapshot.structure
    if found is None:
        return blank_panel(tranche_id)
    own = found.cliffs.filter(found.cliffs["tranche_id"] == tranche_id).to_dicts()
    if not own:
        return Panel(tranche_id, empty="no lease of it may end before it does")
    first, haircut = own[0], found.leases.haircut_pct
    return Panel(
        clean(first["deal"]),
        note=f"haircut {haircut:g} %",
        lines=(
            *assumed(found.leases.words()),
            *(line for one in own for line in _worked(one, haircut)),
            (Span("the notes", Tone.STRONG),),
            *source_lines(first),
            (Span(clean(f"the guarantee of {first['guarantor']}: {first['schedule']}"), Tone.STRONG),),
            *source_lines(first, "guarantee_"),
            (Span(clean(f"the lease: {first['lease']}"), Tone.STRONG),),
            *source_lines(first, "lease_"),
        ),
    )


def _worked(one: dict[str, Any], haircut_pct: float) -> tuple[Line, ...]:
    cap = "no cap published: taken not to bind" if one["cap_usd_m"] is None else f"cap {usd_m(one['cap_usd_m'])}"
    guarantee = usd_m(one["guaranteed_usd_m"]) if one["covered"] else f"{UNKNOWN}, the guarantee has ended"
    written = cover(one["cover"])
    return (
        (Span(f"{one['expires_on']}  lease may end", Tone.STRONG), Span(f"   guarantee {one['reading']}", Tone.MUTED)),
        (Span(f"    B {usd_m(one['balance_usd_m'])} of notes after that day's payment"),),
        (Span(f"    V {usd_m(one['value_usd_m'])} = (1 - {haircut_pct:g} %) x {usd_m(one['alternative_usd_m'])}"),),
        (Span(f"    G {guarantee}; {cap}"),),
        (
            Span(f"    R {usd_m(one['recovery_usd_m'])} = V + min(cap, max(0, G - V)) = "),
            Span(f"{usd_m(one['value_usd_m'])} + {usd_m(one['paid_usd_m'])}"),
        ),
        (
            Span(f"    X {usd_m(one['uncovered_usd_m'])} = max(0, B - R), cover R / B "),
            Span(written.text, written.tone),
        ),
    )


def cliff_lines(snapshot: Snapshot, tranche_id: str) -> tuple[Line, ...]:
    """Return what falls due before a tranche does: notes, guarantee, value and cover at each lease expiry.

    The other reading of a guarantee that ends on an expiry date stands one line below.
    """
    found = snapshot.structure
    if found is None:
        return ()
    own = found.cliffs.filter(found.cliffs["tranche_id"] == tranche_id).sort(
        "expires_on", "reading", descending=[False, True]
    )
    records = own.to_dicts()
    if not records:
        return ()
    lines = [_cliff(record) for record in records]
    first = records[0]
    return (
        (Span("$bn: B notes, G guaranteed, V value, then cover R/B", Tone.MUTED),),
        *lines,
        (Span(f"guarantee of {first['guarantor']}: {first['schedule']}", Tone.MUTED),),
        (Span(f"lease: {first['lease']}", Tone.MUTED),),
        *assumed(found.leases.words()),
    )


def _cliff(record: dict[str, Any]) -> Line:
    written = cover(record["cover"])
    other = record["reading"] != "ends before"
    name = "  if it covers that day" if other else f"{record['expires_on']:%Y-%m-%d}  lease ends"
    figures = (("B", "balance_usd_m"), ("G", "guaranteed_usd_m"), ("V", "value_usd_m"))
    told = "".join(f"{letter} {_billions(record[column]):>5}  " for letter, column in figures)
    mark = " ▼" if written.tone is not Tone.PLAIN else ""
    return (
        Span(f"{name:<24}", Tone.MUTED if other else Tone.STRONG),
        Span(told),
        Span(f"{written.text}{mark}", written.tone),
    )


def _billions(value: float | None) -> str:
    return fixed(None if value is None else value / 1_000)


def assumed(told: tuple[str, ...]) -> tuple[Line, ...]:
    """Say what is assumed where nobody publishes."""
    return ((Span("assumed: ", Tone.AMBER), Span("; ".join(told), Tone.MUTED)),)

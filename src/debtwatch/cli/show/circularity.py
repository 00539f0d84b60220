"""`show circularity`: who pays whom, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.cli.show.shown import Shown, Subject, plain, present, text
from debtwatch.cli.tables import Field, dollars, percent, words
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from debtwatch.analysis.circularity.results import Circularity
    from debtwatch.analysis.snapshot.results import Snapshot

_RETURNS = (Field("returns %", "returns_pct", percent), Field("in the limit %", "returns_limit_pct", percent))
_ROWS: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "loop": (
        "loops",
        (
            text("loop", "loop"),
            text("legs", "legs"),
            Field("in all", "legs_usd_m", dollars),
            Field("narrowest", "bottleneck_usd_m", dollars),
            Field("unsized", "unsized_legs", str),
            Field("financed", "financed_legs", str),
            Field("may cancel", "cancellable_legs", str),
            text("not firm because", "not_firm_because"),
        ),
    ),
    "party": (
        "parties",
        (
            text("party", "party"),
            Field("group", "group", str),
            Field("pays a year", "pays_usd_m_y", dollars),
            Field("receives a year", "receives_usd_m_y", dollars),
            *_RETURNS,
            Field("financed %", "financed_returns_pct", percent),
            Field("in the limit %", "financed_returns_limit_pct", percent),
            Field("puts out", "committed_out_usd_m", dollars),
            Field("receives", "committed_in_usd_m", dollars),
            Field("promised", "promised_usd_m", dollars),
            Field("unsized", "unsized_edges", str),
        ),
    ),
    "edge": (
        "edges",
        (
            text("payer", "payer"),
            text("payee", "payee"),
            text("kind", "kind"),
            Field("amount", "amount_usd_m", dollars),
            Field("firm", "committed_usd_m", dollars),
            Field("a year", "annual_usd_m", dollars),
            Field("starts", "starts_on", str),
            Field("ends", "ends_on", str),
            text("no flow because", "no_flow_because"),
            Field("dated", "source_date", str),
            text("confidence", "confidence"),
            text("source", "source_url"),
        ),
    ),
}


def _circularity(snapshot: Snapshot, by: str) -> Shown:
    part = present(snapshot.circularity)
    name, fields = _ROWS[by]
    if not part.firm.closes:
        fields = tuple(field for field in fields if field not in _RETURNS)
    totals = {
        **plain(part.coverage),
        "loops": [plain(count) for count in part.counts],
        "firm": plain(part.firm),
    }
    return Shown(fields, getattr(part, name), _heading(part, by), totals)


def _heading(part: Circularity, by: str) -> tuple[str, ...]:
    coverage = part.coverage
    excluded = ", ".join(f"{count} {why} ({dollars(usd_m)})" for why, count, usd_m in coverage.excluded)
    ways = tuple(f"loops {words(count.words(), longest=200)}" for count in part.counts)
    measured = (
        f"returns: back within {counted(part.steps, 'step')}, and in the limit",
        f"firm: {part.firm.words()}",
        part.financed,
    )
    return (
        part.caution,
        (
            f"{coverage.flowed} of {coverage.payments} payments flow, {dollars(coverage.flowed_usd_m_y)} a year; "
            f"{coverage.unsized} of {counted(coverage.edges, 'edge')} without an amount; in no sum: {excluded or 'none'}"
        ),
        *{"loop": ways, "party": measured, "edge": ()}[by],
    )


CIRCULARITY = Subject(tuple(_ROWS), _circularity)

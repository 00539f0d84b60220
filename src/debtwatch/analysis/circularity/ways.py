"""The ways round as rows, and which way the firm payments run."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from debtwatch.analysis.circularity.drawing import money as written
from debtwatch.analysis.circularity.flows import ENDED
from debtwatch.analysis.circularity.graph import Graph, Loop, loops, parties, reaching, strong_components
from debtwatch.analysis.circularity.results import LOOP_COLUMNS, Bond, Closing, FirmWays

_KINDS = {"str": pl.String, "f64": pl.Float64, "i64": pl.Int64, "bool": pl.Boolean}


class Leg(NamedTuple):
    """Everything that moves from one party to another."""

    usd_m: float | None
    firm: bool
    financed: bool
    cancellable: bool
    otherwise: str
    """What it is where no firm payment is in it."""


def loop_rows(money: pl.DataFrame, graph: Graph, longest: int) -> pl.DataFrame:
    """Return `LOOP_COLUMNS`: loops with every leg published first, then the widest bottleneck, then the fewest parties."""
    legs = _legs(money)
    rows = [_loop_row(loop, legs) for loop in loops(graph, longest=longest)]
    schema = {column.name: _KINDS[column.kind] for column in LOOP_COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        pl.col("unsized_legs") > 0,
        "bottleneck_usd_m",
        "parties",
        "unsized_legs",
        "loop",
        descending=[False, True, False, False, False],
        nulls_last=True,
    )


def _legs(money: pl.DataFrame) -> dict[tuple[str, str], Leg]:
    payment = pl.col("bond") == Bond.PAYMENT.value
    running = payment & (pl.col("no_flow_because") != ENDED).fill_null(value=True)
    summed = money.group_by("payer", "payee").agg(
        usd_m=pl.when(pl.col("size_usd_m").count() > 0).then(pl.col("size_usd_m").sum()),
        firm=pl.col("annual_usd_m").is_not_null().any(),
        financed=(~running).all(),
        cancellable=(pl.col("cancellable") == "yes").all(),
        otherwise=pl.when(payment).then("no_flow_because").otherwise("bond").unique(maintain_order=True).str.join(", "),
    )
    return {(payer, payee): Leg(*rest) for payer, payee, *rest in summed.rows()}


def _loop_row(loop: Loop, legs: dict[tuple[str, str], Leg]) -> tuple[object, ...]:
    pairs = list(zip(loop, (*loop[1:], loop[0]), strict=True))
    walked = [legs[pair] for pair in pairs]
    sized = [(leg.usd_m, pair) for pair, leg in zip(pairs, walked, strict=True) if leg.usd_m is not None]
    narrowest, (payer, payee) = min(sized) if sized else (None, ("", ""))
    return (
        " → ".join((*loop, loop[0])),
        len(loop),
        ", ".join(written(leg.usd_m) for leg in walked),
        sum(usd_m for usd_m, _ in sized) if sized else None,
        narrowest,
        f"{payer} → {payee}" if sized else None,
        len(loop) - len(sized),
        sum(leg.financed for leg in walked),
        sum(leg.cancellable for leg in walked),
        all(leg.firm for leg in walked),
        "; ".join(
            f"{payer} → {payee}: {leg.otherwise}"
            for (payer, payee), leg in zip(pairs, walked, strict=True)
            if not leg.firm
        )
        or None,
    )


def firm_ways(payments: pl.DataFrame, firm: Graph) -> FirmWays:
    """Return which way firm payments run, and the payments that would close a loop of them.

    A payment without a firm flow closes one where firm money from its payee reaches its payer.
    """
    out = {payer: sum(payees.values()) for payer, payees in firm.items()}
    paid = {payee for payees in firm.values() for payee in payees}
    payers = sorted(out, key=lambda party: (-out[party], party))
    unflowed = payments.filter(pl.col("annual_usd_m").is_null()).sort("size_usd_m", descending=True, nulls_last=True)
    return FirmWays(
        edges=payments["annual_usd_m"].count(),
        first=tuple(party for party in payers if party not in paid),
        through=tuple(party for party in payers if party in paid),
        last=len([party for party in parties(firm) if party not in out]),
        closes=bool(strong_components(firm)),
        closing=tuple(
            Closing(payer, payee, usd_m, because)
            for payer, payee, usd_m, because in unflowed.select(
                "payer", "payee", "size_usd_m", "no_flow_because"
            ).rows()
            if payee in reaching(firm, payer)
        ),
    )

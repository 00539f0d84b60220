"""Who pays in the end: obligor, then lessee, then guarantor, tranche by tranche."""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.structure.parties import party
from debtwatch.analysis.structure.results import Role
from debtwatch.domain.kinds import COUNTED, Security, Support

_END_USER = r"([A-Z][A-Za-z/]+)(?: is)?(?: the)? end user"
_LESSEE = r"([A-Z][a-z][A-Za-z/]+)(?:'s)?(?: [a-z0-9-]+)? leases?\b"
"""Who leases, where the book says it in words and has no lease row: `Fluidstack's 15-year lease`."""
_A_DOLLAR = 1e-6
"""In $m: no share is taken of less, whose inverse is no number."""
_ON_CONTRACT = [Security.LEASE.value, Security.GPU.value]
_COUNTED = [status.value for status in COUNTED]
_STEPS = {role.value: step for step, role in enumerate(Role, start=1)}
_LINK = (
    "tranche_id", "deal_id", "deal", "role", "party", "named", "balance_usd_m", "ultimate_usd_m", "because",
    "confidence", "second_hand", "source_url", "source_date", "note", "unsized", "commitment_basis",
)  # fmt: skip


def with_payers(debt: pl.DataFrame, commitments: pl.DataFrame) -> pl.DataFrame:
    """Add who owes, who pays and why: `owes`, `pays`, `pays_named`, `pays_because`, `uses`.

    Corporate debt is paid by whoever owes it. Debt that rests on a lease, on chips, or on a project
    with a contract in the book is paid by the obligor of the deal's own lease or offtake row, else by
    the lessee its note names, else by the sponsor whose demand backs it.
    """
    lessees = (
        commitments.filter(~pl.col("aggregate").fill_null(value=False))
        .group_by("deal_id", maintain_order=True)
        .agg(pl.col("obligor").first().alias("_lessee"), pl.col("kind").first().alias("_contract"))
    )
    lent_on = pl.col("security")
    contracted = lent_on.is_in(_ON_CONTRACT) | (
        (lent_on == Security.PROJECT.value) & pl.col("guarantee_note").is_not_null()
    )
    contracted = contracted.fill_null(value=False)
    named = pl.when(lent_on == Security.LEASE.value).then(pl.col("guarantee_note").str.extract(_LESSEE))
    words = pl.concat_str(pl.col("guarantee_note", "note").fill_null(""), separator=" ")
    return (
        debt.join(lessees, on="deal_id", how="left", maintain_order="left")
        .with_columns(
            owes=party(pl.col("obligor")),
            pays_named=pl.when(~contracted).then(pl.col("obligor")).otherwise(pl.coalesce("_lessee", named, "sponsor")),
            uses=words.str.extract(_END_USER),
            pays_because=pl.when(~contracted)
            .then(pl.lit("owes it from all it has"))
            .when(pl.col("_lessee").is_not_null())
            .then(pl.format("{} row of the deal", "_contract"))
            .otherwise(pl.coalesce("guarantee_note", pl.lit("sponsor: its demand backs the deal"))),
        )
        .with_columns(pays=party(pl.col("pays_named")))
    )


def guaranteed_parts(paid: pl.DataFrame, guarantees: pl.DataFrame) -> pl.DataFrame:
    """Return one row a tranche and guarantor: `guarantor`, `share` of the balance, null under an unknown cap.

    Caps stand against the deal's whole balance and cover its tranches alike. A full guarantee without
    a cap covers everything; a residual value guarantee without one covers its threshold. Completion
    guarantees end when building does and cover no balance.
    """
    promises = guarantees.filter(
        ~pl.col("aggregate").fill_null(value=False)
        & pl.col("status").is_in(_COUNTED)
        & (pl.col("kind") != Support.COMPLETION.value)
    )
    balances = paid.group_by("deal_id").agg(_owed=pl.col("balance_usd_m").sum())
    full = (pl.col("kind") == Support.FULL.value) & pl.col("cap_usd_m").is_null()
    capped = promises.join(balances, on="deal_id").with_columns(
        _cap=pl.when(full).then(pl.col("_owed")).otherwise(pl.coalesce("cap_usd_m", "threshold_usd_m"))
    )
    together = pl.col("_cap").sum().over("deal_id")
    covered = pl.min_horizontal(together, "_owed")
    shared = capped.with_columns(
        share=pl.when((pl.col("_owed") > _A_DOLLAR) & (together > _A_DOLLAR)).then(
            covered / pl.col("_owed") * pl.col("_cap") / together
        )
    )
    return paid.select("tranche_id", "deal_id").join(
        shared.select(
            "deal_id", "guarantor", "share", "name", "covers", g_confidence="confidence", g_second_hand="second_hand",
            g_source_url="source_url", g_source_date="source_date", g_note="note",
        ),
        on="deal_id",
        maintain_order="left",
    )  # fmt: skip


def chains(paid: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Return every link of every tranche; `ultimate_usd_m` sums to its balance.

    The guarantor pays in the end up to its cap, whoever services the debt the rest. `unsized` marks a
    guarantee whose cap is not published: it takes nothing from the payer's part.
    """
    left = parts.group_by("tranche_id").agg(_covered=pl.col("share").sum())
    rest = paid.join(left, on="tranche_id", how="left", maintain_order="left").with_columns(
        _rest=pl.col("balance_usd_m") * (1 - pl.col("_covered").fill_null(0.0))
    )
    flat = {"unsized": pl.lit(value=False), "commitment_basis": pl.col("commitment_basis")}
    nothing = pl.lit(0.0)
    itself = pl.col("owes") == pl.col("pays")
    links = [
        rest.select(
            *_named(Role.OWES, "owes", pl.col("obligor")),
            ultimate_usd_m=pl.when(itself).then(pl.col("_rest")).otherwise(nothing),
            because=pl.lit("obligor"),
            **flat,
        ),
        rest.filter(~itself).select(
            *_named(Role.PAYS, "pays", pl.col("pays_named")),
            ultimate_usd_m=pl.col("_rest"),
            because=pl.col("pays_because"),
            **flat,
        ),
        rest.filter((pl.col("sponsor") != pl.col("pays")) & (pl.col("sponsor") != pl.col("owes"))).select(
            *_named(Role.DEMAND, "sponsor", pl.col("sponsor")),
            ultimate_usd_m=nothing,
            because=pl.lit("sponsor: its demand backs the deal"),
            **flat,
        ),
        rest.filter(pl.col("uses").is_not_null() & (pl.col("uses") != pl.col("pays"))).select(
            *_named(Role.END_USER, "uses", pl.col("uses")),
            ultimate_usd_m=nothing,
            because=pl.col("guarantee_note"),
            **flat,
        ),
        rest.join(parts.drop("deal_id"), on="tranche_id", maintain_order="left").select(
            "tranche_id",
            "deal_id",
            "deal",
            role=pl.lit(Role.GUARANTEES.value),
            party=party(pl.col("guarantor")),
            named=pl.col("guarantor"),
            balance_usd_m=pl.col("balance_usd_m"),
            ultimate_usd_m=pl.col("balance_usd_m") * pl.col("share").fill_null(0.0),
            because=pl.concat_str("name", "covers", separator=": ", ignore_nulls=True),
            confidence=pl.col("g_confidence"),
            second_hand=pl.col("g_second_hand"),
            source_url=pl.col("g_source_url"),
            source_date=pl.col("g_source_date"),
            note=pl.col("g_note"),
            unsized=pl.col("share").is_null(),
            commitment_basis=pl.col("commitment_basis"),
        ),
    ]
    return (
        pl.concat([link.select(_LINK) for link in links])
        .with_columns(step=pl.col("role").replace_strict(_STEPS, return_dtype=pl.Int64))
        .sort("deal_id", "tranche_id", "step", maintain_order=True)
    )


def _named(role: Role, column: str, named: pl.Expr) -> list[pl.Expr]:
    kept = (
        "tranche_id",
        "deal_id",
        "deal",
        "balance_usd_m",
        "confidence",
        "second_hand",
        "source_url",
        "source_date",
        "note",
    )
    return [
        *(pl.col(name) for name in kept),
        pl.lit(role.value).alias("role"),
        pl.col(column).alias("party"),
        named.alias("named"),
    ]


def by_party(links: pl.DataFrame) -> pl.DataFrame:
    """Return exposure by party: through everything once, by role, and what it pays in the end."""

    def in_role(role: Role, value: pl.Expr) -> pl.Expr:
        return value.filter(pl.col("role") == role.value).sum()

    balance = pl.col("balance_usd_m")
    once = links.unique(["party", "tranche_id"], maintain_order=True)
    through = once.group_by("party").agg(
        tranches=pl.len().cast(pl.Int64),
        through_usd_m=balance.sum(),
        commitment_basis_usd_m=balance.filter(pl.col("commitment_basis")).sum(),
        without_amount=balance.null_count().cast(pl.Int64),
    )
    roles = links.group_by("party").agg(
        ultimate_usd_m=pl.col("ultimate_usd_m").sum(),
        owes_usd_m=in_role(Role.OWES, balance),
        pays_usd_m=in_role(Role.PAYS, balance),
        demand_usd_m=in_role(Role.DEMAND, balance),
        uses_usd_m=in_role(Role.END_USER, balance),
        guarantees_usd_m=in_role(Role.GUARANTEES, pl.col("ultimate_usd_m")),
        uncapped_usd_m=balance.filter((pl.col("role") == Role.GUARANTEES.value) & pl.col("unsized")).sum(),
    )
    return through.join(roles, on="party").sort("through_usd_m", "party", descending=[True, False])

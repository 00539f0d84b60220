"""What is covered on each day a lease may end before the notes do.

Definitions, section 4: V = (1 - h) x alternative value, recovery R = V + min(cap, max(0, G - V)),
uncovered X = max(0, B - R), cover = R / B. A guarantee pays the shortfall; it is not added to value.
"""

from __future__ import annotations

import polars as pl

from debtwatch.analysis.bonds.schedule import months_between
from debtwatch.analysis.bonds.time import years
from debtwatch.analysis.refinancing.profiles import with_share_left
from debtwatch.analysis.structure.assumptions import LeaseAssumptions
from debtwatch.analysis.structure.results import Reading
from debtwatch.domain.kinds import CommitmentKind, Schedule, Support

_MOST_TERMS = 40


def recovery(value: pl.Expr, guaranteed: pl.Expr, cap: pl.Expr) -> pl.Expr:
    """Return R = V + min(cap, max(0, G - V)); a null G guarantees nothing, a null cap does not bind."""
    return value + guarantee_pays(value, guaranteed, cap)


def guarantee_pays(value: pl.Expr, guaranteed: pl.Expr, cap: pl.Expr) -> pl.Expr:
    """Return what the guarantor pays: the shortfall below G, up to its cap."""
    shortfall = (guaranteed.fill_null(0.0) - value).clip(lower_bound=0.0)
    return pl.min_horizontal(shortfall, cap)


def scheduled(first: pl.Expr, final: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return a guarantee's threshold or cap on a day: constant, or straight from first to final.

    Without a final amount it stays; outside the guarantee's days the caller decides.
    """
    run = years(pl.col("guarantee_starts_on"), pl.col("guarantee_ends_on"))
    passed = (years(pl.col("guarantee_starts_on"), day) / run).clip(0.0, 1.0)
    slides = (pl.col("schedule") == Schedule.LINEAR.value) & final.is_not_null() & (run > 0)
    return pl.when(slides).then(first + (final - first) * passed).otherwise(first)


def _source_of(prefix: str) -> dict[str, str]:
    """Return the source columns of a joined row under names of their own."""
    return {f"{prefix}_{name}": name for name in ("confidence", "source_url", "source_date", "note")}


def guaranteed_notes(debt: pl.DataFrame, commitments: pl.DataFrame, guarantees: pl.DataFrame) -> pl.DataFrame:
    """Return the notes with a residual value guarantee and a threshold, one row each, with lease and guarantee."""
    promised = guarantees.filter(
        (pl.col("kind") == Support.RESIDUAL_VALUE.value) & pl.col("threshold_usd_m").is_not_null()
    ).select(
        "deal_id", "guarantor", "threshold_usd_m", "final_threshold_usd_m", "cap_usd_m", "final_cap_usd_m", "schedule",
        guarantee_assumed="assumed", guarantee_starts_on="starts_on", guarantee_ends_on="ends_on",
        guarantee_ends_text="ends_on_text", **_source_of("guarantee"),
    )  # fmt: skip
    leases = (
        commitments.filter((pl.col("kind") == CommitmentKind.LEASE.value) & ~pl.col("aggregate"))
        .select("deal_id", lease_starts_on="starts_on", lease_ends_on="ends_on", **_source_of("lease"))
        .drop_nulls(["lease_starts_on", "lease_ends_on"])
        .unique("deal_id", keep="first", maintain_order=True)
    )
    return debt.join(promised, on="deal_id", maintain_order="left").join(
        leases, on="deal_id", how="left", maintain_order="left"
    )


def _expiries(notes: pl.DataFrame, assumed: LeaseAssumptions) -> pl.DataFrame:
    """Return one row a note and day its lease may end, before its maturity."""
    begins = pl.coalesce("lease_starts_on", "guarantee_starts_on")
    months = pl.when(pl.col("lease_ends_on").is_not_null()).then(
        months_between(pl.col("lease_starts_on"), pl.col("lease_ends_on"))
    )
    return (
        notes.with_columns(_begins=begins, _term=months.fill_null(assumed.term_years * 12))
        .filter(pl.col("_begins").is_not_null() & (pl.col("_term") > 0))
        .with_columns(expiry=pl.int_ranges(1, _MOST_TERMS + 1))
        .explode("expiry")
        .with_columns(expires_on=pl.col("_begins").dt.offset_by(pl.format("{}mo", pl.col("_term") * pl.col("expiry"))))
        .filter(pl.col("expires_on") < pl.col("matures_on"))
    )


def _ends_that_very_day() -> pl.Expr:
    """Say whether the guarantee ends on the expiry day, as far as its own date is known: a year alone is that year."""
    ends, day, known = pl.col("guarantee_ends_on"), pl.col("expires_on"), pl.col("guarantee_ends_text").str.len_chars()
    same_year = ends.dt.year() == day.dt.year()
    return (
        pl.when(known == len("2045"))
        .then(same_year)
        .when(known == len("2045-05"))
        .then(same_year & (ends.dt.month() == day.dt.month()))
        .otherwise(ends == day)
        .fill_null(value=False)
    )


def _readings(expiries: pl.DataFrame) -> pl.DataFrame:
    """Double the rows of a guarantee that ends on the very day."""
    placed = expiries.with_columns(_same=_ends_that_very_day())
    after = pl.col("guarantee_ends_on").is_null() | (pl.col("guarantee_ends_on") > pl.col("expires_on"))
    begun = pl.col("guarantee_starts_on").is_null() | (pl.col("guarantee_starts_on") <= pl.col("expires_on"))
    first = placed.with_columns(
        reading=pl.lit(Reading.ENDS_BEFORE.value),
        covered=begun & after & ~pl.col("_same"),
    )
    second = placed.filter("_same").with_columns(
        reading=pl.lit(Reading.COVERS_LAST_DAY.value), covered=pl.lit(value=True)
    )
    return pl.concat([first, second]).sort("deal_id", "tranche_id", "expiry", maintain_order=True)


def cliffs(notes: pl.DataFrame, assumed: LeaseAssumptions) -> pl.DataFrame:
    """Return B, V, G, R, X and cover on every expiry and reading of the `guaranteed_notes`."""
    day = pl.col("expires_on")
    cost = pl.col("balance_usd_m") / (1 - pl.col("sponsor_equity_pct").fill_null(0.0) / 100)
    aged = (years(pl.col("_begins"), day) / assumed.asset_life_years).clip(0.0, 1.0)
    value, promised, cap = pl.col("value_usd_m"), pl.col("guaranteed_usd_m"), pl.col("cap_usd_m")
    return (
        with_share_left(_readings(_expiries(notes, assumed)), day, "_left")
        .with_columns(
            balance_usd_m=pl.col("balance_usd_m") * pl.col("_left") / pl.col("left_share").fill_null(1.0),
            alternative_usd_m=cost * (1 - aged),
            guaranteed_usd_m=pl.when(pl.col("covered")).then(
                scheduled(pl.col("threshold_usd_m"), pl.col("final_threshold_usd_m"), day)
            ),
            cap_usd_m=scheduled(pl.col("cap_usd_m"), pl.col("final_cap_usd_m"), day),
            schedule=pl.when(pl.col("guarantee_assumed").fill_null(value=False))
            .then(pl.format("{}, assumed: not published", pl.col("schedule").fill_null("constant")))
            .otherwise(pl.format("{}, as published", pl.col("schedule").fill_null("constant"))),
            lease=pl.when(pl.col("lease_ends_on").is_not_null())
            .then(pl.lit("lease row of the deal, renewed on the same term"))
            .otherwise(pl.lit(f"{assumed.term_years}-year terms from the guarantee's first day, assumed")),
        )
        .with_columns(value_usd_m=pl.col("alternative_usd_m") * (1 - assumed.haircut_pct / 100))
        .with_columns(paid_usd_m=guarantee_pays(value, promised, cap))
        .with_columns(recovery_usd_m=value + pl.col("paid_usd_m"))
        .with_columns(
            uncovered_usd_m=(pl.col("balance_usd_m") - pl.col("recovery_usd_m")).clip(lower_bound=0.0),
            cover=pl.when(pl.col("balance_usd_m") > 0).then(pl.col("recovery_usd_m") / pl.col("balance_usd_m")),
        )
    )


def summary(cliff: pl.DataFrame) -> pl.DataFrame:
    """Return one row a deal: the first expiry, the first without guarantee, the worst cover.

    `cover_shortfall` is the part refinancing ranks by: nothing where every expiry is covered in full.
    """
    main = cliff.filter(pl.col("reading") == Reading.ENDS_BEFORE.value)
    bare = pl.col("expires_on").filter(~pl.col("covered"))
    worst = pl.col("cover").arg_min()
    beyond = years(pl.col("guarantee_ends_on"), pl.col("matures_on"))
    return main.group_by("deal_id", "deal", "sponsor", maintain_order=True).agg(
        first_expiry_on=pl.col("expires_on").min(),
        first_uncovered_on=bare.min(),
        worst_cover=pl.col("cover").min(),
        worst_on=pl.col("expires_on").get(worst),
        worst_uncovered_usd_m=pl.col("uncovered_usd_m").get(worst),
        cover_shortfall=(1 - pl.col("cover").min()).clip(lower_bound=0.0),
        years_beyond_guarantee=beyond.max(),
    )

"""What alert rules are held against: parts of a snapshot, each there when it is first looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from debtwatch.analysis.later import Later

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import polars as pl

    from debtwatch.analysis.bubble.results import Lamp
    from debtwatch.analysis.market.results import Curve
    from debtwatch.analysis.snapshot.results import Snapshot
    from debtwatch.domain.freshness import FeedHealth, Freshness

SUMS = ("gap_bp", "rolls_12m_usd_m", "rolls_24m_usd_m", "roll_12m_usd_m_y", "mark_usd_m_y")
"""What rules may ask of a deal, a sponsor and the book."""


@dataclass(frozen=True, slots=True)
class Warned:
    """What the warnings say."""

    gauges: pl.DataFrame
    """`GAUGE_COLUMNS`; what stands beside a reading may be missing."""
    lamps: tuple[Lamp, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """The parts of one day that a rule may be about; each figure is what the snapshot of that day says."""

    as_of: date
    moment: datetime
    """Nothing first known after this moment is in it (UTC)."""
    version: int
    """Data version it was computed from."""
    reviewed_to: date | None
    """Newest source date in the book."""
    book_age_days: int | None
    book_problems: int
    freshness: Mapping[str, Freshness]
    feeds: tuple[FeedHealth, ...]
    moves: Later[pl.DataFrame]
    """One row a series: series, unit, observed_on, last, changes, z, pct_full and state among `SPREAD_COLUMNS`."""
    warned: Later[Warned]
    par: Later[Curve | None]
    """The par curve debt is priced on."""
    tranches: Later[pl.DataFrame]
    """One row a counted tranche: deal_id, matures_on and roll_principal_usd_m among the columns."""
    deals: Later[pl.DataFrame]
    """One row a deal: deal_id, headroom_bp and `SUMS` among the columns."""
    sponsors: Later[pl.DataFrame]
    """The same by sponsor."""
    totals: Later[Mapping[str, float | None]]
    """`SUMS` of the whole book."""


def found_in(snapshot: Snapshot) -> Findings:
    """Return the findings of a snapshot that is there."""
    priced = snapshot.refinancing
    return Findings(
        as_of=snapshot.as_of,
        moment=snapshot.moment,
        version=snapshot.version,
        reviewed_to=snapshot.book.reviewed_to,
        book_age_days=snapshot.book.age_days,
        book_problems=snapshot.book.problems,
        freshness=snapshot.freshness,
        feeds=snapshot.feeds,
        moves=Later(lambda: snapshot.spreads.table),
        warned=Later(lambda: Warned(snapshot.bubble.gauges, snapshot.bubble.lamps)),
        par=Later(lambda: snapshot.market.par),
        tranches=Later(lambda: priced.tranches),
        deals=Later(lambda: priced.deals),
        sponsors=Later(lambda: priced.sponsors),
        totals=Later(lambda: {name: getattr(priced.totals, name) for name in SUMS}),
    )

"""What goes into a snapshot and what comes out: importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.structure.assumptions import LEASES, LeaseAssumptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    import polars as pl

    from debtwatch.analysis.bubble.explosive_gauges import Tests
    from debtwatch.analysis.bubble.lppls_gauges import Fits
    from debtwatch.analysis.bubble.results import Bubble
    from debtwatch.analysis.circularity.results import Circularity
    from debtwatch.analysis.given import Baselines, BookFrames
    from debtwatch.analysis.hurdle.results import Hurdle
    from debtwatch.analysis.issuers.results import Issuers
    from debtwatch.analysis.later import Later
    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.market.results import Market, Shock
    from debtwatch.analysis.refinancing.ledger import Ledger
    from debtwatch.analysis.refinancing.results import Refinancing
    from debtwatch.analysis.spreads.results import Spreads
    from debtwatch.analysis.structure.results import Structure
    from debtwatch.domain.freshness import FeedHealth, Freshness
    from debtwatch.domain.series import Series


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What the book alone says on a day: no price moves it, so it is kept while prices move."""

    book: BookFrames
    """The frames it was read from."""
    as_of: date
    """The day."""
    base_pct: float | None
    """The SOFR average floating loans on chips pay over."""
    leases: LeaseAssumptions
    """How leases that end are read."""
    notes: pl.DataFrame
    """`Structure.notes`."""
    cliff_summary: pl.DataFrame
    """`Structure.cliff_summary`."""
    voting: tuple[list[dict[str, Any]], list[dict[str, Any]]]
    """The gauges read from it that vote: `voting_rows`."""
    issuers: Issuers
    """Who owes it, before refinancing."""
    later_structure: Later[Structure]
    later_hurdle: Later[Hurdle]
    later_circularity: Later[Circularity]
    facts: pl.DataFrame
    """The published company figures it was read from."""

    @property
    def structure(self) -> Structure:
        """Where the debt hides, and what falls due before the bonds do: computed when it is first looked at."""
        return self.later_structure()

    @property
    def hurdle(self) -> Hurdle:
        """What revenue this must earn: computed when it is first looked at."""
        return self.later_hurdle()

    @property
    def circularity(self) -> Circularity:
        """Who pays whom: computed when it is first looked at."""
        return self.later_circularity()


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Everything a snapshot is computed from; frames are in memory and never changed."""

    book: BookFrames
    """The book's frames."""
    observations: pl.DataFrame
    """Every vintage: series, observed_on, published_on, published_assumed, seen_at, value, origin."""
    series: Mapping[str, Series]
    """Declared series by id."""
    baselines: Baselines
    """Both eras."""
    version: int = 0
    """Data version of `observations`."""
    reviewed_to: date | None = None
    """Newest source date in the book."""
    deals: int = 0
    """Deals in the book."""
    problems: int = 0
    """Problems found while reading it."""
    amber_days: int = 60
    """Age of the book at which every total turns amber."""
    freshness: Mapping[str, Freshness] = field(default_factory=dict)
    """By series, at the moment of the snapshot."""
    feeds: tuple[FeedHealth, ...] = ()
    """What each feed last did."""
    last_looked: datetime | None = None
    """When this reader last looked (UTC); None on a first visit."""
    leases: LeaseAssumptions = LEASES
    """What a leased campus is taken to be worth to someone else."""
    tests: Tests | None = None
    """Where results of the explosiveness test come from; none are known without."""
    fits: Fits | None = None
    """Where LPPLS confidence comes from; None is off."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the market, the spreads and the warnings of a day are read from."""

    as_of: date
    """The day."""
    prints: pl.DataFrame
    """What was known of every series, as `vintages.history` returns it."""
    series: Mapping[str, Series]
    """Declared series by id."""
    baselines: Baselines
    """Both eras."""


@dataclass(frozen=True, slots=True)
class BookSummary:
    """What the book holds, and how old it is."""

    reviewed_to: date | None
    """Newest source date; every total carries it."""
    age_days: int | None
    """Days from there to the date asked about."""
    amber: bool
    """Whether it is old enough to say so in colour."""
    deals: int
    """Deals."""
    tranches: int
    """Counted debt tranches at the date asked about."""
    total_usd_m: float
    """What they commit, $m."""
    off_share: float | None
    """Share of that off balance sheet."""
    problems: int
    """Problems found while reading the book."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One computation, every front end."""

    as_of: date
    """The day asked about."""
    moment: datetime
    """Nothing first known after this moment is in it (UTC)."""
    version: int
    """Data version it was computed from."""
    book: BookSummary
    """What the book holds."""
    market: Market
    """Curves and index spreads."""
    refinancing: Refinancing
    """Who must refinance, when, at what cost."""
    spreads: Spreads
    """What moved."""
    bubble: Bubble
    """Is this 2008 or 2017?"""
    freshness: Mapping[str, Freshness]
    """By series."""
    feeds: tuple[FeedHealth, ...]
    """By feed."""
    revised_data: bool
    """Whether any figure rests on a final vintage of a revised series, not on what was known then."""
    revised_series: tuple[str, ...]
    """Which."""
    ledger: Ledger
    """The debt that was priced, for the next snapshot to keep."""
    known: Known
    """What it was read from, for the next snapshot to tell what is new."""
    history: MarketHistory
    """The market of every day it was priced from, for the next shock."""
    shock: Shock | None = None
    """The move of the market it was computed under."""
    issuers: Issuers | None = None
    """Who owes it, with cover before and after refinancing; None where the book given holds debt alone."""
    standing: Standing | None = None
    """What the book alone decides, for the next snapshot to keep."""

    @property
    def structure(self) -> Structure | None:
        """Where the debt hides; None, like the next two, where the book given holds debt alone."""
        return None if self.standing is None else self.standing.structure

    @property
    def hurdle(self) -> Hurdle | None:
        """What revenue this must earn."""
        return None if self.standing is None else self.standing.hurdle

    @property
    def circularity(self) -> Circularity | None:
        """Who pays whom."""
        return None if self.standing is None else self.standing.circularity

"""The findings of a day without its snapshot: only what is looked at is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from debtwatch.analysis.given import is_whole
from debtwatch.analysis.later import Later
from debtwatch.analysis.market.quotes import market_history
from debtwatch.analysis.market.today import market_today
from debtwatch.analysis.market.vintages import history
from debtwatch.analysis.snapshot.findings import SUMS, Findings, Warned

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from debtwatch.analysis.snapshot.results import Inputs, Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the parts nobody would miss where no rule is about it."""

    series: Collection[str] | None = None
    """Series, and combined rows, whose moves are asked for; None is all of them."""
    ranks: bool = True
    """Whether their percentiles are; null without."""
    informing: bool = True
    """Whether the gauges of the book that do not vote are asked for."""
    headroom: bool = True
    """Whether headroom of deals and sponsors is; null without."""


def findings(inputs: Inputs, asked: Asked, *, as_of: date, moment: datetime) -> Findings:
    """Return the findings of a day, from what was known at a moment (UTC): the figures `build_snapshot` gives.

    No I/O and no clock. Parts are computed when they are first looked at, so nothing given may change.
    """
    day = _Day(inputs, asked, as_of, moment)
    return Findings(
        as_of=as_of,
        moment=moment,
        version=inputs.version,
        reviewed_to=inputs.reviewed_to,
        book_age_days=None if inputs.reviewed_to is None else (as_of - inputs.reviewed_to).days,
        book_problems=inputs.problems,
        freshness=dict(inputs.freshness),
        feeds=inputs.feeds,
        moves=Later(day.moves),
        warned=Later(day.warned),
        par=Later(lambda: day.market().par),
        tranches=day.tranches,
        deals=Later(lambda: day.sums("deal_id")),
        sponsors=Later(lambda: day.sums("sponsor")),
        totals=Later(day.totals),
    )


class _Day:
    """What several parts of a day rest on, each computed once."""

    def __init__(self, inputs: Inputs, asked: Asked, as_of: date, moment: datetime) -> None:
        self._inputs, self._asked, self._as_of = inputs, asked, as_of
        self._known = Later(lambda: history(inputs.observations, inputs.series, as_of=as_of, moment=moment))
        self._history = Later(lambda: market_history(self._known(), inputs.series))
        self.market = Later(lambda: market_today(self._known(), self._history(), as_of))
        self._standing = Later(self._stands)
        self._debt = Later(self._owed)
        self.tranches = Later(self._priced)

    def moves(self) -> pl.DataFrame:
        """Return the moves asked for."""
        from debtwatch.analysis.spreads.moves import moves_of, with_states
        from debtwatch.analysis.spreads.series import lines

        given, asked = self._inputs, self._asked
        rows = tuple(row for row in lines(given.series) if asked.series is None or row.id in asked.series)
        moved = moves_of(self._known(), rows, given.baselines, self._as_of, ranked=asked.ranks)
        return with_states(moved, given.freshness)

    def warned(self) -> Warned:
        """Return the warnings with the gauges of the book, those that only inform where they are asked for."""
        from debtwatch.analysis.bubble.warnings import warned_now

        given = self._inputs
        gauges, lamps = warned_now(
            self._known(),
            given.series,
            given.baselines,
            self._as_of,
            given.tests,
            fits=given.fits,
            funding=self._funding(),
        )
        return Warned(gauges, lamps)

    def _funding(self) -> list[dict[str, Any]]:
        from debtwatch.analysis.bubble.funding import funding_rows, voting_rows
        from debtwatch.analysis.circularity.flows import standing_edges, with_flows

        book = self._inputs.book
        standing = self._standing() if self._asked.informing else None
        if standing is not None:
            return funding_rows(standing, self._off_share(), self._as_of)
        if not is_whole(book):
            return []
        edges = with_flows(standing_edges(book.edges, self._as_of)[0], self._as_of)
        mix, spending = voting_rows(book.facts, edges, self._as_of)
        return [*mix, *spending]

    def sums(self, by: str) -> pl.DataFrame:
        """Return `SUMS` and headroom by deal_id or sponsor."""
        from debtwatch.analysis.refinancing.groups import sums_by

        tranches = self.tranches()
        sums = sums_by(tranches, by)
        standing = self._standing() if self._asked.headroom else None
        if standing is None:
            return sums.with_columns(headroom_bp=pl.lit(None, dtype=pl.Float64))
        from debtwatch.analysis.issuers.headroom import with_headroom

        room = with_headroom(tranches, standing.issuers.cash_flows, by=[by]).select(by, "headroom_bp")
        return sums.join(room, on=by, how="left", maintain_order="left")

    def totals(self) -> dict[str, float | None]:
        """Return `SUMS` of the book."""
        from debtwatch.analysis.refinancing.groups import weighted_gap

        amounts = [pl.col(name).sum() for name in SUMS if name != "gap_bp"]
        return self.tranches().select(weighted_gap(), *amounts).row(0, named=True)

    def _owed(self) -> pl.DataFrame:
        from debtwatch.analysis.refinancing.debt import debt_at
        from debtwatch.analysis.refinancing.events import with_expected_date

        return with_expected_date(debt_at(self._inputs.book.tranches, self._as_of)[0])

    def _priced(self) -> pl.DataFrame:
        from debtwatch.analysis.refinancing.tranches import priced_tranches, rolled, sold_tranches

        debt, market = self._debt(), self._history()
        sold = sold_tranches(debt, self._inputs.book.ratings, market, self._as_of)
        priced = priced_tranches(sold, market, self.market(), as_of=self._as_of)
        return rolled(debt, priced, self._as_of)

    def _off_share(self) -> float | None:
        from debtwatch.domain.kinds import BalanceSheet

        off = pl.col("balance_sheet") == BalanceSheet.OFF.value
        amount = pl.col("committed_usd_m")
        total, outside = self._debt().select(total=amount.sum(), off=amount.filter(off).sum()).row(0)
        return outside / total if total else None

    def _stands(self) -> Standing | None:
        from debtwatch.analysis.market.ratios import floating_base_pct
        from debtwatch.analysis.snapshot.standing import standing_of

        given = self._inputs
        base = floating_base_pct(self.market().sofr_pct, None)
        return standing_of(given.book, self._as_of, base, leases=given.leases)

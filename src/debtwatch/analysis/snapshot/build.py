"""Building a snapshot: each part a function of the same inputs, so that only what changed is built again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.funding import funding_rows
from debtwatch.analysis.bubble.warnings import bubble, with_funding
from debtwatch.analysis.issuers.refinanced import refinanced
from debtwatch.analysis.later import Later
from debtwatch.analysis.market.news import ALL_NEW, news_between
from debtwatch.analysis.market.quotes import market_history
from debtwatch.analysis.market.ratios import floating_base_pct
from debtwatch.analysis.market.today import market_today
from debtwatch.analysis.market.vintages import history, of
from debtwatch.analysis.refinancing.cover import Cover
from debtwatch.analysis.refinancing.ledger import ledger_of
from debtwatch.analysis.refinancing.pressure import refinancing
from debtwatch.analysis.snapshot.results import BookSummary, Known, Snapshot
from debtwatch.analysis.snapshot.standing import standing_of
from debtwatch.analysis.spreads.attribution import attribution
from debtwatch.analysis.spreads.movers import curve_moves, first_seen_since, movers
from debtwatch.analysis.spreads.moves import spreads, with_states
from debtwatch.analysis.spreads.obligors import obligor_marks, swap_prints
from debtwatch.analysis.spreads.results import Quoted
from debtwatch.analysis.spreads.series import MONTHLY_MEAN

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    import polars as pl

    from debtwatch.analysis.bubble.results import Bubble
    from debtwatch.analysis.market.news import News
    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.market.results import Market, Shock
    from debtwatch.analysis.refinancing.ledger import Ledger
    from debtwatch.analysis.refinancing.results import Refinancing
    from debtwatch.analysis.snapshot.results import Inputs, Standing
    from debtwatch.analysis.spreads.results import Spreads


class Part(StrEnum):
    """What may have changed since the last snapshot."""

    BOOK = "book"
    """The book's frames, or what is assumed of its leases."""
    OBSERVATIONS = "observations"
    """The store's data version, the series declared, the baselines."""
    FRESHNESS = "freshness"
    """Ages and feeds only: no number moves."""


def book_summary(inputs: Inputs, priced: Refinancing, as_of: date) -> BookSummary:
    """Say what the book holds on a day and how old its newest source is."""
    age = None if inputs.reviewed_to is None else (as_of - inputs.reviewed_to).days
    totals = priced.totals
    return BookSummary(
        reviewed_to=inputs.reviewed_to,
        age_days=age,
        amber=age is not None and age >= inputs.amber_days,
        deals=inputs.deals,
        tranches=totals.tranches,
        total_usd_m=totals.total_usd_m,
        off_share=totals.off_usd_m / totals.total_usd_m if totals.total_usd_m else None,
        problems=inputs.problems,
    )


def known_to(inputs: Inputs, as_of: date, moment: datetime) -> Known:
    """Return what is known of a day at a moment."""
    prints = history(inputs.observations, inputs.series, as_of=as_of, moment=moment)
    return Known(as_of, prints, inputs.series, inputs.baselines)


def news_since(before: Known | None, now: Known) -> News:
    """Return the series of which something else is known than before; all, where the day or what they are read by differs."""
    if before is None or before.as_of != now.as_of:
        return ALL_NEW
    if before.series is not now.series or before.baselines is not now.baselines:
        return ALL_NEW
    return news_between(before.prints, now.prints)


def revised_series(known: pl.DataFrame, moves: Spreads, inputs: Inputs) -> tuple[str, ...]:
    """Return the revised series in use as a final vintage: back-filled rows, or the shipped monthly means."""
    declared = [id_ for id_, series in inputs.series.items() if series.revised]
    rows = of(known, declared).filter("final_vintage")
    means = moves.table.filter((moves.table["basis"] == MONTHLY_MEAN) & moves.table["series"].is_in(declared))
    return tuple(sorted({*rows["series"], *means["series"]}))


def _moves_and_warnings(known: Known, inputs: Inputs, previous: Snapshot | None, news: News) -> tuple[Spreads, Bubble]:
    """Compute the parts that need no price, or what of them is new."""
    moves = spreads(
        known.prints,
        inputs.series,
        inputs.baselines,
        inputs.freshness,
        known.as_of,
        before=None if previous is None else previous.spreads,
        news=news,
    )
    looked = inputs.last_looked
    seen = None if looked is None else first_seen_since(inputs.observations, looked)
    warned = bubble(
        known.prints,
        inputs.series,
        inputs.baselines,
        known.as_of,
        inputs.tests,
        fits=inputs.fits,
        before=None if previous is None else previous.bubble,
        news=news,
    )
    return (
        replace(
            moves,
            curve=curve_moves(moves.table, inputs.series),
            movers=None if seen is None else movers(known.prints, moves.table, seen),
        ),
        warned,
    )


def _cover(standing: Standing | None) -> Cover | None:
    return None if standing is None else Cover(standing.issuers.cash_flows, standing.cliff_summary)


def _with_standing(snapshot: Snapshot, standing: Standing | None) -> Snapshot:
    """Add what the book alone decides, the gauges read from it, and cover after the refinancing just priced."""
    if standing is None:
        return snapshot
    return replace(
        snapshot,
        bubble=with_funding(
            snapshot.bubble, funding_rows(standing, snapshot.book.off_share, snapshot.as_of), snapshot.as_of
        ),
        issuers=refinanced(standing.issuers, snapshot.refinancing.tranches),
        standing=standing,
    )


def _priced(
    inputs: Inputs,
    ledger: Ledger,
    market: MarketHistory,
    today: Market,
    *,
    standing: Standing | None,
    shock: Shock | None,
) -> Refinancing:
    """Price the ledger on the market of the day, moved by a shock."""
    return refinancing(ledger, market, today, shock=shock, cover=_cover(standing), issuance=inputs.baselines.issuance)


def _quoted(inputs: Inputs, market: MarketHistory, as_of: date, moment: datetime) -> Later[Quoted]:
    """Return what moved the marked bonds and their obligors' swaps, to be computed when looked at."""

    def compute() -> Quoted:
        known = history(inputs.observations, inputs.series, as_of=as_of, moment=moment)
        swaps = swap_prints(known, inputs.series)
        return Quoted(attribution(inputs.book, market, as_of, swaps), obligor_marks(swaps, inputs.book, market, as_of))

    return Later(compute)


def _quoted_before(inputs: Inputs, as_of: date, previous: Snapshot | None) -> Later[Quoted] | None:
    """Return the previous answer where book, day and data are the same."""
    if previous is None or previous.ledger.book is not inputs.book:
        return None
    return previous.spreads.quoted if (previous.version, previous.as_of) == (inputs.version, as_of) else None


def build_snapshot(
    inputs: Inputs,
    *,
    as_of: date,
    moment: datetime,
    shock: Shock | None = None,
    previous: Snapshot | None = None,
) -> Snapshot:
    """Compute everything a front end shows for a day, from what was known at a moment (UTC).

    No I/O and no clock: the same inputs give the same snapshot. A shock moves the market the book is
    priced on and the base floating loans pay over; curves, spreads and gauges stay as they are. `previous`
    only saves work: what rests on no print that is new since then, and what the book alone says of the same day,
    is taken from it.
    """
    known = known_to(inputs, as_of, moment)
    news = news_since(None if previous is None else previous.known, known)
    market = market_history(
        known.prints, inputs.series, before=None if previous is None else previous.history, news=news
    )
    today = market_today(known.prints, market, as_of)
    stood, listed = (None, None) if previous is None else (previous.standing, previous.ledger)
    # The parts share nothing but frames none of them changes: side by side they take the longest one's time.
    with ThreadPoolExecutor(max_workers=1) as beside:
        moved = beside.submit(_moves_and_warnings, known, inputs, previous, news)
        standing = standing_of(inputs.book, as_of, floating_base_pct(today.sofr_pct, shock), stood, inputs.leases)
        ledger = ledger_of(inputs.book, market, as_of, listed)
        priced = _priced(inputs, ledger, market, today, standing=standing, shock=shock)
    moves, warned = moved.result()
    quoted = _quoted_before(inputs, as_of, previous) or _quoted(inputs, market, as_of, moment)
    moves = replace(moves, quoted=quoted)
    revised = revised_series(known.prints, moves, inputs)
    snapshot = Snapshot(
        as_of=as_of,
        moment=moment,
        version=inputs.version,
        book=book_summary(inputs, priced, as_of),
        market=today,
        refinancing=priced,
        spreads=moves,
        bubble=warned,
        freshness=dict(inputs.freshness),
        feeds=inputs.feeds,
        revised_data=bool(revised),
        revised_series=revised,
        shock=shock,
        ledger=ledger,
        known=known,
        history=market,
    )
    return _with_standing(snapshot, standing)


def changed_parts(before: Inputs, now: Inputs) -> frozenset[Part]:
    """Say what differs between two snapshots' inputs; frames and tables are compared by identity."""
    changed = {Part.FRESHNESS}
    if before.book is not now.book or before.leases != now.leases:
        changed.add(Part.BOOK)
    if (
        before.version != now.version
        or before.series is not now.series
        or before.baselines is not now.baselines
        or before.last_looked != now.last_looked
    ):
        changed.add(Part.OBSERVATIONS)
    return frozenset(changed)


def _with_ages(previous: Snapshot, inputs: Inputs, moment: datetime) -> Snapshot:
    return replace(
        previous,
        moment=moment,
        spreads=replace(previous.spreads, table=with_states(previous.spreads.table, inputs.freshness)),
        freshness=dict(inputs.freshness),
        feeds=inputs.feeds,
    )


def rebuild(
    previous: Snapshot,
    inputs: Inputs,
    *,
    changed: Collection[Part],
    as_of: date,
    moment: datetime,
    shock: Shock | None = None,
) -> Snapshot:
    """Build again only the parts that changed; equal to `build_snapshot` on the same inputs.

    Another day asked about or new observations change everything; a changed book, assumption or shock
    only the refinancing part; freshness alone no number at all.
    """
    if as_of != previous.as_of or Part.OBSERVATIONS in changed:
        return build_snapshot(inputs, as_of=as_of, moment=moment, shock=shock, previous=previous)
    aged = _with_ages(previous, inputs, moment)
    if Part.BOOK not in changed and shock == previous.shock:
        return aged
    market, base_pct = previous.history, floating_base_pct(previous.market.sofr_pct, shock)
    standing = standing_of(inputs.book, as_of, base_pct, previous.standing, inputs.leases)
    ledger = ledger_of(inputs.book, market, as_of, previous.ledger)
    priced = _priced(inputs, ledger, market, previous.market, standing=standing, shock=shock)
    moves = aged.spreads
    if Part.BOOK in changed:
        moves = replace(moves, quoted=_quoted(inputs, market, as_of, moment))
    summary = book_summary(inputs, priced, as_of)
    again = replace(aged, refinancing=priced, spreads=moves, book=summary, shock=shock, ledger=ledger)
    return _with_standing(again, standing)

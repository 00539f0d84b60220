"""The debt of a day before any price of that day: what stands, who rates it, what it was sold at, when it falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.market.quotes import market_on, same_market
from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.refinancing.events import (
    as_written,
    first_events,
    put_or_maturity,
    with_contract_end,
    with_expected_date,
)
from debtwatch.analysis.refinancing.tranches import sold_tranches
from debtwatch.analysis.refinancing.wall import monthly_wall

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.given import BookFrames
    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.refinancing.results import Counted


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """What a new price leaves as it is: computed once, kept while book, day and the market of the issue dates stand."""

    book: BookFrames
    """The frames it was read from."""
    as_of: date
    """The day."""
    sold_in: MarketHistory
    """The market on the issue dates."""
    debt: pl.DataFrame
    """One row a counted tranche."""
    excluded: tuple[Counted, ...]
    """What stands in no total, by reason."""
    sold: pl.DataFrame
    """`sold_tranches`."""
    ahead: pl.DataFrame
    """`first_events`."""
    months: pl.DataFrame
    """`WALL_COLUMNS` by month."""


def _issue_days(tranches: pl.DataFrame) -> pl.Series:
    """Return the days the book's debt was issued; none where it does not say."""
    if "issued_on" not in tranches.columns:
        return pl.Series(dtype=pl.Date)
    return tranches["issued_on"].cast(pl.Date)


def ledger_of(book: BookFrames, market: MarketHistory, as_of: date, kept: Ledger | None = None) -> Ledger:
    """Return the ledger of a day; `kept` itself where nothing it read has changed."""
    sold_in = market_on(market, _issue_days(book.tranches))
    if kept is not None and kept.book is book and kept.as_of == as_of and same_market(kept.sold_in, sold_in):
        return kept
    counted, excluded = debt_at(book.tranches, as_of)
    debt = with_contract_end(with_expected_date(counted), book.commitments).with_columns(
        as_written("issued_on_text", "issued_on"),
        as_written("matures_on_text", "matures_on"),
        due_text=pl.when(put_or_maturity(as_of) == pl.col("matures_on"))
        .then(as_written("matures_on_text", "matures_on"))
        .otherwise(as_written("put_on_text", "put_on")),
    )
    sold = sold_tranches(debt, book.ratings, sold_in, as_of)
    owed = pl.concat(
        [sold.filter("main"), debt.select("committed_usd_m", "contract_ends_on", "matures_on_text")], how="horizontal"
    )
    return Ledger(
        book=book,
        as_of=as_of,
        sold_in=sold_in,
        debt=debt,
        excluded=excluded,
        sold=sold,
        ahead=first_events(debt, book.commitments, book.guarantees, as_of),
        months=monthly_wall(owed, as_of),
    )

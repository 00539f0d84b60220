"""The refinancing part of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.refinancing.events import with_expected_date
from debtwatch.analysis.refinancing.groups import by_deal, by_sponsor
from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.refinancing.totals import totals
from debtwatch.analysis.refinancing.tranches import read_tranches, tranche_frame
from debtwatch.analysis.refinancing.wall import maturity_wall

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.market.results import Market, Shock
    from debtwatch.analysis.refinancing.cover import Cover
    from debtwatch.analysis.snapshot.results import BookFrames


def refinancing(
    book: BookFrames,
    market: MarketHistory,
    today: Market,
    *,
    as_of: date,
    shock: Shock | None = None,
    cover: Cover | None = None,
) -> Refinancing:
    """Price the whole book on a day and say who must refinance, when, and at what cost.

    `cover` is who can pay; without it headroom and shortfall are unknown and no part of the rank.
    """
    counted, excluded = debt_at(book.tranches, as_of)
    debt = with_expected_date(counted)
    priced = read_tranches(debt, book, market, today, as_of=as_of, shock=shock)
    tranches = tranche_frame(debt, priced, book, as_of)
    return Refinancing(
        tranches=tranches,
        deals=by_deal(tranches, as_of, cover),
        sponsors=by_sponsor(tranches, as_of, cover),
        wall=maturity_wall(priced.filter("main"), as_of),
        totals=totals(tranches, excluded),
    )

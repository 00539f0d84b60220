"""The refinancing part of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.absorption import absorption
from debtwatch.analysis.refinancing.debt import debt_at
from debtwatch.analysis.refinancing.events import with_contract_end, with_expected_date
from debtwatch.analysis.refinancing.groups import by_deal, by_sponsor
from debtwatch.analysis.refinancing.horizons import horizons
from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.refinancing.totals import totals
from debtwatch.analysis.refinancing.tranches import read_tranches, tranche_frame
from debtwatch.analysis.refinancing.wall import monthly_wall, wall_by

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
    debt = with_contract_end(with_expected_date(counted), book.commitments)
    priced = read_tranches(debt, book, market, today, as_of=as_of, shock=shock)
    tranches = tranche_frame(debt, priced, book, as_of)
    main = priced.filter("main")
    facts_of_debt = debt.select("committed_usd_m", "contract_ends_on")
    months = monthly_wall(pl.concat([main, facts_of_debt], how="horizontal"), as_of)
    puts = main.select("put_on")
    return Refinancing(
        tranches=tranches,
        deals=by_deal(tranches, as_of, cover),
        sponsors=by_sponsor(tranches, as_of, cover),
        wall=wall_by(months, "1q"),
        totals=totals(tranches, excluded),
        months=months,
        years=wall_by(months, "1y"),
        horizons=horizons(pl.concat([tranches, puts], how="horizontal"), as_of),
        absorption=absorption(tranches, as_of),
    )

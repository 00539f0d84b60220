"""The refinancing part of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.refinancing.absorption import absorption
from debtwatch.analysis.refinancing.groups import by_deal, by_sponsor
from debtwatch.analysis.refinancing.horizons import horizons
from debtwatch.analysis.refinancing.projects import project_cover, without_cash_flow
from debtwatch.analysis.refinancing.results import Refinancing
from debtwatch.analysis.refinancing.totals import totals
from debtwatch.analysis.refinancing.tranches import priced_tranches, tranche_frame
from debtwatch.analysis.refinancing.wall import shape_of, wall_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from debtwatch.analysis.market.quotes import MarketHistory
    from debtwatch.analysis.market.results import Market, Shock
    from debtwatch.analysis.refinancing.cover import Cover
    from debtwatch.analysis.refinancing.ledger import Ledger
    from debtwatch.domain.baseline import Issuance


def refinancing(
    ledger: Ledger,
    market: MarketHistory,
    today: Market,
    *,
    shock: Shock | None = None,
    cover: Cover | None = None,
    issuance: Iterable[Issuance] = (),
) -> Refinancing:
    """Price the debt of a day and say who must refinance, when, and at what cost.

    `cover` is who can pay; without it headroom and shortfall are unknown and no part of the rank.
    `issuance` is what is published of the boom's borrowing; absorption is set against it too.
    """
    as_of = ledger.as_of
    priced = priced_tranches(ledger.sold, market, today, as_of=as_of, shock=shock)
    tranches = tranche_frame(ledger.debt, priced, ledger.ahead, as_of)
    main = ledger.sold.filter("main")
    quarters, years = wall_by(ledger.months, "1q"), wall_by(ledger.months, "1y")
    projects = project_cover(tranches, main, getattr(ledger.book, "cash_flows", pl.DataFrame()), as_of)
    return Refinancing(
        tranches=tranches,
        deals=by_deal(tranches, as_of, cover),
        sponsors=by_sponsor(tranches, as_of, cover),
        wall=quarters,
        totals=totals(tranches, ledger.excluded),
        months=ledger.months,
        years=years,
        horizons=horizons(tranches, as_of),
        absorption=absorption(tranches, as_of, issuance),
        shape=shape_of(tranches, quarters, years),
        projects=projects,
        without_cash_flow=without_cash_flow(tranches, projects),
    )

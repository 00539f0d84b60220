"""What the era's baskets say: how far they rose, where each era's clock starts, and the months a test is run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.analysis.bubble.declared import BASKETS, INDEX_PROXY, MARKET, MARKET_MEMBER
from debtwatch.analysis.bubble.members import continued, ground_of, index_proxies, month_ends, own_closes
from debtwatch.analysis.bubble.monthly import declared_only, monthly_panel
from debtwatch.analysis.bubble.results import Ground
from debtwatch.analysis.bubble.run_up import basket_paths, origins
from debtwatch.analysis.bubble.run_up_gauges import run_up_rows

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

_BY_MONTH = (*(basket.series for basket in BASKETS), MARKET, INDEX_PROXY[1])
BASKET_IDS = (*_BY_MONTH, MARKET_MEMBER, *(member for basket in BASKETS for member in basket.members))
"""Every series a basket, or the market it is net of, is read from."""


def ground_on(known: pl.DataFrame, monthly: pl.DataFrame, as_of: date, *, beside: bool = True) -> Ground:
    """Return what the baskets say on a day.

    `known` as `vintages.history`, `monthly` as `published_means` returns it. Baskets come from their members' own
    month ends, where the store has three years of them, else from the shipped monthly means and own means after them;
    only months that had ended by the day are read. `beside` as `run_up_rows` takes it.
    """
    closes = own_closes(known)
    shipped = monthly_panel(known, monthly, _BY_MONTH, as_of)
    panel = declared_only(continued(shipped, closes, as_of))
    ends = declared_only(month_ends(closes, as_of))
    proxies = index_proxies(shipped, closes, as_of)
    paths = basket_paths(panel, ends)
    starts = origins(paths, as_of)
    on_ends = [basket.series for basket in BASKETS if ground_of(basket, panel, ends)[0] is ends]
    by_era = {start.era: start for start in starts}
    rows = run_up_rows(paths, by_era, as_of, proxies, on_ends=on_ends, beside=beside)
    return Ground(closes, panel, ends, proxies, paths, starts, tuple(rows))

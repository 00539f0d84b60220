"""The LPPLS gauges: how many windows of the era's basket hold a log-periodic bubble; off unless switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from debtwatch.analysis.bubble.declared import BASKETS, BUILD_UP, CONTEXT
from debtwatch.analysis.bubble.gauges import OLDEST_DAYS
from debtwatch.analysis.bubble.levels import Levels
from debtwatch.analysis.bubble.lppls.subject import closes_of

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.bubble.declared import Basket
    from debtwatch.analysis.bubble.lppls.subject import Closes, Confidence

Row = dict[str, Any]
LPPLS_LEVELS = Levels(amber=20.0)
LPPLS_SOURCE = (
    "debtwatch, simulated: of 2,000 random walks of 2 % a day 2.0 % reach amber, 5.8 % have any window that passes"
)
_BASIS = "daily"


class Fits(Protocol):
    """Where results of the fits come from: they take half a second each, so they are kept."""

    def settled(self, closes: Closes) -> Confidence:
        """Return a result, measured now where none is at hand."""


def lppls_rows(closes: pl.DataFrame, as_of: date, fits: Fits) -> list[Row]:
    """Return the gauge of every basket declared for the day: the share of windows that pass, percent; none votes.

    `closes` as `members.own_closes` returns them, of days known by the day. Errors: none, what cannot be fitted
    says why.
    """
    return [_row(basket, closes, as_of, fits) for basket in BASKETS if basket.first <= as_of <= basket.last]


def _row(basket: Basket, closes: pl.DataFrame, as_of: date, fits: Fits) -> Row:
    row: Row = {
        "gauge": f"lppls_{basket.id}",
        "label": f"{basket.label}, LPPLS confidence",
        "lamp": BUILD_UP,
        "family": CONTEXT,
        "votes": False,
        "unit": "percent",
        **LPPLS_LEVELS.columns(),
        "threshold_source": LPPLS_SOURCE,
        **LPPLS_LEVELS.shades(None),
        "revised": False,
        "basis": _BASIS,
    }
    fitted = _closes_now(basket, closes, as_of)
    if isinstance(fitted, str):
        return row | {"note": f"not reporting: {fitted}"}
    found = fits.settled(fitted)
    value = 100 * found.share
    return (
        row
        | LPPLS_LEVELS.shades(value)
        | {
            "value": value,
            "observed_on": fitted.last,
            "note": f"{found.passing} of {found.windows} windows of 120 to 30 closes hold a log-periodic rise: a "
            "regime-change window, not a date; informs only",
        }
    )


def _closes_now(basket: Basket, closes: pl.DataFrame, as_of: date) -> Closes | str:
    """Return what is fitted on a day, or why nothing is."""
    own = closes.filter(pl.col("series") == basket.series)
    if own.is_empty():
        return f"no daily prices of {', '.join(basket.members)}"
    newest: date = own["observed_on"][-1]
    if (as_of - newest).days > OLDEST_DAYS[_BASIS]:
        return f"newest close is {newest}"
    return closes_of(basket.series, own["observed_on"].to_list(), own["value"].to_list())

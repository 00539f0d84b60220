"""Marks of the obligors themselves: what protection against each costs, from settlement prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.cds import on_the_run_end, par_spread_bp
from debtwatch.analysis.bonds.time import DAYS_A_YEAR
from debtwatch.analysis.spreads.results import OBLIGOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from debtwatch.analysis.market.results import Curve
    from debtwatch.domain.series import Series

GROUP = "cds"
_TENOR = 5.0
_SUFFIX = " CDS"
_KINDS = {"str": pl.String, "f64": pl.Float64, "date": pl.Date}


def _flat_rate(par: Curve | None) -> float | None:
    """Return the par yield nearest to five years."""
    if par is None:
        return None
    points = zip(par.tenors_years, par.yields_pct, strict=True)
    return min(points, key=lambda point: abs(point[0] - _TENOR))[1]


def _coupon_bp(series: Series) -> float | None:
    last = series.code.rpartition(".")[2]
    return float(last) if last.isdigit() else None


def _spread(price: float, day: date, coupon_bp: float | None, rate_pct: float | None) -> float | None:
    if coupon_bp is None or rate_pct is None:
        return None
    years = (on_the_run_end(day) - day).days / DAYS_A_YEAR
    return par_spread_bp(price, coupon_bp, years, rate_pct)


def obligor_marks(known: pl.DataFrame, series: Mapping[str, Series], par: Curve | None) -> pl.DataFrame:
    """Return `OBLIGOR_COLUMNS`: the newest and the earlier price of each swap, as spreads at today's five-year rate.

    `known` as `vintages.history` returns it; empty until the feed is switched on. A spread is null
    without a Treasury curve, or where no hazard gives the price.
    """
    rate = _flat_rate(par)
    rows = []
    for each in (one for one in series.values() if one.group == GROUP):
        prints = known.filter(pl.col("series") == each.id).tail(2).select("observed_on", "value").rows()
        if not prints:
            continue
        spreads = [_spread(price, day, _coupon_bp(each), rate) for day, price in prints]
        before, now = (spreads[0], spreads[-1]) if len(prints) > 1 else (None, spreads[-1])
        moved = None if before is None or now is None else now - before
        obligor = each.label.partition(_SUFFIX)[0]
        rows.append(
            (each.id, obligor, prints[-1][0], prints[-1][1], now, moved, prints[0][0] if len(prints) > 1 else None)
        )
    schema = {column.name: _KINDS[column.kind] for column in OBLIGOR_COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("spread_bp", descending=True, nulls_last=True)

"""The curves one tranche is measured on: Treasury par and the zeros behind it, swaps, each of one day, moved by a shock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from debtwatch.analysis.bonds.conventions import ZeroMethod
from debtwatch.analysis.bonds.zeros import ZeroCurve, strip
from debtwatch.analysis.market.interpolation import interpolate
from debtwatch.analysis.market.quotes import STANDING_DAYS
from debtwatch.analysis.market.shocks import curve_move_pct

if TYPE_CHECKING:
    from datetime import date

    from debtwatch.analysis.market.results import Curve, Shock

METHOD = ZeroMethod.PAR_LINEAR


@dataclass(frozen=True, slots=True)
class Yields:
    """Rates by tenor, all of one day, in percent."""

    tenors_years: tuple[float, ...]
    """Ascending."""
    rates_pct: tuple[float, ...]
    """One a tenor."""
    observed_on: date
    """Their day."""

    def at(self, years: float) -> float:
        """Return the rate at a tenor: linear in years, the nearest point outside."""
        points = pl.DataFrame({"on": 0, "tenor": self.tenors_years, "pct": self.rates_pct})
        asked = pl.DataFrame({"on": [0], "tenor": [years]}, schema_overrides={"on": points.schema["on"]})
        return float(interpolate(asked, points, at="tenor", value="pct", flat_from=0.0)[0])

    def zeros(self) -> ZeroCurve:
        """Return the zero curve stripped from these par yields."""
        return strip(self.tenors_years, self.rates_pct, METHOD)


def treasury(par: Curve | None, shock: Shock | None) -> Yields | None:
    """Return the Treasury par curve of the day, moved by a shock; None without one."""
    if par is None:
        return None
    frame = pl.DataFrame({"tenor": par.tenors_years, "pct": par.yields_pct})
    if shock is not None:
        frame = frame.with_columns(pct=pl.col("pct") + curve_move_pct(pl.col("tenor"), shock))
    return Yields(par.tenors_years, tuple(frame["pct"]), par.observed_on)


def swaps(points: pl.DataFrame, as_of: date) -> Yields | None:
    """Return the newest imported swap curve by a day; None without one in reach. `points` as `MarketHistory.swap`."""
    known = points.filter(pl.col("observed_on") <= as_of)
    newest = known.filter(pl.col("observed_on") == pl.col("observed_on").max()).sort("tenor_years")
    if newest.is_empty() or (as_of - newest["observed_on"][0]).days > STANDING_DAYS:
        return None
    return Yields(tuple(newest["tenor_years"]), tuple(newest["yield_pct"]), newest["observed_on"][0])

"""What the spreads of an era are set against today, and what a shock moves in words; polars is not needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from debtwatch.analysis.market.results import PEAK_NAMES

if TYPE_CHECKING:
    from debtwatch.analysis.market.results import IndexSpread, Market, Shock


def _present(oas: tuple[IndexSpread, ...], notch: float) -> float | None:
    """Return ln of today's index spread at a notch, linear between the buckets around it."""
    below = [point for point in oas if point.notch <= notch]
    above = [point for point in oas if point.notch >= notch]
    if not below or not above:
        return None
    low, high = below[-1], above[0]
    if low.notch == high.notch:
        return math.log(low.oas_pct)
    share = (notch - low.notch) / (high.notch - low.notch)
    return math.log(low.oas_pct) + share * (math.log(high.oas_pct) - math.log(low.oas_pct))


def peak_ratios(shock: Shock, today: Market) -> list[tuple[float, float]]:
    """Return (notch, ln of peak over present) of each peak that has a present.

    The present is today's index; where none is in reach, the shock's own newest monthly means.
    """
    stored = dict(shock.present) if not today.oas else {}
    found = []
    for notch, peak in shock.peaks:
        if notch in stored:
            found.append((float(notch), math.log(peak / stored[notch])))
        elif (present := _present(today.oas, notch)) is not None:
            found.append((float(notch), math.log(peak) - present))
    return found


def moves_spreads(shock: Shock, today: Market) -> bool:
    """Return whether the peaks a shock names have a present to be set against."""
    return not shock.peaks or bool(peak_ratios(shock, today))


def floating_base_pct(sofr_pct: float | None, shock: Shock | None) -> float | None:
    """Return the SOFR average after a shock: it moves as the short end of the curve does, percent."""
    if sofr_pct is None or shock is None:
        return sofr_pct
    shortest = min(shock.tenor_bp, default=(0.0, 0.0))[1]
    return sofr_pct + (shock.par_bp + shortest) / 100


def peak_words(shock: Shock, today: Market) -> tuple[str, ...]:
    """Say which of an era's peaks stand, in bp, and what becomes of ratings whose peak does not."""
    if not shock.peaks:
        return ()
    standing = {int(notch) for notch, _ in peak_ratios(shock, today)}
    if not standing:
        return ("its spreads are not moved: no index spread of today is in reach to set the peaks against",)
    named = [f"{PEAK_NAMES[notch]} {peak * 100:,.0f}" for notch, peak in shock.peaks if notch in standing]
    peaked = {notch for notch, _ in shock.peaks}
    absent = [_absence(notch, has_peak=notch in peaked) for notch in PEAK_NAMES if notch not in standing]
    lines = [f"peaks are highest monthly means, bp: {', '.join(named)}"]
    if absent:
        lines.append(f"without {'; '.join(absent)}; in between by logarithms, beyond the outermost in proportion to it")
    return tuple(lines)


def _absence(notch: int, *, has_peak: bool) -> str:
    why = "no spread of today to set it against" if has_peak else "none ships, and its history is not stored"
    return f"{PEAK_NAMES[notch]} ({why})"

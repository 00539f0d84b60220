"""A value with its unit, as a sentence would say it."""

from __future__ import annotations

import math

UNKNOWN = "—"
_FORMS = {
    "bp": "{:,.0f} bp",
    "percent": "{:,.2f} %",
    "pp": "{:,.1f} pp",
    "usd_m": "${:,.0f}m",
    "usd_bn": "${:,.1f}bn",
    "usd": "${:,.2f}",
    "sd": "{:,.1f} sd",
    "percentile": "{:,.0f}th percentile",
    "days": "{:,.0f} days",
    "months": "{:,.0f} months",
    "count": "{:,.0f}",
    "index": "{:,.2f}",
    "state": "{:,.0f}",
}
UNITS = tuple(_FORMS)


def figure(value: float | None, unit: str) -> str:
    """Return a value in words of its unit; a null, NaN or infinite value is a dash."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if unit == "percentile":
        return f"{value:,.0f}{ordinal(round(value))} percentile"
    text = _FORMS.get(unit, "{:,g}").format(abs(value))
    is_zero_as_said = not set(text) & set("123456789")
    return text if value >= 0 or is_zero_as_said else f"-{text}"


def ordinal(number: int) -> str:
    """Return the ending of an ordinal: st, nd, rd or th."""
    if number % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")

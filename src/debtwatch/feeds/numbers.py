"""Numbers as sources write them."""

from __future__ import annotations

import math

DECIMALS = 4
"""Places kept: noise beyond them (5.326980000000001) would show as a change that never happened."""
_MISSING = frozenset({"", ".", "-", "--", "ND", "NA", "N/A", "NAN", "NULL", "NONE", "#N/A", "INF", "-INF"})


def parse_number(found: object) -> float | None:
    """Return the number a source wrote, rounded to four places; None where it says there is none.

    Takes `$1,234.5`, a leading `+` or a typographic minus, and every mark of absence in use: empty,
    `.`, `ND`, `NA`, `N/A`, `NaN`, `--`, JSON null. Absence is never 0. ValueError on anything else.
    """
    if found is None:
        return None
    if isinstance(found, str):
        return _from_text(found)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return _finite(found)
    raise ValueError(f"a {type(found).__name__} is not a number")


def _from_text(text: str) -> float | None:
    bare = text.strip()
    if bare.upper() in _MISSING:
        return None
    if "_" in bare:  # Python reads 1_0 as 10; no source means that
        raise ValueError(f"{text!r} is not a number")
    return _finite(float(bare.replace("\u2212", "-").replace("$", "", 1).replace(",", "")))


def _finite(number: float) -> float | None:
    try:
        return round(float(number), DECIMALS) if math.isfinite(number) else None
    except OverflowError:
        raise ValueError("a number beyond all measure") from None

"""Numbers as sources write them."""

from __future__ import annotations

import math

DECIMALS = 4
"""Places kept: noise beyond them (5.326980000000001) would show as a change that never happened."""
_MISSING = frozenset({"", ".", "-", "--", "ND", "NA", "N/A", "NAN", "NULL", "NONE", "#N/A", "INF", "-INF"})


def parse_number(text: str | float | None) -> float | None:
    """Return the number a source wrote, rounded to four places; None where it says there is none.

    Takes `$1,234.5`, a leading `+` or a typographic minus, and every mark of absence in use: empty,
    `.`, `ND`, `NA`, `N/A`, `NaN`, `--`, JSON null. Absence is never 0. ValueError on anything else.
    """
    if text is None or isinstance(text, bool):
        if text is None:
            return None
        raise ValueError(f"{text!r} is not a number")
    if isinstance(text, int | float):
        return round(float(text), DECIMALS) if math.isfinite(text) else None
    stripped = text.strip()
    if stripped.upper() in _MISSING:
        return None
    bare = stripped.replace("\u2212", "-").replace("$", "", 1).replace(",", "")
    if "_" in bare:  # Python reads 1_0 as 10; no source means that
        raise ValueError(f"{text!r} is not a number")
    value = float(bare)
    return round(value, DECIMALS) if math.isfinite(value) else None

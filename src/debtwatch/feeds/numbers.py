"""Numbers as sources write them."""

from __future__ import annotations

import math
import re

DECIMALS = 4
"""Places kept: noise beyond them (5.326980000000001) would show as a change that never happened."""
_MISSING = frozenset({"", ".", "-", "--", "ND", "NA", "N/A", "NAN", "NULL", "NONE", "#N/A", "INF", "-INF"})
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")


def parse_number(found: object) -> float | None:
    """Return the number a source wrote, rounded to four places; None where it says there is none.

    Takes `$1,234.5`, a leading `+` or a typographic minus, and every mark of absence in use: empty,
    `.`, `ND`, `NA`, `N/A`, `NaN`, `--`, JSON null. Absence is never 0. ValueError on anything else: a comma that
    parts no thousands (`63,52` is no 6352), digits of another script, a number beyond all measure.
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
    plain = bare.replace("\u2212", "-").replace("$", "", 1)
    if "_" in plain or not plain.isascii():  # Python reads 1_0 as 10; no source means that
        raise ValueError(f"{text!r} is not a number")
    if "," in plain and not _THOUSANDS.fullmatch(plain):
        raise ValueError(f"{text!r} is not a number: its comma parts no thousands")
    number = float(plain.replace(",", ""))
    if math.isinf(number) and any(map(str.isdigit, plain)):
        raise ValueError("a number beyond all measure")
    return _finite(number)


def _finite(number: float) -> float | None:
    try:
        return round(float(number), DECIMALS) if math.isfinite(number) else None
    except OverflowError:
        raise ValueError("a number beyond all measure") from None

"""The rating scale: 1 is AAA, 21 is C, 22 is default."""

from __future__ import annotations

import re

SCALE = (
    "AAA", "AA+", "AA", "AA-", "A+", "A", "A-", "BBB+", "BBB", "BBB-", "BB+",
    "BB", "BB-", "B+", "B", "B-", "CCC+", "CCC", "CCC-", "CC", "C", "D",
)  # fmt: skip
INVESTMENT_GRADE_FLOOR = 10
BUCKETS = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC")
BUCKET_CENTRES = {"AAA": 1, "AA": 3, "A": 6, "BBB": 9, "BB": 12, "B": 15, "CCC": 18}
"""Notch at the centre of each index bucket (analytics F12)."""
_MOODYS = (
    "Aaa", "Aa1", "Aa2", "Aa3", "A1", "A2", "A3", "Baa1", "Baa2", "Baa3", "Ba1",
    "Ba2", "Ba3", "B1", "B2", "B3", "Caa1", "Caa2", "Caa3", "Ca", "C",
)  # fmt: skip
_DECORATION = re.compile(r"\s*\((?:sf|EXP|P|preliminary)\)\s*", re.IGNORECASE)
_DBRS = re.compile(r"([A-D]{1,3})\s*\((high|low)\)", re.IGNORECASE)


def notch(rating: str, agency: str = "") -> int | None:
    """Return the notch of an agency's symbol, 1 for AAA; None for WD, NR, blank or unknown.

    `(sf)`, `(EXP)` and preliminary marks are dropped; DBRS `A(low)` is A-, KBRA shares S&P's scale.
    """
    symbol = _DECORATION.sub("", rating).strip()
    graded = _DBRS.fullmatch(symbol)
    if graded is not None:
        symbol = graded[1].upper() + ("+" if graded[2].lower() == "high" else "-")
    if agency.lower().startswith("moody") and symbol in _MOODYS:
        return _MOODYS.index(symbol) + 1
    if symbol in SCALE:
        return SCALE.index(symbol) + 1
    return _MOODYS.index(symbol) + 1 if symbol in _MOODYS else None


def letter(notch_: float) -> str:
    """Return the symbol of a notch; a fraction is rounded half down the scale (to the lower rating)."""
    place = int(notch_ + 0.5)
    return SCALE[min(max(place, 1), len(SCALE)) - 1]

"""Foreign text made safe to print."""

from __future__ import annotations

import unicodedata

LONGEST = 2_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNSAFE = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def clean(text: str, *, longest: int = LONGEST) -> str:
    """Return `text` with every control, format and separator character made visible as U+FFFD.

    Newlines and tabs become spaces. The result is NFC and at most `longest` characters, ending in
    an ellipsis where it was cut. Nothing it returns can move a cursor, open a link or reverse a line.
    """
    if len(text) <= longest and text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text  # printable: no control, format or separator character but the space
    spaced = text[: longest * 4].translate({9: " ", 10: " ", 13: " "})
    safe = "".join("\ufffd" if unicodedata.category(char) in _UNSAFE else char for char in spaced)
    normal = unicodedata.normalize("NFC", safe)
    return normal if len(normal) <= longest else normal[: longest - 1] + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 tranche` or `12 tranches`; `many` is what more than one are called, where an s does not do."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def guarded(text: str) -> str:
    """Return cleaned `text` that no spreadsheet takes for a formula."""
    safe = clean(text)
    return f"'{safe}" if safe.startswith(_FORMULA_STARTS) else safe

"""Sentences with names in braces. Unlike `str.format`, a name reaches no attribute and a missing one is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACE = re.compile(r"\{([a-z_]+)\}")


def placeholders(template: str) -> frozenset[str]:
    """Return the names in braces."""
    return frozenset(_PLACE.findall(template))


def fill(template: str, words: Mapping[str, str]) -> str:
    """Put words in the place of names; a name without a word stays as written."""
    return _PLACE.sub(lambda found: words.get(found[1], found[0]), template)

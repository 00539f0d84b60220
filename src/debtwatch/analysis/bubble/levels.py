"""Where a gauge turns amber and red, and whose those levels are."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from debtwatch.analysis.bubble.results import Colour

JUDGEMENT, PUBLISHED = "judgement", "published"


def colour(value: float | None, *, amber: float, red: float, low_warns: bool = False) -> Colour:
    """Return the colour of a value; none for an unknown, so that it never warns."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN alone differs from itself
        return Colour.NONE
    sign = -1 if low_warns else 1
    if sign * value >= sign * red:
        return Colour.RED
    return Colour.AMBER if sign * value >= sign * amber else Colour.CALM


class Levels(NamedTuple):
    """Where a gauge turns amber and red, and which of the two somebody else had printed before us.

    Published is a level its source prints: an index's own average, a crash frequency, another gauge's line. Whether
    it was ever tested is said beside it. Judgement is a level set here.
    """

    amber: float | None = None
    red: float | None = None
    published: str = ""
    """`amber`, `red`, `both` or nothing."""
    low_warns: bool = False

    def sources(self) -> tuple[str | None, str | None]:
        """Return whose amber and red are: `published`, `judgement`, None where there is no level."""
        return (
            None if self.amber is None else (PUBLISHED if self.published in {"amber", "both"} else JUDGEMENT),
            None if self.red is None else (PUBLISHED if self.published in {"red", "both"} else JUDGEMENT),
        )

    def colour(self, value: float | None) -> Colour:
        """Return the colour of a value; none where no level is set."""
        return self._against(value, self.amber, self.red)

    def published_colour(self, value: float | None) -> Colour:
        """Return the colour of a value on the published levels alone; none where neither is."""
        amber, red = self.sources()
        return self._against(value, self.amber if amber == PUBLISHED else None, self.red if red == PUBLISHED else None)

    def _against(self, value: float | None, amber: float | None, red: float | None) -> Colour:
        if amber is None and red is None:
            return Colour.NONE
        never = -math.inf if self.low_warns else math.inf
        return colour(
            value, amber=never if amber is None else amber, red=never if red is None else red, low_warns=self.low_warns
        )

    def columns(self) -> dict[str, Any]:
        """Return what a gauge's row says of its levels."""
        amber, red = self.sources()
        return {"amber": self.amber, "red": self.red, "amber_source": amber, "red_source": red}

    def shades(self, value: float | None) -> dict[str, str]:
        """Return what a gauge's row says of its colour."""
        return {"colour": self.colour(value).value, "published_colour": self.published_colour(value).value}

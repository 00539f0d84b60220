"""Two lamps, never one: each family one vote, two red are caution, three are high."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from debtwatch.analysis.bubble.declared import FAMILIES, OLDER_FAMILIES, OLDER_RULE
from debtwatch.analysis.bubble.results import Colour, Family, Lamp, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST_FAMILIES = 2
_CAUTION = 2
_ORDER = (Colour.NONE, Colour.CALM, Colour.AMBER, Colour.RED)


class Vote(NamedTuple):
    """What one gauge says to its lamp."""

    gauge: str
    lamp: str
    family: str
    colour: Colour
    revised: bool


def colour(value: float | None, *, amber: float, red: float, low_warns: bool = False) -> Colour:
    """Return the colour of a value; none for an unknown, so that it never warns."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN alone differs from itself
        return Colour.NONE
    sign = -1 if low_warns else 1
    if sign * value >= sign * red:
        return Colour.RED
    return Colour.AMBER if sign * value >= sign * amber else Colour.CALM


def verdict(reds: int, reporting: int) -> Verdict:
    """Return what a lamp says of so many red families among so many reporting."""
    if reporting < _LEAST_FAMILIES:
        return Verdict.UNKNOWN
    if reds > _CAUTION:
        return Verdict.HIGH
    return Verdict.CAUTION if reds == _CAUTION else Verdict.CALM


def _family(name: str, votes: tuple[Vote, ...]) -> Family:
    heard = tuple(vote for vote in votes if vote.family == name and vote.colour is not Colour.NONE)
    worst = max((vote.colour for vote in heard), key=_ORDER.index, default=Colour.NONE)
    lit = [vote.gauge for vote in heard if vote.colour is worst]
    note = ", ".join(lit) if worst in {Colour.AMBER, Colour.RED} else ("" if heard else "not reporting")
    return Family(name=name, colour=worst, gauges=tuple(vote.gauge for vote in heard), note=note)


def lamp(name: str, votes: Iterable[Vote]) -> Lamp:
    """Return a lamp from the votes of its gauges; families without a reading stay in it, unlit."""
    return _lit(name, FAMILIES[name], tuple(vote for vote in votes if vote.lamp == name))


def older_rule(votes: Iterable[Vote]) -> Lamp:
    """Return the older rule's line: five families over both lamps, read and counted alike.

    Kept with its own record: replayed by month it is a crisis alarm, not a warning of a bubble.
    """
    joined = {family: name for name, members in OLDER_FAMILIES.items() for family in members}
    own = tuple(vote._replace(family=joined[vote.family]) for vote in votes if vote.family in joined)
    return _lit(OLDER_RULE, tuple(OLDER_FAMILIES), own)


def _lit(name: str, of: tuple[str, ...], own: tuple[Vote, ...]) -> Lamp:
    families = tuple(_family(family, own) for family in of)
    reds = sum(family.colour is Colour.RED for family in families)
    reporting = sum(family.colour is not Colour.NONE for family in families)
    return Lamp(
        name=name,
        verdict=verdict(reds, reporting),
        reds=reds,
        reporting=reporting,
        families=families,
        revised=any(vote.revised for vote in own if vote.colour is not Colour.NONE),
    )

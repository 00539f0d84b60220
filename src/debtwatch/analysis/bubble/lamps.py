"""Two lamps, never one: each family one vote, two red are caution, three are high."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from debtwatch.analysis.bubble.declared import FAMILIES, OLDER_FAMILIES, OLDER_RULE
from debtwatch.analysis.bubble.results import Colour, Family, Lamp, Published, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LEAST_FAMILIES = 2
_CAUTION = 2
_SILENT = "not reporting"
_ORDER = (Colour.NONE, Colour.CALM, Colour.AMBER, Colour.RED)


class Vote(NamedTuple):
    """What one gauge says to its lamp."""

    gauge: str
    lamp: str
    family: str
    colour: Colour
    revised: bool
    published: Colour = Colour.NONE
    """What it says on published levels alone; `none` where none of its levels is published."""


def verdict(reds: int, reporting: int) -> Verdict:
    """Return what a lamp says of so many red families among so many reporting."""
    if reporting < _LEAST_FAMILIES:
        return Verdict.UNKNOWN
    if reds > _CAUTION:
        return Verdict.HIGH
    return Verdict.CAUTION if reds == _CAUTION else Verdict.CALM


def _family(name: str, votes: tuple[Vote, ...], silent: str) -> Family:
    heard = tuple(vote for vote in votes if vote.family == name and vote.colour is not Colour.NONE)
    worst = max((vote.colour for vote in heard), key=_ORDER.index, default=Colour.NONE)
    lit = [vote.gauge for vote in heard if vote.colour is worst]
    note = ", ".join(lit) if worst in {Colour.AMBER, Colour.RED} else ("" if heard else silent)
    return Family(name=name, colour=worst, gauges=tuple(vote.gauge for vote in heard), note=note)


def lamp(name: str, votes: Iterable[Vote], silent: Mapping[str, str] | None = None) -> Lamp:
    """Return a lamp from the votes of its gauges; families without a reading stay in it, unlit.

    `silent` says of a family why it does not report, where that is known.
    """
    return _lit(name, FAMILIES[name], tuple(vote for vote in votes if vote.lamp == name), silent or {})


def older_rule(votes: Iterable[Vote], silent: Mapping[str, str] | None = None) -> Lamp:
    """Return the older rule's line: five families over both lamps, read and counted alike.

    Kept with its own record: replayed by month it is a crisis alarm, not a warning of a bubble.
    """
    joined = {family: name for name, members in OLDER_FAMILIES.items() for family in members}
    own = tuple(vote._replace(family=joined[vote.family]) for vote in votes if vote.family in joined)
    return _lit(OLDER_RULE, tuple(OLDER_FAMILIES), own, silent or {})


def _lit(name: str, of: tuple[str, ...], own: tuple[Vote, ...], silent: Mapping[str, str]) -> Lamp:
    families = _families(of, own, silent)
    reds, reporting = _counted(families)
    heard = tuple(vote._replace(colour=vote.published) for vote in own)
    published_reds, published_reporting = _counted(_families(of, heard, {}))
    return Lamp(
        name=name,
        verdict=verdict(reds, reporting),
        reds=reds,
        reporting=reporting,
        families=families,
        revised=any(vote.revised for vote in own if vote.colour is not Colour.NONE),
        published=Published(verdict(published_reds, published_reporting), published_reds, published_reporting),
    )


def _families(of: tuple[str, ...], own: tuple[Vote, ...], silent: Mapping[str, str]) -> tuple[Family, ...]:
    return tuple(_family(family, own, silent.get(family, _SILENT)) for family in of)


def _counted(families: tuple[Family, ...]) -> tuple[int, int]:
    """Return how many families are red and how many report."""
    return (
        sum(family.colour is Colour.RED for family in families),
        sum(family.colour is not Colour.NONE for family in families),
    )

"""The moves of the market a user may ask for: by the name the settings give them, spelled out, or several at once."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from debtwatch.analysis.market.ratios import peak_words
from debtwatch.analysis.market.results import Shock
from debtwatch.domain.errors import UsageError
from debtwatch.domain.settings import ShockSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from debtwatch.analysis.snapshot.results import Snapshot

ERAS = {"2008": (date(2007, 6, 1), date(2009, 12, 31)), "2017": (date(2017, 1, 1), date(2019, 3, 31))}
"""Months whose highest spreads an era stands for."""
SPELLED = "+100bp, -37bp, spreads+50bp, spreads-20bp, 1notch, 2notches"
"""Moves that need no name."""
UNMOVED = {
    "spreads": "what the market printed stands: a shock moves what the book is priced at",
    "bubble": "gauges and lamps read what was printed",
    "hurdle": "the required return is a choice, no market rate is in it",
    "wall": "what falls due when is by contract; what it costs is in refinancing",
    "structure": "balances, guarantees and contracts stand as signed; chips that secure floating loans move",
    "circularity": "who pays whom has no market rate in it",
}
"""Why a subject stays as it is under any shock."""
_SHORT_YEARS, _LONG_YEARS = 2.0, 30.0
_MOVE = re.compile(r"(?P<what>rates|spreads|)(?P<bp>[+-]\d{1,5}(?:\.\d+)?)bp|(?P<notches>\d{1,2})notch(?:es)?")


MOST_BP = 2_500
"""Farther than rates or an index spread ever went: beyond it a slip of the digits, or yields that mean nothing."""
MOST_NOTCHES = 20
"""From the best rating to the worst above default."""


def told_by(text: str, shocks: Mapping[str, ShockSettings]) -> ShockSettings:
    """Return the move a text asks for: names of the settings and spelled moves, joined by commas.

    UsageError says which part means nothing and what there is.
    """
    told = [_one(part.strip(), shocks) for part in text.split(",")]
    eras = [each.spreads_of for each in told if each.spreads_of]
    if len(eras) > 1:
        raise UsageError(
            f"{text} moves spreads to {' and to '.join(eras)} at once", where="shock", expected="one era of peaks"
        )
    whole = ShockSettings()
    for each in told:
        whole = _joined(whole, each)
    return whole


def _one(part: str, shocks: Mapping[str, ShockSettings]) -> ShockSettings:
    if part in shocks:
        return shocks[part]
    spelled = _MOVE.fullmatch(part.replace(" ", "").lower())
    if spelled is None:
        raise UsageError(
            f"no shock is called {part or 'nothing'}",
            where="shock",
            expected=f"{', '.join(shocks) or 'no name is set'}; or spelled: {SPELLED}; joined by commas",
            next_step="add [shocks.NAME] to debtwatch.toml",
        )
    notches, moved = int(spelled["notches"] or 0), float(spelled["bp"] or 0.0)
    if notches > MOST_NOTCHES or abs(moved) > MOST_BP:
        raise UsageError(
            f"{part} is no market anyone has seen",
            where="shock",
            expected=f"at most {MOST_BP:,} bp either way, or {MOST_NOTCHES} notches",
        )
    if notches:
        return ShockSettings(notches=notches)
    return ShockSettings(spread_bp=moved) if spelled["what"] == "spreads" else ShockSettings(par_bp=moved)


def _joined(one: ShockSettings, other: ShockSettings) -> ShockSettings:
    """Return both moves at once."""
    return ShockSettings(
        par_bp=one.par_bp + other.par_bp,
        short_bp=one.short_bp + other.short_bp,
        long_bp=one.long_bp + other.long_bp,
        spreads_of=one.spreads_of or other.spreads_of,
        spread_factor=one.spread_factor * other.spread_factor,
        spread_bp=one.spread_bp + other.spread_bp,
        notches=one.notches + other.notches,
        hold_premium=one.hold_premium and other.hold_premium,
    )


_NO_INDEX = (
    "the fall in rating moves nothing: no index by rating is stored, and the corporate curve that stands in for "
    "A and better is one for all of them"
)


def words(told: ShockSettings) -> str:
    """Say what a move moves, for a list to choose from and for the screens under it."""
    parts = []
    if told.par_bp:
        parts.append(f"government yields {told.par_bp:+g} bp")
    if told.short_bp or told.long_bp:
        parts.append(f"curve {told.short_bp:+g} bp at 2 years to {told.long_bp:+g} bp at 30")
    if told.spreads_of:
        first, last = ERAS[told.spreads_of]
        parts.append(f"spreads to their peaks of {first:%Y-%m} to {last:%Y-%m}")
    elif told.spread_factor != 1.0:
        parts.append(f"spreads x {told.spread_factor:g}")
    if told.spread_bp:
        parts.append(f"spreads {told.spread_bp:+g} bp")
    if told.notches:
        parts.append(f"ratings down {told.notches} notch{'es' if told.notches > 1 else ''}")
    if not told.hold_premium:
        parts.append("premia gone")
    return ", ".join(parts) or "nothing moves"


def unmoved(snapshot: Snapshot, subject: str) -> str:
    """Return why the shock in force moves nothing of a subject; empty without a shock, or where it does."""
    return UNMOVED.get(subject, "") if snapshot.shock is not None else ""


def under_shock(snapshot: Snapshot, subject: str) -> tuple[str, ...]:
    """Say under which shock a subject is shown: what it moves, which peaks stand, or that it moves nothing here."""
    shock = snapshot.shock
    if shock is None:
        return ()
    said = f"under the shock {shock.name}: {shock.words}" if shock.words else f"under the shock {shock.name}"
    if subject in UNMOVED:
        return (said, f"nothing here moves: {UNMOVED[subject]}")
    idle = (_NO_INDEX,) if shock.notches and not snapshot.market.oas else ()
    return (said, *idle, *peak_words(shock, snapshot.market))


def shock_of(
    text: str,
    shocks: Mapping[str, ShockSettings],
    monthly: pl.DataFrame,
    as_of: date,
    observations: pl.DataFrame | None = None,
) -> Shock:
    """Return the shock a text asks for.

    `monthly` is the shipped baseline; the AAA index, of which none ships, is read from the stored
    `observations` where they reach the era.
    """
    from debtwatch.analysis.market.shocks import era_peaks, newest_means, stored_means

    told = told_by(text, shocks)
    means = monthly
    if told.spreads_of and observations is not None:
        import polars as pl

        means = pl.concat([monthly.select("series", "month", "value"), stored_means(observations, as_of)])
    moves = bool(told.short_bp or told.long_bp)
    return Shock(
        name=text.strip(),
        par_bp=told.par_bp,
        peaks=era_peaks(means, *ERAS[told.spreads_of]) if told.spreads_of else (),
        spread_factor=told.spread_factor,
        tenor_bp=((_SHORT_YEARS, told.short_bp), (_LONG_YEARS, told.long_bp)) if moves else (),
        spread_bp=told.spread_bp,
        notches=told.notches,
        hold_premium=told.hold_premium,
        present=newest_means(means, as_of) if told.spreads_of else (),
        words=words(told),
    )

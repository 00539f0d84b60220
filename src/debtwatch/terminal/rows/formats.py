"""Numbers, dates and ages as the screens write them: an unknown is `—`, a direction has a sign and an arrow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import isfinite
from zoneinfo import ZoneInfo

from debtwatch.analysis.issuers.results import NOT_BINDING_BP
from debtwatch.domain.text import clean
from debtwatch.terminal.rows.values import Align, Cell, Tone

UNKNOWN = "—"
EASTERN = ZoneInfo("America/New_York")
BILLION_M, HUNDRED_BILLION_M, TRILLION_M = 1_000, 100_000, 1_000_000
"""In US$ millions."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def known(value: float | None) -> bool:
    """Whether there is a number at all."""
    return value is not None and isfinite(value)


def fixed(value: float | None, places: int = 1) -> str:
    """Return `1,234.5`, or `—`; a zero has no sign."""
    if value is None or not isfinite(value):
        return UNKNOWN
    rounded = round(value, places)
    return f"{rounded + 0.0:,.{places}f}"


def signed(value: float | None, places: int = 0) -> str:
    """Return `+12`, `-3`, `0`, or `—`."""
    if value is None or not isfinite(value):
        return UNKNOWN
    rounded = round(value, places)
    return f"{rounded:+,.{places}f}" if rounded else "0"


def arrowed(value: float | None, places: int = 0) -> str:
    """Return `▲ +97`, `▼ -12`, `0`, or `—`."""
    text = signed(value, places)
    if text in {UNKNOWN, "0"}:
        return text
    return f"{'▲' if text.startswith('+') else '▼'} {text}"


def percent(value: float | None, places: int = 2) -> str:
    """Return `5.31 %` from 5.31."""
    return UNKNOWN if not known(value) else f"{fixed(value, places)} %"


def usd_m(value: float | None) -> str:
    """Return US$ millions as `$1.2tn`, `$71.2bn` or `$68m`, whichever a desk would say."""
    if value is None or not isfinite(value):
        return UNKNOWN
    sign = "-" if round(value) < 0 else ""
    size = abs(value)
    if size >= TRILLION_M:
        return f"{sign}${size / TRILLION_M:,.1f}tn"
    if size >= HUNDRED_BILLION_M:
        return f"{sign}${size / 1_000:,.0f}bn"
    if size >= BILLION_M:
        return f"{sign}${size / 1_000:,.1f}bn"
    return f"{sign}${size:,.0f}m" if round(size) else "$0"


def usd_m_a_year(value: float | None) -> str:
    """Return a yearly cost as `+$1.0bn a year`."""
    if value is None or not isfinite(value):
        return UNKNOWN
    text = usd_m(value)
    return f"{'+' if round(value) > 0 else ''}{text} a year"


def usd_m_y(value: float | None) -> str:
    """Return a yearly cost as `+$1.0bn/y`."""
    return usd_m_a_year(value).replace(" a year", "/y")


def ordinal(value: float | None) -> str:
    """Return a percentile as `81st`."""
    if value is None or not isfinite(value):
        return UNKNOWN
    number = round(value)
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }".replace(" ", "")


def day(value: date | None, today: date | None = None) -> str:
    """Return `Fri 20 Nov`, with the year where it is not today's."""
    if value is None:
        return UNKNOWN
    text = f"{value:%a} {value.day} {value:%b}"
    return text if today is None or value.year == today.year else f"{text} {value.year}"


def short_day(value: date | None, today: date | None = None) -> str:
    """Return `20 Nov`, with the year where it is not today's."""
    if value is None:
        return UNKNOWN
    text = f"{value.day} {value:%b}"
    return text if today is None or value.year == today.year else f"{text} {value.year}"


def clock(moment: datetime) -> str:
    """Return `Mon 23 Nov 16:42 ET`."""
    local = moment.astimezone(EASTERN)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M} ET"


def span_of(length: timedelta) -> str:
    """Return a length of time in its largest unit: `4 min`, `3 h`, `2 d`; under a minute is `<1 min`."""
    seconds = max(length.total_seconds(), 0.0)
    if seconds < _MINUTE:
        return "<1 min"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{int(seconds // _HOUR)} h"
    return f"{int(seconds // _DAY)} d"


def ago(moment: datetime | None, now: datetime) -> str:
    """Return `3 h ago`, or `never`."""
    return "never" if moment is None else f"{span_of(now - moment)} ago"


def until(moment: datetime | None, now: datetime) -> str:
    """Return `in 4 min`, `now`, or `—`."""
    if moment is None:
        return UNKNOWN
    return "now" if moment <= now else f"in {span_of(moment - now)}"


def number_cell(value: float | None, places: int = 1, tone: Tone = Tone.PLAIN) -> Cell:
    """Return a number that sorts by its value."""
    return Cell(fixed(value, places), tone if known(value) else Tone.MUTED, value if known(value) else None)


def change_cell(value: float | None, places: int = 0) -> Cell:
    """Return a signed change; wider is up, tighter is down."""
    return Cell(signed(value, places), direction(value, places), value if known(value) else None)


def arrow_cell(value: float | None, places: int = 0) -> Cell:
    """Return a change with its arrow."""
    return Cell(arrowed(value, places), direction(value, places), value if known(value) else None)


def headroom_cell(value: float | None) -> Cell:
    """Return headroom in bp, beyond the bound the bound; it sorts by the figure itself, below nothing it is red."""
    if value is None or not isfinite(value):
        return Cell(UNKNOWN, Tone.MUTED)
    if abs(value) <= NOT_BINDING_BP:
        return Cell(signed(value), Tone.RED if value < 0 else Tone.PLAIN, value)
    bound = f"{NOT_BINDING_BP:,.0f}"
    return Cell(f"> {bound}", Tone.MUTED, value) if value > 0 else Cell(f"< -{bound}", Tone.RED, value)


def usd_cell(value: float | None) -> Cell:
    """Return US$ millions that sort by value."""
    return Cell(usd_m(value), Tone.PLAIN if known(value) else Tone.MUTED, value if known(value) else None)


def word_cell(text: str | None, tone: Tone = Tone.PLAIN) -> Cell:
    """Return foreign text made safe, or `—`."""
    if not text:
        return Cell(UNKNOWN, Tone.MUTED)
    return Cell(clean(text), tone)


def day_cell(value: date | None, today: date | None = None) -> Cell:
    """Return a date that sorts by its day."""
    return Cell(short_day(value, today), Tone.PLAIN, None if value is None else float(value.toordinal()))


def direction(value: float | None, places: int = 0) -> Tone:
    """Return the tone of a change in what borrowers pay."""
    if value is None or not isfinite(value):
        return Tone.MUTED
    rounded = round(value, places)
    if not rounded:
        return Tone.PLAIN
    return Tone.UP if rounded > 0 else Tone.DOWN


__all__ = [
    "EASTERN", "UNKNOWN", "Align", "ago", "arrow_cell", "arrowed", "change_cell", "clock", "day", "day_cell",
    "direction", "fixed", "headroom_cell", "known", "number_cell", "ordinal", "percent", "short_day", "signed", "span_of",
    "until", "usd_cell", "usd_m", "usd_m_a_year", "usd_m_y", "word_cell",
]  # fmt: skip

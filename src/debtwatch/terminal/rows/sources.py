"""Where a figure was read, in words: address, day, confidence, second hand, and what else was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from debtwatch.domain.text import clean
from debtwatch.terminal.rows.formats import UNKNOWN
from debtwatch.terminal.rows.values import Line, Span, Tone

LONGEST = 4_000


def source_lines(record: Mapping[str, Any], prefix: str = "", *, column: str = "source_url") -> tuple[Line, ...]:
    """Return a record's source and its note; `prefix` names the columns of a second row it rests on."""
    hand = "second hand: the page itself was not opened" if record.get(f"{prefix}second_hand") else ""
    facts = (
        record.get(f"{prefix}{column}") or UNKNOWN,
        str(record.get(f"{prefix}source_date") or f"dated {UNKNOWN}"),
        f"confidence {record.get(f'{prefix}confidence') or UNKNOWN}",
        hand,
    )
    note = record.get(f"{prefix}note")
    return (
        (Span(f"    {clean(', '.join(filter(None, facts)), longest=LONGEST)}", Tone.MUTED),),
        *(((Span(f"    {clean(str(note), longest=LONGEST)}", Tone.MUTED),),) if note else ()),
    )

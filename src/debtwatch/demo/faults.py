"""How a replayed source can be made to fail."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What a source does instead of answering."""

    NONE = "none"
    GARBAGE = "garbage"
    """A maintenance page under status 200."""
    DOWN = "down"
    """HTTP 503."""
    LIMITED = "limited"
    """HTTP 429 with a wait of two minutes."""
    FORBIDDEN = "forbidden"
    """HTTP 403."""


PAGE = b"<!DOCTYPE html>\n<html><head><title>Down for maintenance</title></head><body>Please try later.</body></html>"
STATUS = {Fault.GARBAGE: 200, Fault.DOWN: 503, Fault.LIMITED: 429, Fault.FORBIDDEN: 403}

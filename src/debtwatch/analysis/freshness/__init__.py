"""How old each number is against what its source should have published by now; pure Python."""

from __future__ import annotations

from debtwatch.analysis.freshness.health import feed_health, memory_of
from debtwatch.analysis.freshness.state import data_state, freshness

__all__ = ["data_state", "feed_health", "freshness", "memory_of"]

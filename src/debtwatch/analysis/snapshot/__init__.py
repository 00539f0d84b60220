"""One immutable value with everything a front end shows."""

from __future__ import annotations

from debtwatch.analysis.snapshot.results import Baselines, BookFrames, BookSummary, Inputs, Snapshot

__all__ = ["Baselines", "BookFrames", "BookSummary", "Inputs", "Snapshot"]

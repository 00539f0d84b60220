"""One immutable value with everything a front end shows.

The result types cost nothing to import; the functions that need polars are loaded when first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from debtwatch.analysis.given import Baselines, BookFrames
from debtwatch.analysis.snapshot.results import BookSummary, Inputs, Snapshot

if TYPE_CHECKING:
    from debtwatch.analysis.snapshot.baselines import baselines_in, baselines_of
    from debtwatch.analysis.snapshot.build import Part, build_snapshot, changed_parts, rebuild

__all__ = [
    "Baselines",
    "BookFrames",
    "BookSummary",
    "Inputs",
    "Part",
    "Snapshot",
    "baselines_in",
    "baselines_of",
    "build_snapshot",
    "changed_parts",
    "rebuild",
]


def __getattr__(name: str) -> Any:
    """Load a function that computes, and polars with it."""
    if name not in __all__:
        raise AttributeError(name)
    module = "baselines" if name.startswith("baselines") else "build"
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)

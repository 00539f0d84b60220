"""The shipped figures of both eras, read at once where nothing is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.config.baselines import MONTHLY, QUANTILES, read_baselines, read_few

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.analysis.given import Baselines


def shipped_baselines(folder: Path) -> Baselines:
    """Return the baselines of a folder as frames; ConfigError names the file, the line and what is wrong. Loads polars."""
    from debtwatch.analysis.snapshot import baselines_in, baselines_of

    try:
        long = (folder / MONTHLY).read_bytes(), (folder / QUANTILES).read_bytes()
    except OSError:
        return baselines_of(read_baselines(folder))
    return baselines_in(*long, read_few(folder)) or baselines_of(read_baselines(folder))

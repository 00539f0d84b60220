"""Screens and commands may import result types without paying for frames."""

from __future__ import annotations

import subprocess
import sys

FREE = (
    "debtwatch.analysis.structure.results",
    "debtwatch.analysis.structure.assumptions",
    "debtwatch.analysis.hurdle.results",
    "debtwatch.analysis.hurdle.formulas",
    "debtwatch.analysis.issuers.results",
    "debtwatch.analysis.circularity.results",
    "debtwatch.analysis.circularity.drawing",
    "debtwatch.analysis.circularity.graph",
)


def test_importing_them_loads_no_polars() -> None:
    probe = f"import sys, {', '.join(FREE)}; print('polars' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"

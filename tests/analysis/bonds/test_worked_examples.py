from __future__ import annotations

import pytest

from worked_examples import Example, examples


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.case)
def test_published_figures_come_out_within_their_rounding(example: Example) -> None:
    assert example.ours() == pytest.approx(example.expected, abs=example.tolerance)

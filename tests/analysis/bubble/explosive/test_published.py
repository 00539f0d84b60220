from __future__ import annotations

import pytest

from explosive_examples import SHARED, critical, on_published_data
from worked_examples import Example

EXAMPLES = on_published_data()


@pytest.mark.skipif(not EXAMPLES, reason=f"the published data is not at {SHARED}")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.case)
def test_a_published_figure_comes_out(example: Example) -> None:
    assert example.ours() == pytest.approx(example.expected, rel=0, abs=example.tolerance)


@pytest.mark.parametrize("example", tuple(critical()), ids=lambda example: example.case)
def test_random_walks_exceed_the_published_critical_values_as_often_as_published(example: Example) -> None:
    assert example.ours() == pytest.approx(example.expected, rel=0, abs=example.tolerance)

from __future__ import annotations

import pytest

from debtwatch.domain.errors import ConfigError, Refused


def test_an_error_says_where_what_expected_and_what_next() -> None:
    error = ConfigError("no such key", where="debtwatch.toml: network", expected="contact", next_step="correct it")
    assert str(error) == "debtwatch.toml: network: no such key; expected contact; correct it"


@pytest.mark.parametrize(("status", "retryable"), [(429, True), (503, True), (404, False), (403, False)])
def test_only_passing_refusals_are_tried_again(status: int, retryable: bool) -> None:
    assert Refused("no", status=status).retryable is retryable

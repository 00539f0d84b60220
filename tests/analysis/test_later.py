from __future__ import annotations

import threading

import pytest

from debtwatch.analysis.later import Later


def test_a_value_is_computed_once_however_many_threads_look() -> None:
    computed: list[int] = []
    gate = threading.Barrier(8)

    def compute() -> int:
        computed.append(1)
        return 42

    value, seen = Later(compute), []

    def look() -> None:
        gate.wait()
        seen.append(value())

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [42] * 8
    assert computed == [1]


def test_what_cannot_be_computed_says_so_each_time() -> None:
    value: Later[int] = Later(lambda: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            value()

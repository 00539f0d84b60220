from __future__ import annotations

import io
import os
from typing import TextIO

import pytest

from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import coloured, reader_gone


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "choice", "expected"),
    [
        (Terminal(), {}, "auto", True),
        (io.StringIO(), {}, "auto", False),
        (Terminal(), {"NO_COLOR": "1"}, "auto", False),
        (Terminal(), {"NO_COLOR": ""}, "auto", True),
        (io.StringIO(), {"FORCE_COLOR": "1"}, "auto", True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        (Terminal(), {"TERM": "dumb"}, "auto", False),
        (Terminal(), {"TERM": "dumb", "FORCE_COLOR": "1"}, "auto", True),
        (Terminal(), {"NO_COLOR": "1"}, "always", True),
        (Terminal(), {}, "never", False),
    ],
)
def test_colour_is_decided_by_flag_then_environment_then_terminal(
    stream: TextIO, environment: dict[str, str], choice: str, expected: bool
) -> None:
    assert coloured(stream, environment, choice) is expected


def test_a_closed_reader_is_noticed_without_writing_to_it() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        assert not reader_gone(stream)
        os.close(reading)
        assert reader_gone(stream)


def test_a_file_has_no_reader_to_lose(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (tmp_path_factory.mktemp("out") / "events").open("w") as stream:
        assert not reader_gone(stream)
    assert not reader_gone(io.StringIO())


def test_the_codes_are_what_monitoring_systems_read() -> None:
    assert [Exit.QUIET, Exit.WARNING, Exit.CRITICAL, Exit.UNKNOWN] == [0, 1, 2, 3]
    assert (Exit.FINE, Exit.PROBLEMS, Exit.COULD_NOT_RUN) == (0, 1, 3)
    assert (Exit.CLOSED_READER, Exit.TERMINATED, Exit.HANGUP, Exit.INTERRUPTED) == (141, 143, 129, 130)

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING

import pytest

from alert_homes import ALL_OFF, book_rule, command, environment, places_of, run
from debtwatch.desk.desk import Desk
from debtwatch.desk.evaluate import evaluate
from debtwatch.domain.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WARNING = book_rule("bad", "warning")
TICK = {"DEBTWATCH_POLLING_TICK_SECONDS": "0.2"}


@contextmanager
def watching(home: Path, *argv: str, stdout: int = subprocess.PIPE) -> Iterator[subprocess.Popen[str]]:
    """Run `watch` for a block; whatever happens, it has ended afterwards."""
    process = subprocess.Popen(
        command("watch", "--format", "jsonl", *argv),
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment(home, **TICK),
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def next_event(stream: IO[str] | None) -> dict[str, object]:
    """Wait for one line."""
    assert stream is not None
    line = stream.readline()
    assert line, "the watch ended without another event"
    event: dict[str, object] = json.loads(line)
    return event


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_prints_events_as_they_happen_and_ends_clean(
    signal_: signal.Signals, home_with: Callable[[str], Path]
) -> None:
    home = home_with(WARNING)
    with watching(home) as process:
        assert next_event(process.stdout)["event"] == "summary"
        assert next_event(process.stdout)["event"] == "firing"
        (home / "config" / "rules.toml").write_text(ALL_OFF, encoding="utf-8")
        assert next_event(process.stdout)["event"] == "resolved"
        process.send_signal(signal_)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 0, told
        assert "Traceback" not in told


def test_a_watch_goes_on_where_the_last_one_ended(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    first = [json.loads(line)["event"] for line in run(home, "check", "--format", "jsonl").stdout.splitlines()]
    assert first == ["summary", "firing"]
    with watching(home) as process:
        (home / "config" / "rules.toml").write_text(ALL_OFF, encoding="utf-8")
        event = next_event(process.stdout)
        assert (event["event"], event["rule"]) == ("resolved", "bad")


def test_a_watch_prints_what_another_process_said(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    with watching(home) as process:
        seen = [next_event(process.stdout), next_event(process.stdout)]
        (home / "config" / "rules.toml").write_text(ALL_OFF, encoding="utf-8")
        run(home, "check")
        seen.append(next_event(process.stdout))
        assert [event["seq"] for event in seen] == [1, 2, 3]


def test_a_watch_owns_up_to_the_time_nobody_watched(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    with Desk.open(Settings(places=places_of(home))) as desk:
        evaluate(desk.ground, desk.stock, datetime.now(UTC) - timedelta(hours=3))
    with watching(home) as process:
        assert [next_event(process.stdout)["event"] for _ in range(3)] == ["summary", "firing", "gap"]


def test_a_watch_outlives_rules_that_are_wrong_for_a_while(home_with: Callable[[str], Path]) -> None:
    home = home_with(WARNING)
    own = home / "config" / "rules.toml"
    with watching(home) as process:
        assert [next_event(process.stdout)["event"] for _ in range(2)] == ["summary", "firing"]
        assert process.stderr is not None
        own.write_text("[rule", encoding="utf-8")
        while "not judging" not in (told := process.stderr.readline()):
            assert told, "the watch ended"
        own.write_text(ALL_OFF, encoding="utf-8")
        assert next_event(process.stdout)["event"] == "resolved"
        assert "judging again" in process.stderr.readline()


def test_a_watch_whose_reader_has_gone_ends_with_141_though_it_has_nothing_to_say(
    home_with: Callable[[str], Path],
) -> None:
    home = home_with("")
    reading, writing = os.pipe()
    with watching(home, stdout=writing) as process:
        os.close(writing)
        assert os.read(reading, 4096)
        os.close(reading)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 141
        assert "Traceback" not in told


def test_a_heartbeat_tells_quiet_from_dead(home_with: Callable[[str], Path]) -> None:
    home = home_with("")
    with watching(home, "--heartbeat", "0.00001") as process:
        awaited = {"summary", "watchdog"}
        while awaited:
            awaited.discard(str(next_event(process.stdout)["event"]))
    assert not awaited

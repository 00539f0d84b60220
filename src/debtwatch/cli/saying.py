"""What `check`, `watch` and `alerts` share: which events are printed, how, and what is said beside them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from debtwatch.alerts.formats import json_line, text_line
from debtwatch.alerts.outcome import FailOn, Outcome, counts, outcome
from debtwatch.cli.exits import Exit
from debtwatch.cli.stdout import COLOUR_CHOICES, coloured, open_stdout, say
from debtwatch.domain.alert import Severity, Transition
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from debtwatch.desk.evaluate import Evaluated
    from debtwatch.domain.alert import AlertEvent, AlertState
    from debtwatch.store.protocols import AlertStore

FORMATS = ("text", "jsonl")
_EXITS = {
    Outcome.QUIET: Exit.QUIET,
    Outcome.WARNING: Exit.WARNING,
    Outcome.CRITICAL: Exit.CRITICAL,
    Outcome.UNKNOWN: Exit.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Voice:
    """How events are printed, and which."""

    stream: TextIO
    jsonl: bool = False
    colour: bool = False
    silenced: bool = False
    pending: bool = False

    def wants(self, event: AlertEvent) -> bool:
        """Return whether the reader asked for events like this one."""
        if event.silenced and not self.silenced:
            return False
        return self.pending or event.transition is not Transition.PENDING

    def line(self, event: AlertEvent) -> str:
        """Return the event as one line."""
        return json_line(event) if self.jsonl else text_line(event, colour=self.colour)

    def say_all(self, events: Iterable[AlertEvent], log: AlertStore) -> None:
        """Print events in order and keep how far the reader has got, even where a line fails.

        The mark moves after the flush: a crash between the two prints a line again, with the same id.
        """
        last = 0
        try:
            for event in events:
                if self.wants(event):
                    say(self.stream, self.line(event))
                last = event.seq
        finally:
            if last:
                log.set_printed_seq(last)


def configure_voice(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say how events are printed."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="text to read, jsonl to pipe (schema 1)")
    parser.add_argument("--color", choices=COLOUR_CHOICES, default="auto", help="colour in text; NO_COLOR is honoured")
    parser.add_argument("--show-silenced", action="store_true", help="print silenced events too")
    parser.add_argument("--verbose", action="store_true", help="print pending events too, and narrate more on stderr")
    parser.add_argument("--since", type=int, metavar="SEQ", help="print what was said after this place in the log")


def voice_of(args: argparse.Namespace) -> Voice:
    """Return the voice the arguments ask for, over stdout."""
    stream = open_stdout()
    jsonl = args.format == "jsonl"
    return Voice(
        stream=stream,
        jsonl=jsonl,
        colour=not jsonl and coloured(stream, os.environ, args.color),
        silenced=args.show_silenced,
        pending=args.verbose,
    )


def exit_of(evaluated: Evaluated, fail_on: FailOn) -> Exit:
    """Return the exit code of a pass."""
    return _EXITS[outcome(evaluated.states, unknown=bool(evaluated.evaluation.unknown), fail_on=fail_on)]


def narrate(text: str) -> None:
    """Say something beside the events, on stderr."""
    print(f"debtwatch: {clean(text)}", file=sys.stderr)


def narrate_lines(text: str) -> None:
    """Say a text of several lines on stderr, each made safe."""
    for line in text.splitlines():
        narrate(line)


def narrate_pass(evaluated: Evaluated, *, verbose: bool) -> None:
    """Say how a pass ended, and everything that makes it unknown."""
    evaluation = evaluated.evaluation
    standing = _standing(evaluated.states)
    when = f"{evaluation.at:%Y-%m-%d %H:%M}Z"
    fresh = f"judged at {when}" if evaluated.judged else f"nothing has changed since {when}"
    narrate(f"{standing}; {evaluation.rules} rules on {evaluation.samples} values, {fresh}")
    for unknown in evaluation.unknown:
        narrate(f"unknown: {unknown.rule}: {unknown.reason}; `debtwatch doctor` says what to do")
    if verbose:
        for state in evaluated.states:
            narrate(f"{state.phase}: {state.severity} {state.rule} {dict(state.labels)} since {state.started_at}")


def _standing(states: Iterable[AlertState]) -> str:
    heard = [state for state in states if counts(state)]
    by_severity = [(severity, sum(state.severity is severity for state in heard)) for severity in reversed(Severity)]
    said = ", ".join(f"{count} {severity}" for severity, count in by_severity if count)
    return f"firing: {said}" if said else "nothing fires"

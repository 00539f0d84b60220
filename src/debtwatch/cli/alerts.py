"""`debtwatch alerts`: what fires, who has seen it, and what is silenced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from debtwatch.alerts.figures import figure
from debtwatch.cli.exits import Exit
from debtwatch.cli.saying import narrate
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.domain.errors import UsageError
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from debtwatch.domain.alert import AlertState, Labels, Silence
    from debtwatch.domain.settings import Settings
    from debtwatch.store.protocols import AlertStore

_MATCHER = re.compile(r"([a-z_]+)=(.+)")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `ack`, `silence`, `silences` and `unsilence`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="{list,ack,silence,silences,unsilence}")
    listing = verbs.add_parser("list", help="what fires, is pending or cannot be judged")
    listing.add_argument("--silenced", action="store_true", help="silenced and muted ones too")
    ack = verbs.add_parser("ack", help="say that you have seen a firing alert: it is not repeated")
    ack.add_argument("fingerprint", help="the start of it, as `alerts list` shows")
    ack.add_argument("--note", default="", help="what you know of it")
    silence = verbs.add_parser("silence", help="say nothing of matching alerts for a time; they are still logged")
    silence.add_argument("match", nargs="+", metavar="LABEL=PATTERN", help="rule=hy-*, severity=warning, series=BAML*")
    silence.add_argument("--for", dest="lasting", required=True, metavar="TIME", help="90m, 4h or 2d; at most 90d")
    silence.add_argument("--reason", required=True, help="why; it is kept with the silence")
    verbs.add_parser("silences", help="silences in force")
    unsilence = verbs.add_parser("unsilence", help="end a silence now")
    unsilence.add_argument("id", type=int)
    for each in (ack, silence):
        each.add_argument("--author", default=None, help="who says so; your user name if left out")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it over the store; UsageError where what is named is not there."""
    from debtwatch.desk.desk import Desk

    with Desk.open(settings) as desk:
        log, now = desk.ground.store.alerts, desk.ground.now()
        match args.verb:
            case "list":
                _print(_state_lines(log, everything=args.silenced))
            case "ack":
                _acknowledge(log, args, now)
            case "silence":
                _silence(log, args, now)
            case "silences":
                _print(_silence_lines(log, now))
            case _:
                _end(log, args.id, now)
    return Exit.FINE


def _acknowledge(log: AlertStore, args: argparse.Namespace, now: datetime) -> None:
    from debtwatch.desk import alarms

    state = alarms.acknowledge(log, args.fingerprint, at=now, author=_author(args), comment=args.note)
    narrate(f"{state.rule} {_braced(state.labels)} is not repeated until it fires anew")


def _silence(log: AlertStore, args: argparse.Namespace, now: datetime) -> None:
    from debtwatch.desk import alarms

    matchers = tuple(sorted(_matcher(text) for text in args.match))
    id_ = alarms.silence(log, matchers, at=now, lasting=_time(args.lasting), author=_author(args), reason=args.reason)
    narrate(f"silence {id_} is in force; `debtwatch alerts unsilence {id_}` ends it")


def _end(log: AlertStore, id_: int, now: datetime) -> None:
    if not log.end_silence(id_, now):
        raise UsageError(f"no silence {id_} is in force", next_step="`debtwatch alerts silences` lists them")
    narrate(f"silence {id_} has ended")


def _author(args: argparse.Namespace) -> str:
    from debtwatch.desk.alarms import this_user

    return args.author or this_user()


def _matcher(text: str) -> tuple[str, str]:
    found = _MATCHER.fullmatch(text)
    if found is None:
        raise UsageError(f"{clean(text)!r} is not a matcher", expected="label=pattern, such as rule=hy-*")
    return found[1], found[2]


def _time(text: str) -> timedelta:
    from debtwatch.config.rules import span_of

    try:
        return span_of(text).lasting
    except ValueError as error:
        raise UsageError(f"--for {clean(text)!r}", expected=str(error)) from error


def _state_lines(log: AlertStore, *, everything: bool) -> list[str]:
    from debtwatch.desk import alarms

    seen = {each.fingerprint: each for each in alarms.acknowledgements(log)}
    shown = [state for state in alarms.states(log) if everything or not (state.silenced or state.inhibited)]
    shown.sort(key=lambda state: (-state.severity.rank, state.rule, state.labels))
    lines = []
    for state in shown:
        ack = seen.get(state.fingerprint)
        known = ack is not None and state.started_at is not None and ack.at >= state.started_at
        lines.append(_state_line(state, f"seen by {ack.author}" if ack is not None and known else ""))
    return lines


def _state_line(state: AlertState, seen: str) -> str:
    since = f"since {state.started_at:%Y-%m-%d %H:%M}Z" if state.started_at else ""
    marks = ["silenced" if state.silenced else "", "muted" if state.inhibited else "", seen]
    health = "" if state.health == "ok" else f"cannot be judged: {state.health}"
    parts = [
        state.fingerprint[:8],
        f"{state.severity.value:<8} {state.phase.value:<10}",
        f"{state.rule}{_braced(state.labels)}",
        figure(state.value, state.unit),
        f"of {state.observed_on}" if state.observed_on else "",
        since,
        health,
        *marks,
    ]
    return "  ".join(part for part in parts if part)


def _silence_lines(log: AlertStore, now: datetime) -> list[str]:
    from debtwatch.desk import alarms

    return [_silence_line(silence) for silence in alarms.silences(log, now)]


def _silence_line(silence: Silence) -> str:
    until = f"until {silence.expires_at:%Y-%m-%d %H:%M}Z"
    return f"{silence.id:>4}  {_braced(silence.match)}  {until}  {silence.author}: {silence.reason}"


def _braced(labels: Labels) -> str:
    return "{" + ", ".join(f"{name}={value}" for name, value in labels) + "}" if labels else ""


def _print(lines: Iterable[str]) -> None:
    stream = open_stdout()
    for line in lines:
        say(stream, clean(line))

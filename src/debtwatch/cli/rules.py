"""`debtwatch rules`: check the rule files, list rules and metrics, try rules on made-up prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from debtwatch.cli.exits import Exit
from debtwatch.cli.saying import narrate, narrate_lines
from debtwatch.cli.stdout import open_stdout, say
from debtwatch.domain.text import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from debtwatch.domain.alert import Rule
    from debtwatch.domain.settings import Settings

_EXAMPLE = """a file of trials:
  [[test]]
  name = "a week of widening fires and clears"
  [[test.series]]
  metric = "spread.w1_bp"
  labels = { series = "BAMLH0A0HYM2" }
  values = "10+10x4 _ null 15"     # a+bxN: a and N more, each b higher; _ nothing new; stale: the source is late
  [[test.expect]]
  at = 3                           # after the print at this place, counted from 0
  firing = ["hy-week"]
  said = ["hy-week firing"]

exit: 0 fine, 1 problems found, 3 could not run"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `check`, `list` and `test FILE`."""
    import argparse as argparse_

    parser.formatter_class = argparse_.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLE
    parser.add_argument("what", choices=("check", "list", "test"), help="what to do")
    parser.add_argument("file", nargs="?", type=Path, help="trials, for `test`")
    parser.add_argument("--rules", type=Path, metavar="FILE", help="lay this file over the shipped rules, not your own")
    parser.add_argument("--metrics", action="store_true", help="with `list`: the metrics rules may be written about")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked; 1 where problems were found."""
    from debtwatch.domain.errors import ConfigError, UsageError

    if args.what == "test" and args.file is None:
        raise UsageError("`rules test` needs a file of trials", next_step="`debtwatch rules --help` shows one")
    if args.what == "list" and args.metrics:
        return _print(_metric_lines())
    try:
        rules = _rules(args, settings)
    except ConfigError as error:
        narrate_lines(str(error))
        return Exit.PROBLEMS
    if args.what == "test":
        return _tried(args.file, rules)
    if args.what == "list":
        return _print(_rule_lines(rules))
    narrate(
        f"{counted(len(rules), 'rule is', 'rules are')} sound, {sum(rule.enabled for rule in rules)} of them enabled"
    )
    return Exit.FINE


def _rules(args: argparse.Namespace, settings: Settings) -> tuple[Rule, ...]:
    from debtwatch.alerts.metrics import METRICS
    from debtwatch.config.rules import read_rules
    from debtwatch.desk.rules import rule_files

    shipped, own = rule_files(settings)
    return read_rules(shipped, args.rules or own, METRICS)


def _tried(file: Path, rules: Sequence[Rule]) -> int:
    from debtwatch.alerts.metrics import METRICS
    from debtwatch.alerts.trial import run_trial
    from debtwatch.cli.trials import read_trials

    lines, failed = [], 0
    for trial in read_trials(file, METRICS):
        wrong = run_trial(trial, rules)
        failed += bool(wrong)
        lines += [f"{'failed' if wrong else 'passed'}  {trial.name}", *(f"        {each}" for each in wrong)]
    _print(lines)
    return Exit.PROBLEMS if failed else Exit.FINE


def _rule_lines(rules: Sequence[Rule]) -> list[str]:
    width = max((len(rule.id) for rule in rules), default=0)
    return [f"{rule.id:<{width}}  {_condition(rule)}" for rule in rules]


def _condition(rule: Rule) -> str:
    """Return a rule in one line, as its file would say it."""
    labels = ", ".join(f"{name}={value}" for name, value in rule.match)
    parts = [
        f"{rule.severity:<8}" if rule.enabled else "off     ",
        f"{rule.metric}{{{labels}}} {rule.comparison} {rule.threshold:g}",
        f"clear {rule.clear_threshold:g}" if rule.clear_threshold is not None else "",
        f"for {rule.hold}" if str(rule.hold) != "at once" else "",
        f"keep firing {rule.keep_firing}" if str(rule.keep_firing) != "at once" else "",
        "required" if rule.required else "",
    ]
    return ", ".join(part for part in parts if part).replace(", ", "  ", 1)


def _metric_lines() -> list[str]:
    from debtwatch.alerts.metrics import METRICS

    width = max(map(len, METRICS))
    return [
        f"{name:<{width}}  {metric.unit:<10}  {'|'.join(metric.labels):<19}  {metric.means}"
        for name, metric in METRICS.items()
    ]


def _print(lines: Iterable[str]) -> int:
    from debtwatch.domain.text import clean

    stream = open_stdout()
    for line in lines:
        say(stream, clean(line))
    return Exit.FINE

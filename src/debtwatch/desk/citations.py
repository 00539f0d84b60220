"""The observations that fired alerts cite, as their sources give them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.domain.alert import Sample
from debtwatch.domain.freshness import FreshnessState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from debtwatch.domain.alert import AlertState, Rule
    from debtwatch.store.protocols import ObservationStore

PRINTED = frozenset({"spread.last_pct", "index.last"})
"""Metrics whose value is a print itself, so that a rewritten one can be told from the store."""


def cited_again(
    states: Iterable[AlertState], rules: Mapping[str, Rule], observations: ObservationStore
) -> Iterator[Sample]:
    """Yield, for every firing alert on a print, the vintage now in force of the day that fired it.

    Where newer prints hold the alert, this is how a rewriting of the cited one is noticed.
    """
    for state in states:
        rule = rules.get(state.rule)
        series = dict(state.labels).get("series")
        newer = state.fired_on is not None and state.fired_on != state.observed_on
        if rule is None or rule.metric not in PRINTED or series is None or not state.phase.active or not newer:
            continue
        vintages = [each for each in observations.history(series) if each.observed_on == state.fired_on]
        if vintages:
            yield Sample(
                metric=rule.metric,
                labels=state.labels,
                value=vintages[-1].value,
                unit=state.unit,
                observed_on=state.fired_on,
                seen_at=vintages[-1].seen_at,
                source=state.source,
                state=FreshnessState.STALE,  # should it stand alone, it is no present print
            )

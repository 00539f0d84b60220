"""What the enabled alert rules are about: nothing else need be computed to judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtwatch.alerts.matching import covers
from debtwatch.alerts.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from debtwatch.analysis.snapshot.asked import Asked
    from debtwatch.domain.alert import Labels, Rule, Sample
    from debtwatch.domain.series import Series

MOVED = frozenset(name for name in METRICS if name.startswith(("spread.", "index.")))
"""Metrics of a series' moves."""
WARNED = frozenset(name for name in METRICS if name.startswith(("gauge.", "lamp.")))
"""Metrics of the warnings."""
RANKS = "spread.percentile"
HEADROOM, MATURITY = "refinancing.headroom_bp", "refinancing.maturity_days"
PRICED = frozenset(name for name in METRICS if name.startswith("refinancing.") and name != MATURITY)
"""Metrics of what debt costs to refinance."""


class Watched:
    """The metrics and labels of some rules; of every metric and label where no rules are given."""

    def __init__(self, rules: Iterable[Rule] | None = None) -> None:
        self._patterns: dict[str, set[Labels]] = {} if rules is not None else {metric: {()} for metric in METRICS}
        for rule in rules or ():
            if rule.enabled:
                self._patterns.setdefault(rule.metric, set()).add(rule.match)

    def watches(self, sample: Sample) -> bool:
        """Return whether any rule is about this sample."""
        return self.covers(sample.metric, dict(sample.labels))

    def covers(self, metric: str, labels: dict[str, str]) -> bool:
        """Return whether any rule is about a metric of these labels."""
        return any(covers(pattern, labels) for pattern in self._patterns.get(metric, ()))

    def any_of(self, metrics: Collection[str], label: str | None = None) -> bool:
        """Return whether any rule is about one of these metrics, of a subject named by a label where that is given."""
        patterns = [pattern for metric in metrics for pattern in self._patterns.get(metric, ())]
        return any(label is None or all(name == label for name, _ in pattern) for pattern in patterns)

    def asked(self, series: Collection[Series]) -> Asked:
        """Return what to ask of a day for these rules, of the declared series."""
        from debtwatch.analysis.bubble.funding import INFORMING_IDS
        from debtwatch.analysis.snapshot.asked import Asked
        from debtwatch.analysis.spreads.series import COMBINED

        ids = (*(each.id for each in series), *(one.id for one in COMBINED))
        return Asked(
            series=frozenset(id_ for id_ in ids if any(self.covers(metric, {"series": id_}) for metric in MOVED)),
            ranks=self.any_of({RANKS}),
            informing=any(self.covers(metric, {"gauge": id_}) for metric in WARNED for id_ in INFORMING_IDS),
            headroom=self.any_of({HEADROOM}),
        )


ALL = Watched()

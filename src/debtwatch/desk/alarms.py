"""Alert states, events and silences of one store, as values; it loads no frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from debtwatch.alerts.codec import (
    evaluation_of_document,
    event_of_document,
    labels_document,
    labels_of_document,
    state_of_document,
)
from debtwatch.domain.alert import LONGEST_SILENCE, Acknowledgement, Silence
from debtwatch.domain.errors import StoreDamaged, UsageError
from debtwatch.store.values import Acknowledgement as AcknowledgementRow
from debtwatch.store.values import Silence as SilenceRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from debtwatch.domain.alert import AlertEvent, AlertState, Evaluation, Labels
    from debtwatch.store.protocols import AlertStore
    from debtwatch.store.values import StoredAlertEvent

Value = TypeVar("Value")


def this_user() -> str:
    """Return who sits here; a container may not know."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def states(alerts: AlertStore) -> tuple[AlertState, ...]:
    """Return every alert that stands for something; StoreDamaged where one cannot be read."""
    return tuple(_read(row.state, state_of_document) for row in alerts.states())


def last_evaluation(alerts: AlertStore) -> Evaluation | None:
    """Return the last pass of the rules, None on a store that never had one."""
    document = alerts.evaluation()
    return None if document is None else _read(document, evaluation_of_document)


def events_after(alerts: AlertStore, seq: int) -> tuple[AlertEvent, ...]:
    """Return the events after a place in the log, oldest first."""
    return tuple(map(_event, alerts.events(since_seq=seq)))


def unprinted(alerts: AlertStore) -> tuple[AlertEvent, ...]:
    """Return the events that no command has printed yet, oldest first."""
    return events_after(alerts, alerts.printed_seq())


def newest(alerts: AlertStore, limit: int) -> tuple[AlertEvent, ...]:
    """Return the newest events, newest first."""
    return tuple(map(_event, alerts.recent(limit)))


def silences(alerts: AlertStore, at: datetime | None = None) -> tuple[Silence, ...]:
    """Return the silences in force at a moment, or every one ever kept."""
    return tuple(
        Silence(
            id=str(row.id),
            match=labels_of_document(row.matchers),
            created_at=row.created_at,
            expires_at=row.until,
            author=row.author,
            reason=row.reason,
        )
        for row in alerts.silences(at)
    )


def acknowledgements(alerts: AlertStore) -> tuple[Acknowledgement, ...]:
    """Return who has seen which alert, and when."""
    return tuple(
        Acknowledgement(row.fingerprint, row.at, row.author, row.note) for row in alerts.acknowledgements().values()
    )


def acknowledge(alerts: AlertStore, fingerprint: str, *, at: datetime, author: str, comment: str = "") -> AlertState:
    """Keep that someone has seen a firing alert, named by the start of its fingerprint; UsageError if none is."""
    found = [state for state in states(alerts) if state.phase.active and state.fingerprint.startswith(fingerprint)]
    if len(found) != 1:
        raise UsageError(
            f"{len(found) or 'no'} firing alerts have a fingerprint that starts with {fingerprint!r}",
            expected="the fingerprint of one",
            next_step="`debtwatch alerts list` shows them",
        )
    alerts.acknowledge(AcknowledgementRow(found[0].fingerprint, at, author, comment))
    return found[0]


def silence(alerts: AlertStore, match: Labels, *, at: datetime, lasting: timedelta, author: str, reason: str) -> int:
    """Keep a silence and return its id; UsageError where it has no reason, no matcher or no near end."""
    if not match or not reason.strip() or not author.strip() or not LONGEST_SILENCE >= lasting > lasting * 0:
        raise UsageError(
            "this silence cannot be kept",
            expected=f"at least one label, a reason, an author and an end within {LONGEST_SILENCE.days} days",
        )
    return alerts.silence(SilenceRow(labels_document(match), at, at + lasting, author, reason))


def _event(stored: StoredAlertEvent) -> AlertEvent:
    return _read(stored.document, lambda document: event_of_document(document, stored.seq))


def _read(document: str, decode: Callable[[str], Value]) -> Value:
    """Decode what another run of this program wrote."""
    try:
        return decode(document)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreDamaged(
            f"an alert cannot be read: {error!r}",
            expected="a document written by this release of debtwatch or an earlier one",
            next_step="`debtwatch doctor` checks the store and names its newest backup",
        ) from error

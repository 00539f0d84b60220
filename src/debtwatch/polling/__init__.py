"""What is due, and fetching it. Only `polling.scheduler` imports apscheduler; nothing here opens a connection itself."""

from __future__ import annotations

from debtwatch.polling.due import Known, Timetable
from debtwatch.polling.pace import Pace, pace_of
from debtwatch.polling.poller import Poller, Sources
from debtwatch.polling.report import FetchReport, SeriesFailure

__all__ = ["FetchReport", "Known", "Pace", "Poller", "SeriesFailure", "Sources", "Timetable", "pace_of"]

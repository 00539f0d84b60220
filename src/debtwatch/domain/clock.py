"""What tells the time: passed in, never reached for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
"""Where the debt is priced: a day is a day there."""
Clock = Callable[[], datetime]
"""Returns the present as an aware datetime in UTC."""

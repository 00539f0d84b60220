"""What tells the time: passed in, never reached for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Returns the present as an aware datetime in UTC."""

"""What every test stands on: no deadline on a loaded machine, and the same examples again where that is asked for."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("default"), derandomize=True)
settings.load_profile(os.environ.get("DEBTWATCH_EXAMPLES", "default"))

"""Autumn 2025 replayed: a loopback server that answers as the sources do, on a clock of its own.

Treasury yields, SOFR, the OFR index to 2025-09-11 and HQM to 2023-11 are what the sources
published; everything else, the ICE indices and prices above all, is made up to look sensible.
"""

from __future__ import annotations

from debtwatch.demo.clock import BEGINS, ENDS, DemoClock
from debtwatch.demo.faults import Fault
from debtwatch.demo.server import DemoServer
from debtwatch.demo.setting import NOTICE, demo_settings
from debtwatch.demo.tape import wind

__all__ = ["BEGINS", "ENDS", "NOTICE", "DemoClock", "DemoServer", "Fault", "demo_settings", "wind"]

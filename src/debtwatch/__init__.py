"""debtwatch: a terminal monitor for the debt that finances AI."""

__version__ = "0.1.0"

"""Reads what users may edit: settings, series, rules, calendars, baselines; and knows where it lies."""

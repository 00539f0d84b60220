"""The warnings' own record: every gauge and lamp replayed month by month on what was known then."""

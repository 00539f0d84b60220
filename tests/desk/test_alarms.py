from __future__ import annotations

import pwd

import pytest

from debtwatch.desk.alarms import this_user


def test_a_machine_that_does_not_know_who_sits_there_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ann")
    assert this_user() == "ann"

    def nobody(uid: int) -> object:
        raise KeyError(uid)

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert this_user() == "unknown"

from __future__ import annotations

from debtwatch.desk.audience import Audience


def test_everybody_hears_until_they_leave() -> None:
    audience: Audience[int] = Audience()
    first: list[int] = []
    second: list[int] = []
    leave = audience.join(first.append)
    audience.join(second.append)
    audience.tell(1)
    leave()
    leave()
    audience.tell(2)
    assert (first, second) == ([1], [1, 2])
    audience.dismiss()
    audience.tell(3)
    leave()
    assert second == [1, 2]


def test_who_leaves_while_being_told_keeps_nobody_from_hearing() -> None:
    audience: Audience[str] = Audience()
    heard: list[str] = []

    def once(value: str) -> None:
        heard.append(f"once {value}")
        leave()

    leave = audience.join(once)
    audience.join(heard.append)
    audience.tell("a")
    audience.tell("b")
    assert heard == ["once a", "a", "b"]

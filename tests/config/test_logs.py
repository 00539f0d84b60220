from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from debtwatch.config.logs import log_to_file
from debtwatch.domain.settings import FeedSettings, Places, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    places = Places(config=tmp_path, data=tmp_path, cache=tmp_path, log=tmp_path / "log")
    yield replace(Settings(places=places), feeds={"tiingo": FeedSettings(key="s3cret-value")})
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = before, level


def written(settings: Settings) -> str:
    return (settings.places.log / "debtwatch.log").read_text(encoding="utf-8")


def test_a_secret_never_reaches_the_log_not_even_in_a_traceback(settings: Settings) -> None:
    log_to_file(settings)
    try:
        raise ValueError("GET /prices?token=s3cret-value")
    except ValueError:
        logging.getLogger("debtwatch").exception("failed with %s", "s3cret-value")
    assert "s3cret-value" not in written(settings)
    assert written(settings).count("[hidden]") == 3


def test_a_control_sequence_never_reaches_the_log(settings: Settings) -> None:
    log_to_file(settings)
    logging.getLogger("debtwatch").warning("server said \x1b]0;PWNED\x07")
    assert "\x1b" not in written(settings)


def test_the_log_is_private_and_libraries_do_not_chatter(settings: Settings) -> None:
    log_to_file(settings)
    logging.getLogger("httpx").info("HTTP Request: GET https://…")
    logging.getLogger("debtwatch").info("ready")
    assert "HTTP Request" not in written(settings)
    assert settings.places.log.stat().st_mode & 0o077 == 0

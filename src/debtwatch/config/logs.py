"""The log file: rotating, private, and blind to secrets."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from debtwatch.config.paths import make_private
from debtwatch.domain.text import clean

if TYPE_CHECKING:
    from pathlib import Path

    from debtwatch.domain.settings import Settings

_BYTES = 1_000_000
_KEPT = 3
_CHATTY = ("httpx", "httpcore", "apscheduler", "asyncio")
HIDDEN = "[hidden]"


class _Blind(logging.Formatter):
    """Formats a record, traceback included, then hides every secret by its value and every control character."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return "\n".join(clean(line) for line in text.splitlines())


class _LateFile(logging.Handler):
    """A rotating file, made with the first record: the monitor paints sooner without what rotation needs."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._file = RotatingFileHandler(
                self._path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
            )
            self._file.setFormatter(self.formatter)
        self._file.emit(record)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
        super().close()


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return every value that must not be written anywhere."""
    return tuple(feed.key for feed in settings.feeds.values() if feed.key)


def log_to_file(settings: Settings) -> None:
    """Send what debtwatch logs to `debtwatch.log` in the log folder, never to the terminal."""
    folder = make_private(settings.places.log)
    handler = _LateFile(folder / "debtwatch.log")
    handler.setFormatter(_Blind(secrets_of(settings)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)

"""Secrets taken out of text by their value, whatever the text around them looks like."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlsplit

MASK = "•••"
_SHORTEST = 4
"""A shorter secret would mask ordinary text; none is issued that short."""


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with every secret replaced, as it is and as a URL would carry it, longest first."""
    forms = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return text


def bare_url(url: str) -> str:
    """Return a URL without user, query or fragment: what may be shown of it."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


class RedactingFilter(logging.Filter):
    """A log filter for handlers: the record that passes holds no secret, traceback included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message, its arguments and the formatted exception; never drop a record."""
        record.msg = redact(record.getMessage(), self._secrets)
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text, self._secrets)
        return True


def _forms(secret: str) -> tuple[str, ...]:
    return (secret, quote(secret, safe=""), quote_plus(secret))

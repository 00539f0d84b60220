"""Secrets taken out of text by their value, whatever the text around them looks like."""

from __future__ import annotations

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


def _forms(secret: str) -> tuple[str, ...]:
    return (secret, quote(secret, safe=""), quote_plus(secret))

"""Bodies decoded in small steps, so that no answer can fill the memory."""

from __future__ import annotations

import zlib

from debtwatch.domain.errors import TooLarge, WrongShape

STEP = 65_536
RATIO = 200
"""Decoded bytes a wire byte may become; the feeds' own CSV reach about 10."""
_GZIP = 16 + zlib.MAX_WBITS
ENCODINGS = ("", "identity", "gzip", "x-gzip")


class Body:
    """Collects one body from its wire chunks, bounded on the wire, decoded and in their ratio."""

    def __init__(self, encoding: str, max_bytes: int, *, where: str) -> None:
        """Begin a body; WrongShape where its encoding was never asked for."""
        name = encoding.strip().lower()
        if name not in ENCODINGS:
            raise WrongShape("a content encoding that was not asked for", where=where, expected="gzip or none")
        self._inflate = zlib.decompressobj(_GZIP) if name.endswith("gzip") else None
        self._max_bytes = max_bytes
        self._where = where
        self._parts: list[bytes] = []
        self._decoded = 0
        self.wire_bytes = 0

    def feed(self, chunk: bytes) -> None:
        """Take one chunk off the wire; TooLarge past a limit, WrongShape where gzip is damaged."""
        self.wire_bytes += len(chunk)
        if self.wire_bytes > self._max_bytes:
            raise self._too_large("on the wire")
        if self._inflate is None:
            self._keep(chunk)
        else:
            self._inflate_all(chunk)

    def finish(self) -> bytes:
        """Return the whole body; WrongShape where its gzip stream never ended."""
        if self._inflate is not None and self.wire_bytes and not self._inflate.eof:
            raise WrongShape("a gzip body that breaks off", where=self._where)
        return b"".join(self._parts)

    def _inflate_all(self, chunk: bytes) -> None:
        assert self._inflate is not None
        try:
            while chunk:
                if self._inflate.eof:
                    self._inflate = zlib.decompressobj(_GZIP)
                self._keep(self._inflate.decompress(chunk, STEP))
                chunk = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        except zlib.error:
            raise WrongShape("a damaged gzip body", where=self._where) from None

    def _keep(self, part: bytes) -> None:
        self._decoded += len(part)
        if self._decoded > self._max_bytes:
            raise self._too_large("decoded")
        if self._decoded > STEP and self._decoded > RATIO * self.wire_bytes:
            raise TooLarge(f"a body that grows more than {RATIO}-fold when decoded", where=self._where)
        self._parts.append(part)

    def _too_large(self, how: str) -> TooLarge:
        return TooLarge(f"a body over {self._max_bytes:,} bytes {how}", where=self._where)

"""A real HTTP server on loopback that answers as badly as it is told to."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    at: float


Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class HostileServer:
    """Serves each path by its list of behaviours in turn; the last one repeats."""

    behaviours: dict[str, list[Behaviour]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def base(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def at(self, path: str, *behaviours: Behaviour) -> str:
        """Serve `path` by these behaviours and return its address."""
        self.behaviours[path] = list(behaviours)
        return self.base + path

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._now -= 1
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = urlsplit(head[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        now = asyncio.get_running_loop().time()
        self.asked.append(Asked(target.path, parse_qs(target.query, keep_blank_values=True), headers, now))
        script = self.behaviours.get(target.path, [reply(404, b"<html>not here</html>")])
        place = min(self._calls[target.path], len(script) - 1)
        self._calls[target.path] += 1
        await script[place](writer)


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Behaviour:
    """A complete, correct answer; underscores in header names become hyphens."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(status, {"content-length": str(len(body)), **headers}) + body)
        await writer.drain()

    return behave


def raw(*chunks: bytes) -> Behaviour:
    """Whatever bytes are given."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()

    return behave


def drip(body: bytes, pause: float) -> Behaviour:
    """One byte at a time, each soon enough to keep a read timeout from tripping."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"content-length": str(len(body))}))
        for byte in body:
            await asyncio.sleep(pause)
            writer.write(bytes([byte]))
            await writer.drain()

    return behave


def silence() -> Behaviour:
    """No answer at all, the connection open."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return behave


def cut_short(body: bytes, promised: int) -> Behaviour:
    """A body that ends before the length it promised."""
    return raw(_head(200, {"content-length": str(promised)}) + body)


def reset(body: bytes) -> Behaviour:
    """A connection reset in the middle of the body."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"content-length": str(len(body) * 2)}) + body)
        await writer.drain()
        wire = writer.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return behave


def zipped(body: bytes) -> Behaviour:
    """A gzip-encoded answer."""
    return reply(200, gzip.compress(body), content_encoding="gzip")


def bomb(decoded_bytes: int) -> Behaviour:
    """A small gzip body that becomes `decoded_bytes` of zeros."""
    return zipped(bytes(decoded_bytes))


def endless(chunk: bytes = b"x" * 65_536) -> Behaviour:
    """A body without announced length that never ends."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {}))
        while True:
            writer.write(chunk)
            await writer.drain()

    return behave


def redirect(location: str, status: int = 302) -> Behaviour:
    """A redirect."""
    return reply(status, b"", location=location)


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

"""A carrier that takes every text and answers after so many milliseconds, as lean as can be: what
it uses of the machine is missing for the workers under measurement.

Run as a program (`python -m bench.carrier MILLISECONDS`), it prints its port; each line on its
standard input is answered with how many texts it took, and when (on the monotonic clock) the first
and the last of them came. How strictly the real one looks at a text is tested elsewhere
(`tests.sms.stand_in`).
"""

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Self

HEAD_ENDS = b"\r\n\r\n"
LENGTH = b"content-length: "


class _Line(asyncio.Protocol):
    """One connection of a worker."""

    taken = 0
    first = last = 0.0

    def __init__(self, delay: float) -> None:
        self._delay, self._came = delay, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while HEAD_ENDS in self._came:
            head, _, rest = self._came.partition(HEAD_ENDS)
            fields = head.lower()
            at = fields.find(LENGTH)
            length = int(fields[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(rest) < length:
                return
            self._came = rest[length:]
            if head.startswith(b"POST"):
                self._take()
            else:
                self._answer(b"200 OK", b'{"messages": [], "next_page_uri": null}')

    def _take(self) -> None:
        _Line.last = time.monotonic()
        _Line.first = _Line.first or _Line.last
        _Line.taken += 1
        told = b'{"sid": "SM%032x", "status": "accepted"}' % _Line.taken
        later = asyncio.get_running_loop().call_later
        later(self._delay, self._answer, b"201 Created", told)

    def _answer(self, status: bytes, body: bytes) -> None:
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % (status, len(body)) + body)


async def _serve(delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Line(delay), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(_Line.taken, _Line.first, _Line.last, flush=True)


@dataclass(frozen=True)
class Took:
    """How many texts it has taken, over how many seconds."""

    texts: int
    seconds: float


class Carrier:
    """`with Carrier(50) as carrier:` a carrier that answers in 50 ms is at `carrier.url`."""

    def __init__(self, milliseconds: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.carrier", str(milliseconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self._process.pid
        self.url = f"http://127.0.0.1:{int(self._said())}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def took(self) -> Took:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        texts, first, last = self._said().split()
        return Took(int(texts), float(last) - float(first))

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]) / 1000))

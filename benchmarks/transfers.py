"""Memory and speed of uploads and downloads: `python -m benchmarks.transfers`.

Files are sent over loopback to and from a storage in another process; the object service is a fake.
Each transfer runs in a separate process, whose memory must not grow with the file.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256, sha512
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from pydantic import JsonValue

from benchmarks.connections import withoutAiohttp
from benchmarks.processes import alone, handling, peakMemory
from tc_typed import Object, aio, fromNow, transfers
from tc_typed.object import CreateUploadRequest, FinishUploadRequest, StartDownloadRequest
from tc_typed.transfers import aio as asyncTransfers

_MOST_GROWTH = 64
"""Memory in MiB by which a process must not grow."""
_BLOCK = bytes(2**20)


@dataclass(frozen=True, slots=True)
class Figures:
    """Time and memory of a transfer."""

    growth: float
    """Growth of the peak memory of the process in MiB."""
    seconds: float


class _Storage(BaseHTTPRequestHandler):
    """A storage that sends any number of zero bytes, and accepts any file."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        size = int(self.path[1:])
        self.send_response(200)
        self.send_header("Content-Length", str(size * len(_BLOCK)))
        self.end_headers()
        for _ in range(size):
            self.wfile.write(_BLOCK)

    def do_PUT(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, len(_BLOCK))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The base class has this name.
        """Log nothing."""


def _fakes(storage: str, size: int) -> dict[str, Callable[..., object]]:
    """Return fakes of an object service that has one file, whose size is in MiB."""
    digests = [sha256(), sha512()]
    for _ in range(size):
        for digest in digests:
            digest.update(_BLOCK)
    hashes: dict[str, JsonValue] = {digest.name: digest.hexdigest() for digest in digests}
    location: dict[str, JsonValue] = {
        "url": f"{storage}/{size}",
        "expires": datetime.now(UTC).replace(year=2100).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }

    def createUpload(_: str, payload: CreateUploadRequest) -> dict[str, JsonValue]:
        return {
            "projectId": payload.projectId,
            "uploadId": payload.uploadId,
            "expires": location["expires"],
            "uploadMethod": {"putUrl": {**location, "headers": {}}},
        }

    def finishUpload(_: str, payload: FinishUploadRequest) -> dict[str, JsonValue]:
        if payload.hashes is None or payload.hashes.model_dump() != hashes:
            raise AssertionError("the hashes of the upload differ from those of the file")
        return {}

    def startDownload(_: str, __: StartDownloadRequest) -> dict[str, JsonValue]:
        return {"method": "getUrl", "hashes": hashes, **location}

    return {
        "createUpload": createUpload,
        "finishUpload": finishUpload,
        "startDownload": startDownload,
    }


def _uploadSync(service: Object, file: Path) -> None:
    transfers.uploadFromFile(
        projectId="benchmark",
        name="file",
        contentType="application/octet-stream",
        expires=fromNow("1 day"),
        file=file,
        objectService=service,
    )


async def _uploadAsync(service: aio.Object, file: Path) -> None:
    await asyncTransfers.uploadFromFile(
        projectId="benchmark",
        name="file",
        contentType="application/octet-stream",
        expires=fromNow("1 day"),
        file=file,
        objectService=service,
    )


def _sync(storage: str, size: int, file: Path, *, isUpload: bool) -> Figures:
    with Object(fake=_fakes(storage, size)) as service, _measuring() as figures:
        if isUpload:
            _uploadSync(service, file)
        else:
            transfers.downloadToFile(name="file", file=file, objectService=service)
    return figures()


async def _async(storage: str, size: int, file: Path, *, isUpload: bool) -> Figures:
    async with aio.Object(fake=_fakes(storage, size)) as service:
        with _measuring() as figures:
            if isUpload:
                await _uploadAsync(service, file)
            else:
                await asyncTransfers.downloadToFile(name="file", file=file, objectService=service)
    return figures()


def _transfer(form: str, direction: str, storage: str, size: int, folder: Path) -> Figures:
    """Make one transfer, in a separate process."""
    file, isUpload = folder / "file", direction == "up"
    if isUpload:
        with file.open("wb") as opened:
            opened.truncate(size * len(_BLOCK))
    if form == "sync":
        return _sync(storage, size, file, isUpload=isUpload)
    with withoutAiohttp() if form == "async over httpx" else nullcontext():
        return asyncio.run(_async(storage, size, file, isUpload=isUpload))


@contextmanager
def _measuring() -> Generator[Callable[[], Figures]]:
    begun, before = time.perf_counter(), peakMemory()
    found: list[Figures] = []
    yield lambda: found[0]
    found.append(Figures(peakMemory() - before, time.perf_counter() - begun))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: Command-line arguments. Defaults to those of the process.

    Returns:
        0, or 1 if the memory of a transfer grew too much.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transfers", description=__doc__)
    parser.add_argument(
        "--size", type=int, default=1024, metavar="MIB", help="size of the file in MiB"
    )
    size: int = parser.parse_args(arguments).size
    print(f"{size} MiB; memory must grow by less than {_MOST_GROWTH} MiB\n")
    print(f"{'':<24} {'growth':>10} {'time':>8} {'speed':>11}")
    growths: list[float] = []
    with handling(_Storage) as storage:
        for form in ("sync", "async over aiohttp", "async over httpx"):
            for direction in ("up", "down"):
                with tempfile.TemporaryDirectory() as folder:
                    figures = alone(_transfer, form, direction, storage, size, Path(folder))
                growths.append(figures.growth)
                print(
                    f"{form}, {direction:<5}".ljust(24),
                    f"{figures.growth:6.1f} MiB {figures.seconds:6.2f} s"
                    f" {size / figures.seconds:5.0f} MiB/s",
                    flush=True,
                )
    return int(max(growths) >= _MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())

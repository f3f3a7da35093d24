"""Databases on a disk that is full."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.state.database import Database


@contextmanager
def fullDisk(local: LocalTaskcluster) -> Generator[None]:
    """Let the database not grow until the end of the block."""
    database = local._instance.store  # pyright: ignore[reportPrivateUsage]
    assert isinstance(database, Database)
    connection = database._connection  # pyright: ignore[reportPrivateUsage]
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    if not database.isClosed:
        connection.execute("PRAGMA max_page_count = 100000")

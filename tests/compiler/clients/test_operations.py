"""Operations of compiled services."""

from __future__ import annotations

from pathlib import Path

from tests.compiler.contracts import (
    api,
    client,
    entry,
)


def test_operations_leave_out_defaults(tmp_path: Path) -> None:
    deprecated = entry(
        "old", stability="deprecated", method="post", **{"x-deprecated": "use `ping`"}
    )
    source = client(tmp_path, api(entry("ping"), deprecated))["operations.py"]
    assert (
        "ping: Operation[None] = Operation(\n"
        '    service="tiny", version="v1", name="ping", method="get", route="/ping"\n'
        ")"
    ) in source
    assert source.count("stability=") == 1

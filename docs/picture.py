"""Draw the picture of the README: a program with mistakes, what an editor offers, what mypy says.

    python docs/picture.py [--check]

Writes docs/pages/assets/mistakes.svg, or checks that it is up to date.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.terminal_theme import MONOKAI
from rich.text import Text

from tc_typed.queue import TaskStatus

PROJECT = Path(__file__).resolve().parents[1]
PICTURE = PROJECT / "docs" / "pages" / "assets" / "mistakes.svg"
WIDTH = 96
"""Columns of the picture."""
SHOWN = 7
"""Number of completions."""
PROGRAM = """\
from tc_typed import Queue, fromNow, optionsFromEnvironment, slugId
from tc_typed.queue import TaskDefinition, TaskMetadata

task = TaskDefinition(
    taskQueueId="proj-example/linux",
    priority="urgent",
    created=fromNow("0 seconds"),
    deadline="1 day",
    metadata=TaskMetadata(
        name="Hello",
        description="Says hello",
        owner="me@example.com",
        sorce="https://example.com/hello",
    ),
    payload={"command": ["echo", "hello"]},
)
with Queue(optionsFromEnvironment()) as queue:
    created = queue.createTask(slugId(), task)
    print(created.status.)
"""
# An SVG that rich exports loads fonts from the network; this one uses those of the reader.
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<style>
{styles}
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def errors() -> list[str]:
    """Return what mypy says about the program, once the attribute on its last line is complete."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hello.py"
        file.write_text(PROGRAM.replace("status.)", "status.state)"), encoding="utf-8")
        run = subprocess.run(  # noqa: S603 - runs mypy on the program above
            [sys.executable, "-m", "mypy", "--no-error-summary", file],
            cwd=PROJECT,  # with its strict settings, and its cache
            capture_output=True,
            text=True,
            check=False,
        )
    # Errors from mypy's cache have the path of an earlier run.
    lines = (line[line.find(file.name) :] for line in run.stdout.splitlines())
    found = [line for line in lines if ": error: " in line]
    if not found:
        sys.exit(run.stdout + run.stderr)
    return found


def completions() -> Iterator[tuple[str, str]]:
    """Yield the first fields of a task's status, with their types in short form."""
    for name, field in [*TaskStatus.model_fields.items()][:SHOWN]:
        annotation = field.annotation
        text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
        values = re.search(r"Literal\[(.*?)\]", text)
        short = values[1].replace("'", '"').replace(", ", " | ") if values else text
        yield name, re.sub(r"\b(\w+\.)+", "", short)


def popup() -> Table:
    """Return the list of completions as an editor shows it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=38)
    for name, kind in completions():
        row = (Text(name, "bold"), Text(kind, "cyan"))
        table.add_row(*row, style="on #49483e" if name == "state" else "on #2b2b28")
    return table


def picture() -> str:
    """Return the picture as SVG."""
    found = errors()
    wrong = {int(line.split(":")[1]) for line in found}
    code = Syntax(
        PROGRAM.rstrip(),
        "python",
        line_numbers=True,
        highlight_lines=wrong,
        theme="monokai",
        background_color="default",
    )
    said = [Text(line, "#ff6188") for line in found]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(code, Padding(popup(), (0, 0, 1, 32)), Text("$ mypy hello.py", "bold"))
    console.print(*said, sep="\n")
    return console.export_svg(
        title="hello.py", theme=MONOKAI, code_format=FORMAT, unique_id="mistakes"
    )


if __name__ == "__main__":
    drawn = picture()
    if "--check" in sys.argv:
        sys.exit(None if PICTURE.read_text(encoding="utf-8") == drawn else f"{PICTURE} is outdated")
    PICTURE.write_text(drawn, encoding="utf-8")

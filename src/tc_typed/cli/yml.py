"""`tc-typed yml`: check `.taskcluster.yml` files, and show the tasks that they create."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import JsonValue, TypeAdapter, ValidationError

from tc_typed.cli.options import AsJson, RootUrl
from tc_typed.cli.terminal import (
    FAILED,
    addRow,
    errorText,
    oneLineErrors,
    printError,
    printJson,
    printLine,
    printTable,
    printText,
    table,
)
from tc_typed.core.extras import needing
from tc_typed.taskcluster_yml import InvalidTaskclusterYml, Problem, checkTaskclusterYml
from tc_typed.taskcluster_yml.rendering.github_event import TasksFor

with needing("cli", "tc-typed"):
    import typer

if TYPE_CHECKING:
    from tc_typed.scopes import Requirement
    from tc_typed.taskcluster_yml.rendering.rendered import TaskclusterYmlRendering

DEFAULT_FILE = Path(".taskcluster.yml")
INVALID = 1
"""Exit status if Taskcluster would reject a file."""
STDIN = Path("-")

_EVENT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])

app: typer.Typer = typer.Typer(
    help="Check .taskcluster.yml files, and show the tasks that they create.",
    no_args_is_help=True,
)


@app.command("check")
def checkFiles(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Files to check. Defaults to .taskcluster.yml.",
            show_default=False,
        ),
    ] = None,
    asJson: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Check that Taskcluster would accept .taskcluster.yml files.

    All problems of all files are listed with file, line, column and field. Exit status: 0 without
    problems, 1 if there are any, 2 if a file can't be read.
    """
    problems: list[tuple[Path, Problem]] = []
    unreadable: list[str] = []
    files = files or [DEFAULT_FILE]
    for file in files:
        try:
            problems += [(file, problem) for problem in checkTaskclusterYml(file)]
        except OSError as error:
            unreadable.append(errorText(error))
    if asJson:
        printJson(
            {
                "problems": [{"file": str(file), **asdict(problem)} for file, problem in problems],
                "unreadable": unreadable,
            }
        )
    else:
        _printProblems(problems)
        for message in unreadable:
            printError(message)
        printText(f"Files: {len(files) - len(unreadable)}. Problems: {len(problems)}.")
    raise typer.Exit(FAILED if unreadable else INVALID if problems else 0)


@app.command("render")
def renderFile(
    tasksFor: Annotated[
        TasksFor,
        typer.Option(
            "--tasks-for",
            metavar="TYPE",
            help=f"Type of the event: {', '.join(get_args(TasksFor))}.",
        ),
    ],
    event: Annotated[
        Path,
        typer.Option(
            metavar="FILE", allow_dash=True, help="JSON of GitHub's event; - reads it from stdin."
        ),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to render.")] = DEFAULT_FILE,
    rootUrl: RootUrl = None,
    asJson: AsJson = False,  # noqa: FBT002 - a flag
) -> None:
    """Show the tasks that Taskcluster would create for an event on GitHub.

    Scopes that creating them needs are listed, too; the role that Taskcluster uses has to include
    them. If one of several scopes is enough, the first is listed. With --json, all are, and the
    complete definitions. Exit status: 0 if the file was rendered, 1 if Taskcluster would reject it,
    2 if an option is wrong or a file can't be read.
    """
    from tc_typed.taskcluster_yml import renderTaskclusterYml  # noqa: PLC0415 - checks are faster

    with oneLineErrors():
        body = _readEvent(event)
        try:
            rendering = renderTaskclusterYml(file, tasksFor=tasksFor, event=body, rootUrl=rootUrl)
        except InvalidTaskclusterYml as error:
            _printProblems((file, problem) for problem in error.problems)
            raise typer.Exit(INVALID) from None
    if asJson:
        _printRenderingAsJson(rendering)
    else:
        _printRendering(rendering)


def _printProblems(problems: Iterable[tuple[Path, Problem]]) -> None:
    for file, problem in problems:
        printLine(f"{file}:{problem}")


def _readEvent(file: Path) -> dict[str, JsonValue]:
    content = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
    try:
        return _EVENT.validate_json(content)
    except ValidationError as error:
        reason = error.errors(include_url=False, include_input=False)[0]["msg"]
    name = "stdin" if file == STDIN else file
    printError(f"{name}: the event must be a JSON object: {reason}")
    raise typer.Exit(FAILED)


def _printRenderingAsJson(rendering: TaskclusterYmlRendering) -> None:
    printJson(
        {
            **rendering.toJson(),
            "hooks": [asdict(hook) for hook in rendering.hooks],
            "requiredScopes": rendering.requiredScopes,
        }
    )


def _printRendering(rendering: TaskclusterYmlRendering) -> None:
    names = {each.taskId: each.task.metadata.name for each in rendering.tasks}
    if rendering.tasks:
        tasks = table("Task id", "Name", "Task queue", "Needs", "Deadline", whole=["Task id"])
        for each in rendering.tasks:
            task = each.task
            needs = [names.get(taskId, taskId) for taskId in task.dependencies or ()]
            addRow(
                tasks,
                each.taskId,
                task.metadata.name,
                task.taskQueueId or f"{task.provisionerId}/{task.workerType}",
                ", ".join(needs),
                _inWords(task.deadline - task.created),
            )
        printTable(tasks)
    for hook in rendering.hooks:
        printText(f"Triggers the hook {hook.name}.")
    if rendering.requiredScopes is not None:
        _printScopes("Scopes that are needed:", _first(rendering.requiredScopes))
        _printScopes("Scopes that Taskcluster uses:", rendering.scopes)
    printText(f"Tasks: {len(rendering.tasks)}. Hooks: {len(rendering.hooks)}.")


def _printScopes(heading: str, scopes: Iterable[str]) -> None:
    printText(heading)
    for scope in dict.fromkeys(scopes):
        printText(f"  {scope}")


def _first(requirement: Requirement) -> Iterator[str]:
    """Yield the scopes of a requirement, and of alternatives only the first."""
    match requirement:
        case str():
            yield requirement
        case {"AnyOf": [first, *_]}:
            yield from _first(first)
        case _:
            for each in requirement["AllOf"]:
                yield from _first(each)


def _inWords(span: timedelta) -> str:
    amounts = {
        "day": span.days,
        "hour": span.seconds // 3600,
        "minute": span.seconds // 60 % 60,
        "second": span.seconds % 60,
    }
    words = [f"{count} {unit}{'s' * (count != 1)}" for unit, count in amounts.items() if count]
    return " ".join(words) or "0 seconds"

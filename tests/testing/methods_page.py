"""Page of the docs that lists the methods of the local Taskcluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tests.testing.samples import newDeployment

from tc_typed.testing.services.common import commonHandlers

if TYPE_CHECKING:
    from tests.testing.scenarios import Outcome

    from tc_typed.testing.server.service import LocalService

_INTRODUCTION = """# Methods of the local Taskcluster

The methods of each service that the [local Taskcluster](local-taskcluster.md) implements, and how
many of their recorded calls have the same response.

{implemented} of {methods} methods are implemented. Calls to the others fail, see
[Differences](local-taskcluster.md#differences-from-a-real-taskcluster).
All services also have {common}.

The figures compare the local Taskcluster with Taskcluster 106. A program that does not use
tc_typed repeated {calls:,} calls that were recorded there. A repeated call is *the same* if its
status, error code, body and Pulse messages are. Methods without figures do not occur in the
recordings. The table leaves out {rest} calls of `ping` and the like."""

_SERVICES_HEADER = (
    "| service | methods | implemented | recorded calls | the same |\n|---|--:|--:|--:|--:|"
)

_METHODS_HEADER = "| method | recorded calls | the same |\n|---|--:|--:|"


class _Service:
    """Methods of a service, and how their recorded calls compare."""

    def __init__(
        self, service: LocalService, recorded: Counter[str], same: Counter[str], omitted: set[str]
    ) -> None:
        self.name = service.name
        titles = [name for name in service.operations if name not in omitted]
        self.implemented = [name for name in titles if name in service.handlers]
        self.missing = [name for name in titles if name not in service.handlers]
        # The recordings name services like clients: `purgeCache`.
        first, *others = service.name.split("-")
        client = first + "".join(map(str.capitalize, others))
        self.recorded = Counter({name: recorded[f"{client}.{name}"] for name in titles})
        self.same = Counter({name: same[f"{client}.{name}"] for name in titles})

    def figures(self) -> tuple[int, int, int, int]:
        """Return the numbers of methods, implemented methods, recorded calls and same calls."""
        return (
            len(self.implemented) + len(self.missing),
            len(self.implemented),
            sum(self.recorded[name] for name in self.implemented),
            sum(self.same[name] for name in self.implemented),
        )

    def section(self) -> str:
        """Return the section of the page."""
        parts = [f"## {self.name}"]
        if self.implemented:
            rows = [
                _row(f"`{name}`", self.recorded[name] or "", self.same[name] or "")
                for name in self.implemented
            ]
            parts.append("\n".join([_METHODS_HEADER, *rows]))
        if self.missing:
            parts.append(f"Not implemented: {_listed(self.missing)}.")
        return "\n\n".join(parts)


def methodsPage(outcomes: Iterable[Outcome]) -> str:
    """Return the page of the docs that lists all methods, and how their calls compare.

    Args:
        outcomes: Results of all recorded calls.
    """
    recorded, same = Counter[str](), Counter[str]()
    for outcome in outcomes:
        recorded[outcome.call] += 1
        same[outcome.call] += not outcome.differences
    common = commonHandlers().keys()
    services = [
        _Service(service, recorded, same, {*common})
        for service in newDeployment().backend.services.values()
    ]
    figures = [service.figures() for service in services]
    total = [sum(column) for column in zip(*figures, strict=True)]
    introduction = _INTRODUCTION.format(
        methods=total[0],
        implemented=total[1],
        common=_listed(sorted(common)),
        calls=recorded.total(),
        rest=recorded.total() - total[2],
    )
    rows = [
        _row(f"[{service.name}](#{service.name})", *numbers)
        for service, numbers in zip(services, figures, strict=True)
    ]
    overview = "\n".join([_SERVICES_HEADER, *rows, _row("**all**", *total)])
    sections = [service.section() for service in services]
    return "\n\n".join([introduction, overview, *sections]) + "\n"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _listed(names: Sequence[str]) -> str:
    *others, last = [f"`{name}`" for name in names]
    return f"{', '.join(others)} and {last}" if others else last

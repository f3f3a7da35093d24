"""Clients that are created at run time from the API references of services.

Their methods take and return JSON values. If you know the service beforehand, let
`tc-typed compile` write a package with models and types instead.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Annotated, ClassVar, Literal, Protocol, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    JsonValue,
    StringConstraints,
    ValidationError,
    model_validator,
)
from typing_extensions import TypeAliasType

from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.errors import InvalidCall, suggestion
from tc_typed.core.extras import needing
from tc_typed.core.models.fields import FreeForm
from tc_typed.core.operation import HttpMethod, Operation, Stability
from tc_typed.core.prepared_call import Arguments, bindArguments
from tc_typed.core.sync import ServiceClient

_Scopes = TypeAliasType("_Scopes", "str | Mapping[str, str | _Scopes | Sequence[_Scopes]]")
ClientT = TypeVar("ClientT", bound="ApiClient | AsyncApiClient")

# Attributes of clients that the base classes only declare, so that `hasattr` does not find them.
_OWN = {"serviceName", "apiVersion"}


class ApiMethod(Protocol):
    """A method of an `ApiClient`."""

    def __call__(self, *args: JsonValue | BaseModel, **query: str | int | None) -> JsonValue:
        """Call the API; see `ApiClient.call`."""
        ...


class AsyncApiMethod(Protocol):
    """A method of an `AsyncApiClient`."""

    def __call__(
        self, *args: JsonValue | BaseModel, **query: str | int | None
    ) -> Awaitable[JsonValue]:
        """Call the API; see `AsyncApiClient.call`."""
        ...


@dataclass(frozen=True)
class _Methods:
    """The methods of a client class, by name."""

    client: str
    operations: Mapping[str, Operation[JsonValue]]

    def prepare(
        self,
        name: str,
        args: Sequence[JsonValue | BaseModel],
        query: Mapping[str, str | int | None],
    ) -> tuple[Operation[JsonValue], Arguments]:
        operation = self.operations.get(name)
        if operation is None:
            raise InvalidCall(self.client, f"there is no method {name!r}{self._hint(name)}")
        return operation, bindArguments(operation, _signature(operation), *args, **query)

    def missing(self, name: str) -> str:
        return f"{self.client!r} object has no attribute {name!r}{self._hint(name)}"

    def _hint(self, name: str) -> str:
        return suggestion(name, self.client, self.operations, "the reference")


class ApiClient(ServiceClient):
    """Base class of the clients that `createApiClient` creates."""

    _methods: ClassVar[_Methods] = _Methods("ApiClient", {})

    def call(
        self, method: str, /, *args: JsonValue | BaseModel, **query: str | int | None
    ) -> JsonValue:
        """Call a method by its name.

        Args:
            method: Name of the method, `createTask`.
            *args: The arguments of the route, then the payload if the method takes one: a dict of
                JSON values, or a pydantic model.
            **query: Query parameters.

        Returns:
            The JSON of the response, `None` if that is empty.

        Raises:
            TaskclusterFailure: if the call fails; the subclass depends on the cause.
        """
        operation, given = self._methods.prepare(method, args, query)
        return self._session.call(operation, given.args, query=given.query, payload=given.payload)

    def __getattr__(self, name: str) -> ApiMethod:
        raise AttributeError(self._methods.missing(name))


class AsyncApiClient(AsyncServiceClient):
    """Base class of the clients that `aio.createApiClient` creates."""

    _methods: ClassVar[_Methods] = _Methods("ApiClient", {})

    async def call(
        self, method: str, /, *args: JsonValue | BaseModel, **query: str | int | None
    ) -> JsonValue:
        """Call a method by its name.

        Args:
            method: Name of the method, `createTask`.
            *args: The arguments of the route, then the payload if the method takes one: a dict of
                JSON values, or a pydantic model.
            **query: Query parameters.

        Returns:
            The JSON of the response, `None` if that is empty.

        Raises:
            TaskclusterFailure: if the call fails; the subclass depends on the cause.
        """
        operation, given = self._methods.prepare(method, args, query)
        return await self._session.call(
            operation, given.args, query=given.query, payload=given.payload
        )

    def __getattr__(self, name: str) -> AsyncApiMethod:
        raise AttributeError(self._methods.missing(name))


def createApiClient(name: str, reference: Mapping[str, object]) -> type[ApiClient]:
    """Create a client class from the API reference of a service.

    Each method of the API becomes a method of the class. It takes the arguments of the route, then
    the payload, and query parameters as keywords. It returns the JSON of the response, or `None` if
    that is empty. If the client itself has an attribute of the same name, such as `close`, call the
    API method as `call("close", …)`.

    Args:
        name: Name of the class, `Queue`.
        reference: The reference that a deployment serves at `/references/<service>/v1/api.json`.

    Returns:
        The class, which takes the same options as any client.

    Raises:
        InvalidCall: if `reference` is not an API reference; the message names the wrong part.

    Example:
        ```python
        Queue = createApiClient("Queue", json.loads(Path("api.json").read_bytes()))
        with Queue(optionsFromEnvironment()) as queue:
            task = queue.task(taskId)
            tasks = queue.listTaskGroup(taskGroupId, limit=10)
        ```
    """
    return _make(ApiClient, name, reference)


def createAsyncApiClient(name: str, reference: Mapping[str, object]) -> type[AsyncApiClient]:
    """Create an async client class from the API reference of a service.

    This is the async form of `createApiClient`, exported as `tc_typed.aio.createApiClient`.

    Args:
        name: Name of the class, `Queue`.
        reference: The reference that a deployment serves at `/references/<service>/v1/api.json`.

    Returns:
        The class, which takes the same options as any client.

    Raises:
        InvalidCall: if `reference` is not an API reference; the message names the wrong part.
    """
    return _make(AsyncApiClient, name, reference)


def _make(base: type[ClientT], name: str, reference: Mapping[str, object]) -> type[ClientT]:
    if not name.isidentifier():
        raise InvalidCall("createApiClient", f"name must be a valid class name, got {name!r}")
    api = _read(name, reference)
    operations = {entry.name: _operation(api, entry) for entry in api.entries}
    members = {
        method: _function(operation)
        for method, operation in operations.items()
        if not hasattr(base, method) and method not in _OWN
    }
    return type(
        name,
        (base,),
        {
            "__doc__": f"Client of the {api.serviceName} service.",
            "serviceName": api.serviceName,
            "apiVersion": api.apiVersion,
            "_operations": operations,
            "_methods": _Methods(name, operations),
            **members,
        },
    )


def _function(operation: Operation) -> Callable[..., object]:
    """Create a method of a client class. In an async class, its result has to be awaited."""

    def method(
        self: ApiClient | AsyncApiClient,
        *args: JsonValue | BaseModel,
        **query: str | int | None,
    ) -> object:
        return self.call(operation.name, *args, **query)

    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    signature = _signature(operation)
    described = signature.replace(parameters=[own, *signature.parameters.values()])
    method.__name__ = operation.name
    method.__doc__ = f"`{operation.method.upper()} {operation.route}`"
    setattr(method, "__signature__", described)  # noqa: B010  # type checkers don't know this attribute
    return method


def _signature(operation: Operation) -> inspect.Signature:
    """Return the signature that a compiled method would have."""
    payload = [] if operation.payload is None else ["payload"]
    return inspect.Signature(
        [
            *(
                inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
                for name in [*(operation.parameterNames[arg] for arg in operation.args), *payload]
            ),
            *(
                inspect.Parameter(
                    operation.parameterNames[name], inspect.Parameter.KEYWORD_ONLY, default=None
                )
                for name in operation.query
            ),
        ]
    )


# References

_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]\w*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Entry(_Part):
    """The parts of a method's entry in the reference that a client needs."""

    type: Literal["function"]
    name: _Name
    method: HttpMethod
    route: Annotated[str, StringConstraints(pattern="^/")]
    args: list[_Name]
    query: list[_Name] = []
    input: str | None = None
    scopes: _Scopes | None = None
    stability: Stability = "stable"

    @model_validator(mode="after")
    def _checkParameters(self) -> Self:
        if sorted(re.findall(r"<(\w+)>", self.route)) != sorted(self.args):
            raise ValueError("args differ from the parameters of the route")
        names = [*self.args, *self.query]
        if repeated := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"two parameters have the name {repeated[0]}")
        return self


class _Reference(_Part):
    """The API reference of a service."""

    serviceName: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_-]*$")]
    apiVersion: Annotated[str, StringConstraints(pattern="^v[0-9]+$")]
    entries: list[_Entry]

    @model_validator(mode="after")
    def _checkNames(self) -> Self:
        names = [entry.name for entry in self.entries]
        if repeated := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"two methods have the name {repeated[0]}")
        return self


def _read(name: str, reference: Mapping[str, object]) -> _Reference:
    try:
        return _Reference.model_validate(reference)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "".join(f"{step}." for step in first["loc"]).removesuffix(".")
        problem = first["msg"].removeprefix("Value error, ")
        raise InvalidCall(
            "createApiClient",
            f"the API reference for {name} is invalid: {f'{where}: ' if where else ''}{problem}",
        ) from None


def _operation(api: _Reference, entry: _Entry) -> Operation[JsonValue]:
    return Operation(
        service=api.serviceName,
        version=api.apiVersion,
        name=entry.name,
        method=entry.method,
        route=entry.route,
        args=tuple(entry.args),
        query=tuple(entry.query),
        payload=None if entry.input is None else FreeForm,
        result=JsonValue,
        scopes=entry.scopes,
        stability=entry.stability,
    )


_numbers = count(1)


class CompiledDeployment:
    """A compiled package that exists until this object is closed.

    Use it in a `with` block, or call `close()`. Objects of the package's classes remain usable
    afterwards, but nothing more can be imported from the package.
    """

    def __init__(self, files: dict[str, str], name: str) -> None:
        """Write the package and import it. Called by `compileDeployment`.

        Args:
            files: Source files by path within the package.
            name: Import name of the package.
        """
        from tc_typed.compiler import writeCompiled  # noqa: PLC0415  # an extra

        self.name: str = name
        """Import name of the package."""
        self._folder = TemporaryDirectory(prefix="tc_typed_")
        folder = Path(self._folder.name, "package")
        writeCompiled(folder, files)
        self.package: ModuleType = _package(name, folder)
        """The package: `package.Queue` is a client, `package.aio.Queue` an async one."""

    def module(self, name: str) -> ModuleType:
        """Import a module of the package, such as `queue` for the queue's models and client.

        Args:
            name: Name of the module within the package.

        Raises:
            ImportError: if the package has no such module.
        """
        return import_module(f"{self.name}.{name}")

    def close(self) -> None:
        """Remove the package from `sys.modules` and delete its files."""
        for name in [*sys.modules]:
            if name == self.name or name.startswith(f"{self.name}."):
                del sys.modules[name]
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def compileDeployment(
    rootUrl: str, progress: Callable[[int, int], None] | None = None
) -> CompiledDeployment:
    """Compile a deployment's API to a package, and import it.

    This takes a few seconds, and needs the extra `compiler`. The clients and models validate like
    those of this package, but a type checker can't see them; to have them type-checked, let
    `tc-typed compile` write the package before the program runs.

    Args:
        rootUrl: Root URL of the deployment, `https://tc.example.com`.
        progress: Called with the number of documents fetched and the total.

    Returns:
        The package; close it after use.

    Raises:
        TaskclusterFailure: if the deployment can't be reached, or publishes no references.
        ContractError: (in `tc_typed.compiler`) if the references can't be compiled.
        ImportError: if the extra `compiler` is not installed.

    Example:
        ```python
        with compileDeployment("https://tc.example.com") as deployment:
            with deployment.package.Queue(optionsFromEnvironment()) as queue:
                status = queue.status(taskId)
        ```
    """
    with needing("compiler", "compileDeployment"):
        from tc_typed.compiler import compileContract  # noqa: PLC0415  # an extra
        from tc_typed.compiler.contract.fetch import deploymentContract  # noqa: PLC0415  # an extra
    name = f"tc_deployment_{next(_numbers)}"
    contract = deploymentContract(rootUrl, progress)
    return CompiledDeployment(compileContract(contract, name, lenient=True), name)


def _package(name: str, folder: Path) -> ModuleType:
    """Import a package from a folder that is not on `sys.path`."""
    spec = spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is not a package")
    package = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(package)
    except BaseException:
        del sys.modules[name]
        raise
    return package

"""Names of classes and fields, and their assignment to shapes."""

from __future__ import annotations

import enum
import keyword
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import TypeVar

from pydantic import BaseModel

from tc_typed.compiler.code import Code, code, identifier, isIdentifier
from tc_typed.compiler.contract.errors import ContractError, Problems
from tc_typed.compiler.models.imports import MODULES
from tc_typed.compiler.models.shared import Shared
from tc_typed.compiler.schema.types import Enum, Record, Shape, Union

MAX_NAME = 40
"""Maximum number of characters of a name."""

_MAX_LENIENT_NAME = 100

INLINE = "Inline"
"""Prefix of definitions whose references are replaced with their types."""

TYPES = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple"})
"""Built-in types that annotations use."""

# Names that annotations of fields use. A field with the same name would hide them.
_OF_FIELDS = TYPES.union(*MODULES.values())

RESERVED = frozenset(
    # Names that the templates import, define or call, other than models and methods.
    {"annotations", "base", "operations", "overload", "paginate", "OPERATIONS"}
    | {"deprecated", "pagesOf"}
    | {"AsyncIterator", "AsyncServiceClient", "Iterator", "Mapping", "Operation", "ServiceClient"}
    | {"Binding", "Exchange", "MessageT_co", "NamedTuple", "ServiceEvents", "Word"}
    | {"Awaitable", "Callable", "Protocol", "ResultT_co", "TypedDict", "TypeVar"}
    | {"BasicCredentials", "BearerToken"}
    # Names that datamodel-code-generator reserves.
    | {"Any", "ConfigDict", "Model", "TypeAliasType"}
).union(*MODULES.values())
"""Names that the modules of a service already use, so that compiled names must differ from them."""

_ShapeT = TypeVar("_ShapeT", bound=Shape)


class Direction(enum.Enum):
    """Direction in which a value is sent."""

    REQUEST = "request"
    RESPONSE = "response"


def className(title: str) -> str:
    """Convert a title to PascalCase, leaving acronyms unchanged.

    >>> className("S3 artifact request")
    'S3ArtifactRequest'
    """
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", title))


def fieldName(name: str) -> Code:
    """Convert a property's name to a valid field name, unchanged if possible.

    >>> [fieldName(name) for name in ("taskId", "from", "content-type", "_links", "copy")]
    ['taskId', 'from_', 'content_type', 'links_', 'copy_']
    """
    cleaned = re.sub(r"\W", "_", name, flags=re.ASCII)
    bare = cleaned.lstrip("_")
    if not bare or bare[0].isdigit():
        return identifier(f"x{cleaned}", name)
    taken = (
        bare != cleaned
        or keyword.iskeyword(bare)
        or bare in _OF_FIELDS
        or bare.startswith("model_")
        or hasattr(BaseModel, bare)
    )
    return identifier(f"{bare}_" if taken else bare, name)


def singular(name: str) -> str:
    """Return the singular of a name.

    >>> [singular(name) for name in ("Entries", "Tasks", "Statuses", "Alias")]
    ['Entry', 'Task', 'Status', 'Alias']
    """
    if name.endswith("ies"):
        return name.removesuffix("ies") + "y"
    if name.endswith(("ses", "xes", "ches", "shes")):
        return name.removesuffix("es")
    return name.removesuffix("s") if not name.endswith(("ss", "as", "us", "is")) else name


class Names:
    """Unique names of the shapes of a service that need one."""

    def __init__(
        self,
        reserved: Iterable[str],
        shared: Shared,
        problems: Problems,
        *,
        lenient: bool,
    ) -> None:
        """Start without names.

        Args:
            reserved: Names that the modules of this service use for other purposes.
            shared: Classes and scalars from other packages.
            problems: Collects shapes that can't have a name.
            lenient: Whether titles can be missing, long or ambiguous, as in a deployment's
                contract.
        """
        self._problems = problems
        self._reserved = RESERVED.union(reserved, shared.names)
        self._shared = shared
        self._lenient = lenient
        self._names: dict[Shape, Code] = {}
        self._requestNames: dict[Shape, Code] = {}
        self._owners: dict[str, Shape] = {}
        self._directions: dict[str, set[Direction]] = {}
        self._discriminators: set[tuple[str, str]] = set()
        self._tags: set[tuple[str, str]] = set()
        self._roots: set[str] = set()
        self._walked: set[tuple[Shape, Direction]] = set()

    def walk(self, shape: Shape, direction: Direction, parent: str = "", hint: str = "") -> None:
        """Name a shape and its parts.

        Args:
            shape: Shape to start with.
            direction: Direction of its values.
            parent: Name of the class that contains it.
            hint: Name of the shape within that class.
        """
        if (shape, direction) in self._walked:
            return
        self._walked.add((shape, direction))
        if not shape.node.pointer:
            self._roots.add(shape.node.url)
            hint = hint or _fileName(shape)
        if (shared := self._shared.find(shape)) is not None:
            self._names[shape] = shared.name
        elif (named := shape.named) is not None:
            self._walkNamed(named, direction, self._claim(named, parent, hint))
        else:
            for part in shape.parts:
                self.walk(part, direction, parent, singular(hint) if shape.isCollection else hint)

    def _walkNamed(self, shape: Record | Union | Enum, direction: Direction, name: Code) -> None:
        """Name the parts of a class or alias when its name is first used in a direction."""
        if isinstance(shape, Enum):
            return  # it is the same in both directions
        owner = self._owner(name, type(shape))
        if self._recordUse(name, direction):
            self._walkInside(owner, direction, name)
        if shape is not owner and (shape.isBroken or owner.isBroken):
            # They share the name, but their structures can differ.
            self._walkInside(shape, direction, name)

    def _walkInside(self, shape: Record | Union, direction: Direction, name: Code) -> None:
        if isinstance(shape, Union):
            self._walkBranches(shape, direction, name)
            return
        for item in shape.properties:
            self.walk(item.shape, direction, name, className(item.name))

    def _walkBranches(self, union: Union, direction: Direction, name: str) -> None:
        tag, discriminator = union.tag, union.discriminator
        for member in union.members:
            self.walk(member, direction, name, _branchHint(member, tag))
            if discriminator is not None:
                self._discriminators.add((self._names[member], discriminator))
        if direction is Direction.REQUEST and (tag := union.ofRecords.tag) is not None:
            self._tags.update((self._names[member], tag) for member in union.records)

    def _recordUse(self, name: str, direction: Direction) -> bool:
        """Record that a name is used in a direction; return whether that is new."""
        directions = self._directions.setdefault(name, set())
        isNew = direction not in directions
        directions.add(direction)
        return isNew

    def _owner(self, name: str, kind: type[_ShapeT]) -> _ShapeT:
        owner = self._owners[name]
        if not isinstance(owner, kind):
            raise owner.node.error(f"the name {name} would be used twice")
        return owner

    def wasWalked(self, url: str) -> bool:
        """Return whether the schema with this `$id` has been walked from its root."""
        return url in self._roots

    def knownName(self, shape: Shape) -> Code | None:
        """Return the name of a shape, if it needed one."""
        return self._names.get(shape)

    def owner(self, shape: Shape) -> Shape:
        """Return the first of the shapes that share the name of this one."""
        return self._owners[self._names[shape]]

    def nameOf(self, shape: Shape, direction: Direction) -> Code:
        """Return the name of a shape; a response gets a suffix if a request has the same name."""
        name = self._names[shape]
        if direction is Direction.REQUEST:
            return self._requestNames.get(shape, name)
        if shape in self._requestNames or len(self._directions.get(name, ())) < 2:
            return name
        response = code("{}Response", name)
        if self._lenient and not self.isFree(response):
            response = code("{}ResponseBody", name)
        if not self.isFree(response):
            problem = f"is used in both directions, but the name {response} is taken"
            self._problems.add(shape.node.error(problem))
        return response

    def isFree(self, name: str) -> bool:
        """Return whether a name is neither taken by a shape nor reserved."""
        return name not in self._owners and name not in self._reserved

    def isDiscriminator(self, record: Record, name: str) -> bool:
        """Return whether a property distinguishes the record from others in a union."""
        return (self._names[record], name) in self._discriminators

    def isTag(self, record: Record, name: str) -> bool:
        """Return whether a property of a request selects the record as a member of a union."""
        return (self._names[record], name) in self._tags

    def owns(self, name: str) -> bool:
        """Return whether a shape has this name."""
        return name in self._owners

    def field(self, name: str) -> Code:
        """Return the field name of a property.

        A field with the name of a class in its module would hide the class, so it gets a trailing
        underscore.
        """
        field = fieldName(name)
        bare = (
            field.removeprefix("Unrecognized").removesuffix("ResponseBody").removesuffix("Response")
        )
        classes = (self._owners, self._shared.names)
        isClass = any(name in it for it in classes for name in (field, bare))
        return code("{}_", field) if isClass else field

    def _claim(self, shape: Shape, parent: str, hint: str) -> Code:
        if shape not in self._names:
            try:
                self._names[shape] = self._newName(shape, parent, hint)
                if (title := shape.node.textAt("x-request-title")) is not None:
                    self._requestNames[shape] = self._requestName(shape, title)
            except ContractError as error:
                self._problems.add(error)
                # With a placeholder name, the rest of the shape can be checked.
                name = identifier(f"Unnamed{len(self._names)}", shape.node)
                self._names[shape], self._owners[name] = name, shape
        return self._names[shape]

    def _newName(self, shape: Shape, parent: str, hint: str) -> Code:
        if self._lenient:
            return identifier(self._lenientName(shape, parent, hint), shape.node)
        return identifier(self._strictName(shape), shape.node)

    def _strictName(self, shape: Shape) -> str:
        if shape.title is None:
            raise shape.node.error("needs a title, which becomes the name of the class")
        name = className(shape.title)
        if problem := self._problem(name):
            raise shape.node.error(f"the title {shape.title!r} {problem}")
        if (other := self._claimOrConflict(name, shape)) is not None:
            raise shape.node.error(
                f"has the same title {shape.title!r} as {other.node}, but a different structure"
            )
        return name

    def _requestName(self, shape: Shape, title: str) -> Code:
        """Return the name of a request whose response has another name."""
        name = className(title)
        problem = self._problem(name)
        if problem is None and self._claimOrConflict(name, shape) is not None:
            problem = f"gives the name {name}, which is taken"
        if problem is not None:
            raise shape.node.error(f"the x-request-title {title!r} {problem}")
        return identifier(name, shape.node)

    def _problem(self, name: str) -> str | None:
        if not isIdentifier(name):
            return "does not give a valid name"
        if name in self._reserved:
            return f"gives the name {name}, which is reserved"
        if name[-1].isdigit():
            return "ends with a digit"
        if len(name) > MAX_NAME:
            return f"gives a name of more than {MAX_NAME} characters"
        return None

    def _claimOrConflict(self, name: str, shape: Shape) -> Shape | None:
        """Claim a name; if a shape of another structure has it already, return that shape."""
        owner = self._owners.setdefault(name, shape)
        if owner is shape:
            return None
        return None if type(owner) is type(shape) and owner.isLike(shape) else owner

    def _lenientName(self, shape: Shape, parent: str, hint: str) -> str:
        title = className(shape.title or "")
        path = "".join(className(step) for step in shape.node.pointer)
        for name in (
            title,
            parent + hint,
            parent + title,
            _fileName(shape) + title,
            _fileName(shape) + parent + hint,
            _fileName(shape) + path,
        ):
            usable = isIdentifier(name) and name not in self._reserved and not _isUnusable(name)
            if usable and self._claimOrConflict(name, shape) is None:
                return name
        raise shape.node.error("every name derived from its title and location is taken or invalid")


def _isUnusable(name: str) -> bool:
    """Return whether a name is too long for a class, or is used for inline definitions."""
    return len(name) > _MAX_LENIENT_NAME or isInline(name)


def isInline(name: str) -> bool:
    """Return whether references to a definition are replaced with its type."""
    return re.fullmatch(rf"{INLINE}\d+", name) is not None


def _fileName(shape: Shape) -> str:
    return className(PurePath(shape.node.url).stem)


def _branchHint(member: Shape, tag: str | None) -> str:
    """Return a name for a branch without a title, from its tag or first required property."""
    if not isinstance(member, Record):
        return ""
    if tag is not None and (values := member.valuesOf(tag)):
        return className(str(values[0]))
    required = [item.name for item in member.properties if item.required]
    return f"With{className(required[0])}" if required else "Empty"


def checkUnique(names: Iterable[str], where: object) -> None:
    """Check that names are unique.

    Raises:
        ContractError: if they are not.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContractError(where, f"the name {name} would be used twice")
        seen.add(name)

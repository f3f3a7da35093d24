"""Names of classes from titles, of fields from properties, and which shape has which."""

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
"""Characters that a name may have."""

_MAX_LENIENT_NAME = 100

INLINE = "Inline"
"""Prefix of the names of types that are put in the place of their name."""

TYPES = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple"})
"""Types of Python's own that annotations need."""

# What fields' annotations need: a field called so would hide it.
_OF_FIELDS = TYPES.union(*MODULES.values())

RESERVED = frozenset(
    # What the templates import or define beside models and methods, and what they call.
    {"annotations", "base", "operations", "overload", "paginate", "OPERATIONS"}
    | {"deprecated", "pagesOf"}
    | {"AsyncIterator", "AsyncServiceClient", "Iterator", "Mapping", "Operation", "ServiceClient"}
    | {"Binding", "Exchange", "MessageT_co", "NamedTuple", "ServiceEvents", "Word"}
    | {"Awaitable", "Callable", "Protocol", "ResultT_co", "TypedDict", "TypeVar"}
    | {"BasicCredentials", "BearerToken"}
    # What datamodel-code-generator wants for itself.
    | {"Any", "ConfigDict", "Model", "TypeAliasType"}
).union(*MODULES.values())
"""Names that nothing else in the modules of a service may have: it would hide what they need."""

_ShapeT = TypeVar("_ShapeT", bound=Shape)


class Direction(enum.Enum):
    """Which way a value goes."""

    REQUEST = "request"
    RESPONSE = "response"


def className(title: str) -> str:
    """Write a title in PascalCase, with acronyms as they are.

    >>> className("S3 artifact request")
    'S3ArtifactRequest'
    """
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", title))


def fieldName(name: str) -> Code:
    """Write a property's name so that Python can spell it, the same wherever it can.

    >>> [fieldName(name) for name in ("taskId", "from", "content-type", "_links", "copy")]
    ['taskId', 'from_', 'content_type', 'links_', 'copy_']
    """
    spelled = re.sub(r"\W", "_", name, flags=re.ASCII)
    bare = spelled.lstrip("_")
    if not bare or bare[0].isdigit():
        return identifier(f"x{spelled}", name)
    taken = (
        bare != spelled
        or keyword.iskeyword(bare)
        or bare in _OF_FIELDS
        or bare.startswith("model_")
        or hasattr(BaseModel, bare)
    )
    return identifier(f"{bare}_" if taken else bare, name)


def singular(name: str) -> str:
    """Name one of many.

    >>> [singular(name) for name in ("Entries", "Tasks", "Statuses", "Alias")]
    ['Entry', 'Task', 'Status', 'Alias']
    """
    if name.endswith("ies"):
        return name.removesuffix("ies") + "y"
    if name.endswith(("ses", "xes", "ches", "shes")):
        return name.removesuffix("es")
    return name.removesuffix("s") if not name.endswith(("ss", "as", "us", "is")) else name


class Names:
    """Gives every shape that needs one a name of its own within a service."""

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
            reserved: Names that mean something else in the modules of this service.
            shared: Classes and scalars that come from other packages.
            problems: Where to note what can have no name.
            lenient: Whether titles may be missing, long or ambiguous, as they are in a deployment.
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
        """Name a shape and those that it is made of.

        Args:
            shape: Where to begin.
            direction: Which way its values go.
            parent: Name of the class that it belongs to.
            hint: What that class calls it.
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
        """Name what a class or an alias is made of, the first time that its name comes this way."""
        if isinstance(shape, Enum):
            return  # it is the same both ways
        owner = self._owner(name, type(shape))
        if self._enter(name, direction):
            self._walkInside(owner, direction, name)
        if shape is not owner and (shape.isBroken or owner.isBroken):
            # They share the name, but perhaps not the structure.
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

    def _enter(self, name: str, direction: Direction) -> bool:
        """Note that a name is used in a direction; say whether that is new."""
        directions = self._directions.setdefault(name, set())
        isNew = direction not in directions
        directions.add(direction)
        return isNew

    def _owner(self, name: str, kind: type[_ShapeT]) -> _ShapeT:
        owner = self._owners[name]
        if not isinstance(owner, kind):
            raise owner.node.error(f"{name} would be the name of two things")
        return owner

    def wasWalked(self, url: str) -> bool:
        """Whether the schema with that `$id` has been walked, from its root."""
        return url in self._roots

    def knownName(self, shape: Shape) -> Code | None:
        """The name that has been given to a shape, if it needed one."""
        return self._names.get(shape)

    def owner(self, shape: Shape) -> Shape:
        """The first of the shapes that share the name of this one."""
        return self._owners[self._names[shape]]

    def nameOf(self, shape: Shape, direction: Direction) -> Code:
        """The name of a shape; a response's differs where a request has the same."""
        name = self._names[shape]
        if direction is Direction.REQUEST:
            return self._requestNames.get(shape, name)
        if shape in self._requestNames or len(self._directions.get(name, ())) < 2:
            return name
        response = code("{}Response", name)
        if self._lenient and not self.isFree(response):
            response = code("{}Answer", name)
        if not self.isFree(response):
            problem = f"comes both ways, but {response} is the name of something else"
            self._problems.add(shape.node.error(problem))
        return response

    def isFree(self, name: str) -> bool:
        """Whether no shape has a name, and no part of the service's modules needs it."""
        return name not in self._owners and name not in self._reserved

    def isDiscriminator(self, record: Record, name: str) -> bool:
        """Whether a property tells the record from others in a union."""
        return (self._names[record], name) in self._discriminators

    def isTag(self, record: Record, name: str) -> bool:
        """Whether a property of a request says which member of a union the record is."""
        return (self._names[record], name) in self._tags

    def owns(self, name: str) -> bool:
        """Whether a shape has that name."""
        return name in self._owners

    def field(self, name: str) -> Code:
        """Spell a property's name as a field of a model.

        A field named like a class of its module would hide the class, so it gets an underscore.
        """
        spelled = fieldName(name)
        bare = spelled.removeprefix("Unrecognized").removesuffix("Response").removesuffix("Answer")
        classes = (self._owners, self._shared.names)
        isClass = any(name in it for it in classes for name in (spelled, bare))
        return code("{}_", spelled) if isClass else spelled

    def _claim(self, shape: Shape, parent: str, hint: str) -> Code:
        if shape not in self._names:
            try:
                self._names[shape] = self._newName(shape, parent, hint)
                if (title := shape.node.textAt("x-request-title")) is not None:
                    self._requestNames[shape] = self._requestName(shape, title)
            except ContractError as error:
                self._problems.add(error)
                # With any name it can be seen whether the rest of it is right.
                name = identifier(f"Unnamed{len(self._names)}", shape.node)
                self._names[shape], self._owners[name] = name, shape
        return self._names[shape]

    def _newName(self, shape: Shape, parent: str, hint: str) -> Code:
        if self._lenient:
            return identifier(self._lenientName(shape, parent, hint), shape.node)
        return identifier(self._strictName(shape), shape.node)

    def _strictName(self, shape: Shape) -> str:
        if shape.title is None:
            raise shape.node.error("needs a title, which becomes the class's name")
        name = className(shape.title)
        if problem := self._problem(name):
            raise shape.node.error(f"the title {shape.title!r} {problem}")
        if (other := self._claimOrConflict(name, shape)) is not None:
            raise shape.node.error(
                f"has the title {shape.title!r} of {other.node}, but not its structure"
            )
        return name

    def _requestName(self, shape: Shape, title: str) -> Code:
        """The name of what callers send where the response has another."""
        name = className(title)
        problem = self._problem(name)
        if problem is None and self._claimOrConflict(name, shape) is not None:
            problem = f"makes the name {name}, which is that of something else"
        if problem is not None:
            raise shape.node.error(f"the x-request-title {title!r} {problem}")
        return identifier(name, shape.node)

    def _problem(self, name: str) -> str | None:
        if not isIdentifier(name):
            return "makes no name"
        if name in self._reserved:
            return f"makes the name {name}, which has another meaning"
        if name[-1].isdigit():
            return "ends with a digit"
        if len(name) > MAX_NAME:
            return f"makes a name of more than {MAX_NAME} characters"
        return None

    def _claimOrConflict(self, name: str, shape: Shape) -> Shape | None:
        """Claim a name, or return the shape of another structure that has it."""
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
            usable = isIdentifier(name) and name not in self._reserved and not _isOdd(name)
            if usable and self._claimOrConflict(name, shape) is None:
                return name
        raise shape.node.error("no name is left for it")


def _isOdd(name: str) -> bool:
    """Whether a name is too long for a class, or one of the bundle's own."""
    return len(name) > _MAX_LENIENT_NAME or isInline(name)


def isInline(name: str) -> bool:
    """Whether a definition is a type that is put in the place of its name."""
    return re.fullmatch(rf"{INLINE}\d+", name) is not None


def _fileName(shape: Shape) -> str:
    return className(PurePath(shape.node.url).stem)


def _branchHint(member: Shape, tag: str | None) -> str:
    """What to call a branch that has no title: its tag, or what only it requires."""
    if not isinstance(member, Record):
        return ""
    if tag is not None and (values := member.valuesOf(tag)):
        return className(str(values[0]))
    required = [item.name for item in member.properties if item.required]
    return f"With{className(required[0])}" if required else "Empty"


def checkUnique(names: Iterable[str], where: object) -> None:
    """Complain about a name that comes twice.

    Raises:
        ContractError: if one does.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContractError(where, f"{name} would be the name of two things")
        seen.add(name)

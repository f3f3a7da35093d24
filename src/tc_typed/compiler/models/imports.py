"""Names from hand-written modules that compiled modules import."""

from __future__ import annotations

from collections.abc import Mapping

from tc_typed.compiler.code import Code, code, words

MODULES: Mapping[Code, tuple[Code, ...]] = {
    code("typing"): words("Annotated", "ClassVar", "Literal", "TypeAlias"),
    code("typing_extensions"): words("TypedDict"),
    code("pydantic"): words("Field", "JsonValue"),
    code("tc_typed.core.non_json"): words("Content", "Redirect"),
    code("tc_typed.core.models.constraints"): words(
        "Constraint",
        "ExactlyOne",
        "Forbidden",
        "MinProperties",
        "Needs",
        "NotTogether",
    ),
    code("tc_typed.core.models.fields"): words(
        "Format",
        "FreeForm",
        "HasKeys",
        "JsonObject",
        "MayBeNull",
        "Tagged",
        "Timestamp",
        "UniqueItems",
        "Unrecognized",
        "Upload",
    ),
    code("tc_typed.core.models.base"): words("Request", "Response", "SecretRequest"),
    code("tc_typed.core.models.read_as"): words("ModelT", "readAs"),
    code("tc_typed.core.models.since"): words("Since"),
}
"""Names that modules of a service can import in addition to those in the templates."""

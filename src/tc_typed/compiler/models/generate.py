"""Generation of models from a bundle with datamodel-code-generator."""

from __future__ import annotations

from datamodel_code_generator import generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.parser import LiteralType

from tc_typed.compiler.code import Code, code
from tc_typed.compiler.contract.errors import UnexpectedCode
from tc_typed.compiler.models.bundle import Bundle
from tc_typed.compiler.models.docstrings import notice
from tc_typed.compiler.models.fragments import ANNOTATIONS, CONSTRAINTS
from tc_typed.compiler.models.rewrite import rewrite
from tc_typed.compiler.models.service_names import serviceName

_CONFIG = GenerateConfig(
    input_file_type=InputFileType.JsonSchema,
    output_model_type=DataModelType.PydanticV2BaseModel,
    target_python_version=PythonVersion.PY_311,
    disable_timestamp=True,
    # Write constraints as metadata, not as conint() and constr().
    use_annotated=True,
    field_constraints=True,
    # Write enumerations as Literal, and other types without fields as aliases, not as RootModel.
    enum_field_as_literal=LiteralType.All,
    use_type_alias=True,
    use_schema_description=True,
    use_field_description=True,
    use_attribute_docstrings=True,
    use_union_operator=True,
    use_standard_collections=True,
    strict_nullable=True,
    field_extra_keys={ANNOTATIONS},
    model_extra_keys={CONSTRAINTS},
    formatters=[],
)


def modelsSource(bundle: Bundle) -> str:
    """Write the unformatted source of a service's models module.

    Raises:
        UnexpectedCode: if datamodel-code-generator omitted something.
    """
    docstring = _docstring(bundle)
    if not bundle.names:
        return docstring
    document = bundle.document
    source = generate(document, config=_CONFIG)
    if not isinstance(source, str):
        raise UnexpectedCode(bundle.source, "datamodel-code-generator returned several modules")
    for mark in (ANNOTATIONS, CONSTRAINTS):
        if source.count(mark) != document.count(mark):
            raise UnexpectedCode(bundle.source, f"datamodel-code-generator dropped {mark}")
    return rewrite(source, bundle.names, docstring, bundle.imported, bundle.additions)


def _docstring(bundle: Bundle) -> Code:
    name = serviceName(bundle.service)
    if bundle.service.isCommon:
        what = code("Models and named string types that services share.")
    elif bundle.service.payloadsOnly:
        what = code("Task payloads for {}.", name)
    elif bundle.service.api is None:
        what = code("Models of the {} service: Pulse messages.", name)
    elif bundle.service.exchanges is None:
        what = code("Models of the {} service: payloads and responses.", name)
    else:
        what = code("Models of the {} service: payloads, responses and Pulse messages.", name)
    return code('"""{}\n\n{}\n"""', what, notice(bundle.source))

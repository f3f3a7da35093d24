"""Models of the object service: what its methods take and return, and its messages.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import ProjectId, SlugId
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import Tagged, Timestamp, Unrecognized


class DataInlineUpload(Request):
    """Data sent along with the request itself, for files of up to 8192 bytes.

    It is stored at once.
    """

    contentType: str
    """MIME type that downloads of the object are to have."""
    objectData: Annotated[str, Field(max_length=10926)]
    """The data in base64: at most 10926 characters, that is 8 KiB of data."""


class PutUrlUpload(Request):
    """Asks for an address to upload the data to, with one HTTP PUT."""

    contentType: str
    """MIME type of the data; the upload has to declare the same."""
    contentLength: int
    """Size of the data in bytes; the upload has to be as long."""


class ProposedUploadMethods(Request):
    """Ways of uploading with what each of them needs, one property for each."""

    dataInline: DataInlineUpload | None = None
    """Send the data along in this call. Fit for files of up to 8192 bytes."""
    putUrl: PutUrlUpload | None = None
    """Get an address to PUT the data to. Fit for files of any size."""


class ObjectHashes(Request, extra="allow"):
    """Hashes of the data of an object, each under the name of its algorithm; others than these may
    be among them.

    Whoever downloads the data should compare it with all they know, and refuse it if there is none.
    A hash once given cannot change.
    """

    sha256: Annotated[str, Field(pattern="^[a-z0-9]{64}$")] | None = None
    """SHA-256 of the data, as 64 lower-case hexadecimal digits."""
    sha512: Annotated[str, Field(pattern="^[a-z0-9]{128}$")] | None = None
    """SHA-512 of the data, as 128 lower-case hexadecimal digits."""


class CreateUploadRequest(SecretRequest):
    """Announces an object, and how its data could be uploaded."""

    projectId: ProjectId
    """Project that the object is counted under. Uploading takes a scope for it. At most 500
    characters.
    """
    uploadId: Annotated[SlugId, Field(repr=False)]
    """A new random slugid that stands for this upload. Keep it secret: others cannot meddle with
    the upload without it.
    """
    expires: Timestamp
    """Time (UTC) from which the object may be deleted. It cannot be changed later."""
    proposedUploadMethods: ProposedUploadMethods
    """Ways of uploading that the caller can handle; the service picks one. Without any, the object
    is reserved and nothing can be uploaded yet.
    """
    hashes: ObjectHashes | None = None
    """Hashes of the data, if they are known by now; otherwise give them to `finishUpload`."""


class PutUrlTarget(Response):
    """Where to upload the data, with one HTTP PUT. Call `finishUpload` afterwards."""

    url: Annotated[str, Field(repr=False)]
    """Signed address for the PUT. Anyone who has it can upload."""
    expires: Timestamp
    """Time (UTC) at which `url` stops working; repeat `createUpload` for a new one."""
    headers: Annotated[dict[str, str], Field(repr=False)]
    """Headers to send with the PUT, just as they are: the signature covers them. With
    `Content-Length` among them, see that the HTTP client does not add another.
    """


class SelectedUploadMethod(Response):
    """The way of uploading that the service has picked, as the one property that is set."""

    dataInline: bool | None = None
    """True where the data came with the request and is stored; go on with `finishUpload`."""
    putUrl: PutUrlTarget | None = None
    """Address to upload the data to, where that way was picked."""


class UploadResponse(Response):
    """How to upload the data of an object, with the properties of the upload repeated."""

    projectId: str
    """Project that the object is counted under, as in the request."""
    uploadId: Annotated[str, Field(repr=False)]
    """Slugid of the upload, as in the request, to be given to `finishUpload`."""
    expires: Timestamp
    """Time (UTC) from which the object may be deleted, as in the request."""
    uploadMethod: SelectedUploadMethod
    """How to upload. With neither property set, the service accepted none of the proposals."""


class FinishUploadRequest(SecretRequest):
    """Tells the service that an upload is done, which makes the object readable."""

    projectId: ProjectId
    """Project of the object, as given to `createUpload`. At most 500 characters."""
    uploadId: Annotated[SlugId, Field(repr=False)]
    """Slugid given to `createUpload`. It proves that the caller is the one who uploaded."""
    hashes: ObjectHashes | None = None
    """Hashes of the data that `createUpload` was not given. Best have both SHA-256 and SHA-512."""


class AcceptedDownloadMethods(Request):
    """Ways of downloading, one property for each."""

    simple: Literal[True] | None = None
    """Set it to accept a mere address, without hashes to check the data by."""
    getUrl: Literal[True] | None = None
    """Set it to accept an address with the hashes of the data, all of which the caller checks."""


class StartDownloadRequest(Request):
    """Tells which kinds of download the caller can handle."""

    acceptDownloadMethods: AcceptedDownloadMethods
    """Kinds of download that the caller can handle; the service picks one, `getUrl` rather than
    `simple`. Without any, the call fails with a 406.
    """


class SimpleDownload(Response):
    """An address for a plain GET. There are no hashes to check the data by."""

    method: Literal["simple"]
    """Always `simple`: there is only an address."""
    url: Annotated[str, Field(repr=False)]
    """Address of the data. It may be signed, so anyone who has it can download."""


class ObjectHashesResponse(Response):
    """Hashes of the data of an object, each under the name of its algorithm; others than these may
    be among them.

    Whoever downloads the data should compare it with all they know, and refuse it if there is none.
    A hash once given cannot change.
    """

    sha256: str | None = None
    """SHA-256 of the data, as 64 lower-case hexadecimal digits."""
    sha512: str | None = None
    """SHA-512 of the data, as 128 lower-case hexadecimal digits."""


class GetUrlDownload(Response):
    """An address for a GET, and the hashes that the data there must have.

    Check them, since the service does not. Accept the encodings `identity` and `gzip`, decode
    before you check, and treat a redirect as a failure. Parts can be asked for with `Range`.
    """

    method: Literal["getUrl"]
    """Always `getUrl`: the address comes with an expiry and with hashes."""
    url: Annotated[str, Field(repr=False)]
    """Address of the data. It may be signed, so anyone who has it can download."""
    expires: Timestamp
    """Time (UTC) after which no GET of `url` should begin; call `startDownload` again for a new
    one, which leads to the same data.
    """
    hashes: ObjectHashesResponse
    """Hashes that the data must have once it is decoded."""


class UnrecognizedDownloadResponse(Response):
    """A kind of `DownloadResponse` that this version does not know, as a newer server may send.

    Its `method` says which; what else came is kept.
    """

    method: Unrecognized
    """The `method` that this version does not know."""


DownloadResponse: TypeAlias = Annotated[
    SimpleDownload | GetUrlDownload | UnrecognizedDownloadResponse, Tagged("method")
]
"""Where the data of an object is, by one of the methods that the caller accepts. Its `method` tells
by which.
"""


class ObjectMetadata(Response):
    """Details of an object, without its data."""

    projectId: str
    """Project that the object is counted under."""
    expires: Timestamp
    """Time (UTC) from which the object may be deleted."""
    hashes: ObjectHashesResponse
    """Hashes of the data, as far as the uploader gave them."""

"""Models of the object service: payloads and responses.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from tc_typed.common.models import ProjectId, SlugId
from tc_typed.core.models.base import Request, Response, SecretRequest
from tc_typed.core.models.fields import Tagged, Timestamp, Unrecognized


class DataInlineUpload(Request):
    """Data within the request itself, for files of up to 8192 bytes. It is stored at once."""

    contentType: str
    """MIME type for downloads of the object."""
    objectData: Annotated[str, Field(max_length=10926)]
    """Data in base64: at most 10926 characters, which is 8 KiB of data."""


class PutUrlUpload(Request):
    """Request for a URL to upload the data to, with one HTTP PUT."""

    contentType: str
    """MIME type of the data; the upload must send the same."""
    contentLength: int
    """Size of the data in bytes; the upload must have the same size."""


class ProposedUploadMethods(Request):
    """Upload methods and their parameters, one property for each."""

    dataInline: DataInlineUpload | None = None
    """Send the data within this call. Suitable for files of up to 8192 bytes."""
    putUrl: PutUrlUpload | None = None
    """Get a URL to PUT the data to. Suitable for files of any size."""


class ObjectHashes(Request, extra="allow"):
    """Hashes of an object's data, each under the name of its algorithm; algorithms other than these
    may appear.

    After a download, compare the data with all hashes that you know, and refuse it if you know
    none. A hash cannot change once it is given.
    """

    sha256: Annotated[str, Field(pattern="^[a-z0-9]{64}$")] | None = None
    """SHA-256 of the data, as 64 lower-case hexadecimal digits."""
    sha512: Annotated[str, Field(pattern="^[a-z0-9]{128}$")] | None = None
    """SHA-512 of the data, as 128 lower-case hexadecimal digits."""


class CreateUploadRequest(SecretRequest):
    """Announcement of an object, with the possible ways to upload its data."""

    projectId: ProjectId
    """Project that the object is attributed to. Uploading needs the scope
    `object:upload:<projectId>:<name>`. At most 500 characters.
    """
    uploadId: Annotated[SlugId, Field(repr=False)]
    """A new random slugid for this upload. Keep it secret: it protects the upload from interference
    by others.
    """
    expires: Timestamp
    """Time (UTC) after which the object may be deleted. It cannot be changed later."""
    proposedUploadMethods: ProposedUploadMethods
    """Upload methods that the caller supports; the service picks one. Without any, the object is
    reserved and nothing can be uploaded yet.
    """
    hashes: ObjectHashes | None = None
    """Hashes of the data, if already known; otherwise give them to `finishUpload`."""


class PutUrlTarget(Response):
    """URL for uploading the data with one HTTP PUT. Call `finishUpload` afterwards."""

    url: Annotated[str, Field(repr=False)]
    """Signed URL for the PUT. Anyone who has it can upload."""
    expires: Timestamp
    """Time (UTC) at which `url` expires; repeat `createUpload` to get a new one."""
    headers: Annotated[dict[str, str], Field(repr=False)]
    """Headers to send with the PUT, unchanged because the signature covers them. If
    `Content-Length` is among them, make sure that the HTTP client does not add another.
    """


class SelectedUploadMethod(Response):
    """Upload method that the service picked, as the one property that is set."""

    dataInline: bool | None = None
    """True if the data was in the request and is stored; continue with `finishUpload`."""
    putUrl: PutUrlTarget | None = None
    """URL to upload the data to, if that method was picked."""


class UploadResponse(Response):
    """Upload method for an object's data, and the upload's properties as in the request."""

    projectId: str
    """Project that the object is attributed to, as in the request."""
    uploadId: Annotated[str, Field(repr=False)]
    """Slugid of the upload, as in the request; `finishUpload` needs it."""
    expires: Timestamp
    """Time (UTC) after which the object may be deleted, as in the request."""
    uploadMethod: SelectedUploadMethod
    """Upload method. If neither property is set, the service accepted none of the proposals."""


class FinishUploadRequest(SecretRequest):
    """Confirmation that an upload is finished, which makes the object readable."""

    projectId: ProjectId
    """Project of the object, as given to `createUpload`. At most 500 characters."""
    uploadId: Annotated[SlugId, Field(repr=False)]
    """Slugid given to `createUpload`. It proves that the caller made the upload."""
    hashes: ObjectHashes | None = None
    """Hashes of the data that `createUpload` was not given, preferably both SHA-256 and SHA-512."""


class AcceptedDownloadMethods(Request):
    """Download methods, one property for each."""

    simple: Literal[True] | None = None
    """Set to true to accept only a URL, without hashes to check the data with."""
    getUrl: Literal[True] | None = None
    """Set to true to accept a URL with the hashes of the data, all of which the caller checks."""


class StartDownloadRequest(Request):
    """Download methods that the caller supports."""

    acceptDownloadMethods: AcceptedDownloadMethods
    """Supported download methods; the service picks one, preferring `getUrl` to `simple`. Without
    any, the call fails with a 406.
    """


class SimpleDownload(Response):
    """A URL for a plain GET. There are no hashes to check the data with."""

    method: Literal["simple"]
    """Always `simple`: there is only a URL."""
    url: Annotated[str, Field(repr=False)]
    """URL of the data. If it is signed, anyone who has it can download."""


class ObjectHashesResponse(Response):
    """Hashes of an object's data, each under the name of its algorithm; algorithms other than these
    may appear.

    After a download, compare the data with all hashes that you know, and refuse it if you know
    none. A hash cannot change once it is given.
    """

    sha256: str | None = None
    """SHA-256 of the data, as 64 lower-case hexadecimal digits."""
    sha512: str | None = None
    """SHA-512 of the data, as 128 lower-case hexadecimal digits."""


class GetUrlDownload(Response):
    """A URL for a GET, and the hashes of the data.

    Check them, since the service does not. Accept the encodings `identity` and `gzip`, decode the
    data before you check it, and treat a redirect as a failure. Use `Range` to get parts of the
    data.
    """

    method: Literal["getUrl"]
    """Always `getUrl`: there is a URL that expires, and hashes of the data."""
    url: Annotated[str, Field(repr=False)]
    """URL of the data. If it is signed, anyone who has it can download."""
    expires: Timestamp
    """Time (UTC) after which no GET of `url` should begin; call `startDownload` again for a new URL
    of the same data.
    """
    hashes: ObjectHashesResponse
    """Hashes of the data after decoding."""


class UnrecognizedDownloadResponse(Response):
    """A kind of `DownloadResponse` that this version does not know, for example from a newer
    server.

    `method` identifies the kind; all other properties are kept.
    """

    method: Unrecognized
    """Value of `method`, which this version does not know."""


DownloadResponse: TypeAlias = Annotated[
    SimpleDownload | GetUrlDownload | UnrecognizedDownloadResponse, Tagged("method")
]
"""Location of an object's data, for the download method named in `method`."""


class ObjectMetadata(Response):
    """Details of an object, without its data."""

    projectId: str
    """Project that the object is attributed to."""
    expires: Timestamp
    """Time (UTC) after which the object may be deleted."""
    hashes: ObjectHashesResponse
    """Hashes of the data, if the uploader gave any."""

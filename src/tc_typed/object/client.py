"""Client of the object service.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.non_json import Redirect
from tc_typed.core.operation import Operation
from tc_typed.core.sync import ServiceClient
from tc_typed.object import operations
from tc_typed.object.models import (
    CreateUploadRequest,
    DownloadResponse,
    FinishUploadRequest,
    ObjectMetadata,
    StartDownloadRequest,
    UploadResponse,
)


class Object(ServiceClient):
    """The object service stores files, mainly the artifacts of tasks.

    It only provides URLs: the data is transferred directly between the caller and the storage
    behind the service. Once its upload is finished, an object cannot change until it expires.
    """

    serviceName: ClassVar[str] = "object"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and does not check the services behind
        it.

        Returns:
            Response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /ping`, stable. Scopes: none.
        """
        return self._session.call(operations.ping, {})

    def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Check that this instance is alive, as a load balancer does. Needs no credentials and does
        not check the services behind it.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.lbheartbeat, {})

    def version(self) -> VersionResponse:
        """Service version.

        Return the Taskcluster build that the service runs. Needs no credentials. The response
        follows the Dockerflow convention.

        Returns:
            Taskcluster build that a service runs.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return self._session.call(operations.version, {})

    def createUpload(self, name: str, payload: CreateUploadRequest) -> UploadResponse:
        """Begin an upload.

        Announce an object and agree on the way to upload its data. The first call fixes the
        object's `projectId`, `uploadId` and `expires`. Later calls repeat them, to propose other
        methods or to get a fresh URL; with different values, they fail with a 409. A call without
        proposals only reserves the name. An upload that is not finished within a day is dropped.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.
            payload: Announcement of an object, with the possible ways to upload its data.

        Returns:
            Upload method for an object's data, and the upload's properties as in the request.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /upload/<name>`, stable. Scopes: `object:upload:<projectId>:<name>`.
        """
        return self._session.call(operations.createUpload, {"name": name}, payload=payload)

    def finishUpload(self, name: str, payload: FinishUploadRequest) -> EmptyResponse:
        """Finish an upload.

        Declare that all data has been uploaded, which makes the object readable and final. It needs
        the `uploadId` of the upload, and is the last chance to add hashes: many clients refuse an
        object without hashes. Idempotent, even after success. Fails with a 409 if the `uploadId` or
        a hash is wrong.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.
            payload: Confirmation that an upload is finished, which makes the object readable.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `POST /finish-upload/<name>`, stable. Scopes: `object:upload:<projectId>:<name>`.
        """
        return self._session.call(operations.finishUpload, {"name": name}, payload=payload)

    def startDownload(self, name: str, payload: StartDownloadRequest) -> DownloadResponse:
        """Start a download.

        Return a URL for downloading the data of an object. List the methods that you support, and
        the service picks the best one it has; if none is suitable, the call fails with a 406. Fails
        with a 404 if the upload is not finished.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.
            payload: Download methods that the caller supports.

        Returns:
            Location of an object's data, for the download method named in `method`.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `PUT /start-download/<name>`, stable. Scopes: `object:download:<name>`.
        """
        return self._session.call(operations.startDownload, {"name": name}, payload=payload)

    def object(self, name: str) -> ObjectMetadata:
        """Get object metadata.

        Fetch the project, expiry and hashes of an object. Use `startDownload` for its data.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.

        Returns:
            Details of an object, without its data.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /metadata/<name>`, stable. Scopes: `object:download:<name>`.
        """
        return self._session.call(operations.object, {"name": name})

    def download(self, name: str) -> Redirect:
        """Get a download URL.

        Return the URL of the data of an object. The server sends a 303 redirect, meant for browsers
        and tools such as curl: give them a signed URL of this method. Programs should use
        `startDownload` instead, which also returns the hashes. Fails with a 404 if the upload is
        not finished.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.

        Returns:
            URL that the service redirects to.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /download/<name>`, stable. Scopes: `object:download:<name>`.
        """
        return self._session.call(operations.download, {"name": name})

    def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the services behind it. Meant for monitoring; needs
        no credentials.

        Returns:
            Empty response of a service that is up.

        Raises:
            TaskclusterFailure: if the call fails; subclasses distinguish the causes.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return self._session.call(operations.heartbeat, {})

"""Async client of the object service.

Compiled from schemas/object by tc_typed.compiler; change the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tc_typed.common.models import EmptyResponse, HeartbeatResponse, PingResponse, VersionResponse
from tc_typed.core.aio import AsyncServiceClient
from tc_typed.core.non_json import Redirect
from tc_typed.core.operation import Operation
from tc_typed.object import operations
from tc_typed.object.models import (
    CreateUploadRequest,
    DownloadResponse,
    FinishUploadRequest,
    ObjectMetadata,
    StartDownloadRequest,
    UploadResponse,
)


class Object(AsyncServiceClient):
    """The object service stores files, the artifacts of tasks above all.

    It hands out addresses: the data itself goes straight between the caller and the storage behind
    the service. Once its upload is finished an object cannot change until it expires.
    """

    serviceName: ClassVar[str] = "object"
    apiVersion: ClassVar[str] = "v1"
    _operations: ClassVar[Mapping[str, Operation]] = operations.OPERATIONS

    async def ping(self) -> PingResponse:
        """Ping.

        Check that the service is up. Needs no credentials and touches nothing else.

        Returns:
            Sign of life from a service.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /ping`, stable. Scopes: none.
        """
        return await self._session.call(operations.ping, {})

    async def lbheartbeat(self) -> HeartbeatResponse:
        """Load balancer heartbeat.

        Respond at once so that a load balancer can tell this instance is alive. Backing services
        are not examined.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__lbheartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.lbheartbeat, {})

    async def version(self) -> VersionResponse:
        """Service version.

        Report which build of Taskcluster is deployed, as a Dockerflow version object in JSON.

        Returns:
            Which build of Taskcluster a service runs.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__version__`, stable. Scopes: none.
        """
        return await self._session.call(operations.version, {})

    async def createUpload(self, name: str, payload: CreateUploadRequest) -> UploadResponse:
        """Begin an upload.

        Announce an object and agree on how its data is uploaded. The first call fixes the object's
        `projectId`, `uploadId` and `expires`. Later ones repeat these, to propose other methods or
        to get a fresh URL; values that differ give a 409. Proposing nothing only reserves the name.
        An upload that is not finished within a day is dropped.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.
            payload: Announces an object, and how its data could be uploaded.

        Returns:
            How to upload the data of an object, with the properties of the upload repeated.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /upload/<name>`, stable. Scopes: `object:upload:<projectId>:<name>`.
        """
        return await self._session.call(operations.createUpload, {"name": name}, payload=payload)

    async def finishUpload(self, name: str, payload: FinishUploadRequest) -> EmptyResponse:
        """Finish an upload.

        Declare that all data is there, which makes the object readable and fixes it for good. It
        takes the `uploadId` of the upload, and is the last chance to add hashes: many clients
        refuse an object that has none. Idempotent, also after success; a wrong `uploadId` or hash
        gives a 409.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.
            payload: Tells the service that an upload is done, which makes the object readable.

        Returns:
            Empty response: the call succeeded.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `POST /finish-upload/<name>`, stable. Scopes: `object:upload:<projectId>:<name>`.
        """
        return await self._session.call(operations.finishUpload, {"name": name}, payload=payload)

    async def startDownload(self, name: str, payload: StartDownloadRequest) -> DownloadResponse:
        """Start a download.

        Learn where to fetch the data of an object. Name the methods that you can handle, and the
        service picks the best it has; where none suits, the call fails with a 406. An object whose
        upload is not finished gives a 404.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.
            payload: Tells which kinds of download the caller can handle.

        Returns:
            Where the data of an object is, by one of the methods that the caller accepts.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `PUT /start-download/<name>`, stable. Scopes: `object:download:<name>`.
        """
        return await self._session.call(operations.startDownload, {"name": name}, payload=payload)

    async def object(self, name: str) -> ObjectMetadata:
        """Get object metadata.

        Read the project, expiry and hashes of an object. For its data, call `startDownload`.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.

        Returns:
            Details of an object, without its data.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /metadata/<name>`, stable. Scopes: `object:download:<name>`.
        """
        return await self._session.call(operations.object, {"name": name})

    async def download(self, name: str) -> Redirect:
        """Get a download URL.

        Look up where the data of an object is. The server responds with a 303 redirect, made for
        browsers and tools such as curl: give those a signed URL of this method. Programs do better
        with `startDownload`, which has the hashes too. An object whose upload is not finished gives
        a 404.

        Args:
            name: Name of the object, of printable ASCII characters; slashes and spaces are allowed.

        Returns:
            The address that the service sends callers to.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /download/<name>`, stable. Scopes: `object:download:<name>`.
        """
        return await self._session.call(operations.download, {"name": name})

    async def heartbeat(self) -> HeartbeatResponse:
        """Service heartbeat.

        Check the health of the service and of the backing services it needs. Meant for monitoring;
        no credentials are required.

        Returns:
            Health check: any response means that the service is up.

        Raises:
            TaskclusterFailure: if the call fails; its subclasses tell how.

        API: `GET /__heartbeat__`, stable. Scopes: none.
        """
        return await self._session.call(operations.heartbeat, {})

from collections.abc import Mapping

import aiohttp
from taskcluster import Options, StatusResponse

class Queue:
    def __init__(self, options: Options, session: aiohttp.ClientSession) -> None: ...
    async def createTask(self, taskId: str, payload: Mapping[str, object], /) -> StatusResponse: ...

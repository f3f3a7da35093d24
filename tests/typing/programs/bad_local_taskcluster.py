"""Mistakes with the local Taskcluster: its clients and faults."""

import httpx

from tc_typed import Queue, Taskcluster, aio
from tc_typed.testing import LocalTaskcluster
from tc_typed.testing.faults import DropConnection, RateLimit, ServerError


class MyQueue(Queue):
    pass


local = LocalTaskcluster()
mine: MyQueue = local.client(MyQueue, scopes=["a"], retries=0)
everything: Taskcluster = local.client(Taskcluster, httpClient=httpx.Client())
later: aio.Queue = local.client(aio.Queue, httpClient=httpx.AsyncClient())
local.faults.add(ServerError(503), "queue.createTask", nth=2, times=3)

wrong: Queue = local.client(aio.Queue)  # M: Incompatible types in assignment|No overload variant|Value of type P: is not assignable|No overloads for "client"
local.client(Queue, httpClient=httpx.AsyncClient())  # M: No overload variant|incompatible type|Value of type variable P: No overloads for "client"|cannot be assigned
local.client(Queue, retry=1)  # M: No overload variant|Unexpected keyword argument|Value of type variable P: No overloads for "client"|No parameter named "retry"
local.client(str)  # M: No overload variant|Value of type variable P: No overloads for "client"|cannot be assigned
local.faults.add("ServerError")  # M: incompatible type P: cannot be assigned
RateLimit(retryAfter=1.5)  # M: incompatible type P: cannot be assigned
DropConnection("later")  # M: incompatible type P: cannot be assigned

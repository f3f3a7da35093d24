"""Methods of the local auth service."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from tests.testing.samples import withPublic
from tests.testing.server.signing import Temporary

from tc_typed import auth as models
from tc_typed.auth import Auth
from tc_typed.core.errors import AuthenticationFailed, InsufficientScopes, ResourceNotFound
from tc_typed.core.signing.httpx_auth import HawkAuth
from tc_typed.credentials import Credentials
from tc_typed.slugs import slugId
from tc_typed.testing import LocalTaskcluster

TESTER = Credentials("tester", "no-secret")


@pytest.fixture
def auth(taskcluster: LocalTaskcluster) -> Iterator[Auth]:
    with Auth(taskcluster.options(), retries=0) as client:
        yield client


def asTester(auth: Auth, credentials: Credentials | None = TESTER) -> Auth:
    return auth.use(credentials=credentials)


def test_current_scopes(auth: Auth, taskcluster: LocalTaskcluster) -> None:
    assert auth.currentScopes().scopes == ["*"]
    credentials = taskcluster.createClient(f"test/{slugId()}", ["b", "auth:current-scopes", "b"])
    scopes = auth.use(credentials=credentials).currentScopes().scopes
    assert scopes == withPublic("auth:current-scopes", "b")


def test_expanded_scopes_are_sorted_and_minimal(auth: Auth) -> None:
    expanded = auth.expandScopes(models.ExpandScopesRequest(scopes=["b", "c*", "cb", "c"]))
    assert expanded.scopes == ["b", "c*"]


@pytest.mark.parametrize("scope", ["a:**", "**", "a***", "ü", "a\nb", "a\n"])
def test_scopes_that_a_real_client_cannot_have_are_rejected(
    taskcluster: LocalTaskcluster, scope: str
) -> None:
    clientId = f"test/{slugId()}"
    with pytest.raises(ValueError, match="scope"):
        taskcluster.createClient(clientId, ["a", scope])
    # The failed attempt did not create a client with this name.
    taskcluster.createClient(clientId, ["a:**b", "a*", "*", ""])


def test_a_client_is_described_without_its_secret(
    auth: Auth, taskcluster: LocalTaskcluster
) -> None:
    clientId = f"described/{slugId()}"
    credentials = taskcluster.createClient(clientId, ["a", "b:*"])
    client = auth.client(clientId)
    assert client.clientId == clientId
    assert client.scopes == client.expandedScopes == ["a", "b:*"]
    assert not client.disabled
    assert credentials.accessToken not in client.model_dump_json()
    with pytest.raises(ResourceNotFound):
        auth.client("unknown")


def test_clients_are_listed_by_prefix_and_in_pages(
    auth: Auth, taskcluster: LocalTaskcluster
) -> None:
    prefix = f"listed/{slugId()}/"
    for name in ("b", "c", "a"):
        taskcluster.createClient(prefix + name)
    listed = auth.listClients(prefix=prefix, limit=2)
    assert [client.clientId for client in listed.clients] == [prefix + "a", prefix + "b"]
    rest = auth.listClients(prefix=prefix, limit=2, continuationToken=listed.continuationToken)
    assert [client.clientId for client in rest.clients] == [prefix + "c"]
    assert rest.continuationToken is None


def test_names_of_clients_are_unique(taskcluster: LocalTaskcluster) -> None:
    clientId = f"unique/{slugId()}"
    taskcluster.createClient(clientId)
    with pytest.raises(ValueError, match=clientId):
        taskcluster.createClient(clientId)


def test_testing_authentication(auth: Auth) -> None:
    request = models.TestAuthenticateRequest(clientScopes=["test:*"], requiredScopes=["test:a"])
    response = asTester(auth).testAuthenticate(request)
    assert (response.clientId, response.scopes) == ("tester", ["assume:anonymous", "test:*"])

    limited = asTester(auth).use(authorizedScopes=["test:a"]).testAuthenticate(request)
    assert limited.scopes == ["assume:anonymous", "test:a"]

    credentials = Temporary(TESTER, ["test:a", "test:b"]).make()
    temporary = asTester(auth, credentials).testAuthenticate(request)
    assert temporary.scopes == ["assume:anonymous", "test:a", "test:b"]


def test_testing_authentication_fails_like_any_other_call(auth: Auth) -> None:
    request = models.TestAuthenticateRequest(clientScopes=["x"], requiredScopes=["y"])
    with pytest.raises(InsufficientScopes, match="Client tester lacks the scopes"):
        asTester(auth).testAuthenticate(request)
    with pytest.raises(AuthenticationFailed):  # `testAuthenticate` knows only the client `tester`.
        auth.testAuthenticate(request)
    with pytest.raises(AuthenticationFailed):
        asTester(auth, Credentials("tester", "secret")).testAuthenticate(request)
    anonymous = models.TestAuthenticateRequest(clientScopes=[], requiredScopes=[])
    response = asTester(auth, None).testAuthenticate(anonymous)
    assert (response.clientId, response.scopes) == ("auth-failed:no-auth", ["assume:anonymous"])


def test_testing_authentication_by_get(auth: Auth, taskcluster: LocalTaskcluster) -> None:
    response = asTester(auth).testAuthenticateGet()
    assert response.scopes == ["assume:anonymous", "auth:create-client:test:*", "test:*"]
    with pytest.raises(InsufficientScopes, match="test:authenticate-get"):
        asTester(auth, None).testAuthenticateGet()
    named = Temporary(TESTER, ["test:authenticate-get"], name="test:named").make()
    assert asTester(auth, named).testAuthenticateGet().clientId == "test:named"
    url = f"{taskcluster.rootUrl}/api/auth/v1/test-authenticate-get/"
    assert httpx.get(url, auth=HawkAuth(TESTER, ["test:a"])).status_code == 403

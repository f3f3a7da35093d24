"""Secrets that must not leak, and helpers that look for them."""

from __future__ import annotations

import base64
import json
import traceback
from collections.abc import Iterator
from typing import Final

from tc_typed.credentials import Certificate, Credentials

TOKEN: Final = "tokenSecretTokenSecretTokenSecretTokenSecret"
SEED: Final = "seedSecretSeedSecretSeedSecretSeedSecretSeed"
SIGNATURE: Final = "signatureSecretSignatureSecretSignatureSecr"
URL_SECRETS: Final = {
    "bewit": "bewitSecretBewitSecret",
    "X-Amz-Signature": "amzSignatureSecret",
    "X-Amz-Security-Token": "amzTokenSecret",
    "X-Amz-Credential": "amzCredentialSecret",
    "Signature": "cloudfrontSecret",
    "X-Goog-Signature": "googSignatureSecret",
    "sig": "azureSignatureSecret",
}
SIGNED_URL: Final = "https://files.example.com/x?" + "&".join(
    f"{name}={secret}" for name, secret in URL_SECRETS.items()
)
ALL: Final = (TOKEN, SEED, SIGNATURE, *URL_SECRETS.values())

CERTIFICATE: Final = Certificate(
    version=1,
    scopes=["sample:*"],
    start=1_700_000_000_000,
    expiry=4_000_000_000_000,
    seed=SEED,
    signature=SIGNATURE + "=",
    issuer="issuer",
)
PERMANENT: Final = Credentials("some/client", TOKEN)
TEMPORARY: Final = Credentials("some/client", TOKEN, json.dumps(CERTIFICATE))


def assertHidden(*texts: str) -> None:
    """Assert that no text contains a secret, either verbatim or in base64."""
    for text in texts:
        for secret in ALL:
            for form in (secret, *base64Forms(secret)):
                assert form not in text, f"{secret} appears in: {text[:2000]}"


def base64Forms(secret: str) -> Iterator[str]:
    """Yield the base64 forms of a secret inside other text: they depend on the bytes before it."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret.encode()).decode()
        yield encoded[4:-4]


def everyText(error: BaseException) -> list[str]:
    """Return all texts of an error, its causes and its contexts that logs or screens may show."""
    texts = traceback.format_exception(error)
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None:
        assert cause not in seen, "the chain of exceptions is endless"
        seen.append(cause)
        texts += [str(cause), repr(cause)]
        cause = cause.__cause__ or cause.__context__
    return texts

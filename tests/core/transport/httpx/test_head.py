"""The headers of a request are sent together with its body."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.client_kinds import connecting
from tests.core.loopback import listening, message
from tests.core.sample_service import ThingDefinition

from tc_typed.core.transport.httpx.head import Head

pieces = st.lists(st.binary(min_size=1, max_size=5), min_size=1, max_size=5)


@given(st.lists(st.tuples(pieces, st.booleans()), max_size=4))
def test_no_piece_is_lost_or_delayed(requests: list[tuple[list[bytes], bool]]) -> None:
    """The first two pieces are joined, later ones are sent at once, and none is left at the end."""
    head = Head()
    for parts, isEnded in requests:
        sent = [head.add(piece) for piece in parts]
        if isEnded:
            sent.append(head.add(b""))
            assert head.end() == b""
        else:
            sent.append(head.end())
        assert b"".join(sent) == b"".join(parts)
        assert sent[0] == b""
        assert sent[1] == b"".join(parts[:2])
        assert sent[2 : len(parts)] == parts[2:]


@pytest.mark.parametrize("kind", ["sync", "async over httpx"])
def test_each_call_is_sent_in_one_packet(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    packets: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        with listener.accept()[0] as peer:
            while data := peer.recv(65536):
                packets.append(data)
                peer.sendall(message(200, b'{"name": "x"}'))

    with listening(serve) as url, connecting(kind, monkeypatch) as connect:
        client = connect(url)
        for number in range(3):
            definition = ThingDefinition(created=datetime.now(UTC), payload={"number": number})
            client.putThing("x", definition)
        client.getThing("x")
    methods = [packet.split(b" ")[0] for packet in packets]
    assert methods == [b"PUT", b"PUT", b"PUT", b"GET"]
    assert all(packet.endswith(b"}") for packet in packets[:3])

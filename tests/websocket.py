"""A small websocket client for tests against the real server."""

import json
import socket
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import Request, TextMessage

from tests.backend import Backend


class Websocket:
    """A small websocket client."""

    def __init__(self, backend: Backend, path: str = '/ws', **headers: str) -> None:
        self._connection = socket.create_connection(('127.0.0.1', backend.port), timeout=5)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        extra = [(name.replace('_', '-').encode(), value.encode()) for name, value in headers.items() if name not in ('host', 'subprotocol')]
        subprotocols = [headers['subprotocol']] if 'subprotocol' in headers else []
        host = headers.get('host', f'127.0.0.1:{backend.port}')
        self._connection.sendall(self._protocol.send(Request(host=host, target=path, extra_headers=extra, subprotocols=subprotocols)))
        self._events: list[Any] = []
        self.opening = self.next_event()

    def next_event(self) -> Any:
        while not self._events:
            data = self._connection.recv(65_536)
            if not data:
                return None
            self._protocol.receive_data(data)
            self._events += list(self._protocol.events())
        return self._events.pop(0)

    def send(self, message: object) -> None:
        self._connection.sendall(self._protocol.send(TextMessage(json.dumps(message))))

    def receive(self) -> Any:
        event = self.next_event()
        return json.loads(event.data) if isinstance(event, TextMessage) else event

    def be_patient(self) -> None:
        """Wait for messages however long it takes."""
        self._connection.settimeout(None)

    def end(self) -> None:
        """No more messages: whoever waits for one gets None."""
        self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._connection.close()

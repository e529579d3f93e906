"""What is said over the websocket, apart from who carries it.

A peer is admitted at once where no token is asked for; otherwise by the token as subprotocol
(`Sec-WebSocket-Protocol: bearer.<token>`) or as the first message (`{"token": "..."}`), within two seconds. Peers that
send `{"subscribe": true}` also get the messages that the established interface does not have.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from rotkehlchen.api import guard
from rotkehlchen.api.envelope import encode
from rotkehlchen.services.notification import Notifier

TOKEN_SECONDS: Final = 2.0
MAX_MESSAGE_CHARACTERS: Final = 10_000
SUBPROTOCOL_PREFIX: Final = 'bearer.'
OWN_TYPES: Final = frozenset({'task_progress', 'task_finished', 'data_changed', 'issue', 'profile_locked'})


class SocketPeer(Protocol):
    """One connection, whoever carries it."""

    @property
    def environ(self) -> Mapping[str, Any]: ...

    def send(self, text: str) -> None:
        """Queue a message; from any thread, never blocking."""


class Session:
    """The state of one peer."""

    max_message = MAX_MESSAGE_CHARACTERS

    def __init__(self, peer: SocketPeer, policy: guard.Policy, notifier: Notifier) -> None:
        self._peer = peer
        self._policy = policy
        self._notifier = notifier
        self._stop: Callable[[], None] | None = None
        self._wants_own = False

    @property
    def admitted(self) -> bool:
        return self._stop is not None

    def admit(self) -> None:
        if self._stop is None:
            self._stop = self._notifier.listen(self._forward)

    def _forward(self, kind: str, data: Any) -> None:
        if kind not in OWN_TYPES or self._wants_own:
            self._peer.send(encode({'type': kind, 'data': data}).decode())

    def receive(self, text: str) -> bool:
        """Take one message. False ends the connection: it was not understood before the peer was known."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            return self.admitted
        if not self.admitted:
            token = message.get('token')
            if not isinstance(token, str) or guard.check_token(self._policy, token) is not None:
                return False
            self.admit()
        if 'subscribe' in message:
            self._wants_own = bool(message['subscribe'])
            self._peer.send(encode({'type': 'subscribed', 'data': {'subscribe': self._wants_own}}).decode())
        return True

    def close(self) -> None:
        if self._stop is not None:
            self._stop()


class Hello:
    """How a connection begins."""

    token_seconds = TOKEN_SECONDS

    def __init__(self, policy: guard.Policy, notifier: Notifier) -> None:
        self._policy = policy
        self._notifier = notifier

    def use(self, policy: guard.Policy) -> None:
        """Take another policy: the port may be known only after binding."""
        self._policy = policy

    def may_send_body(self, environ: Mapping[str, Any]) -> bool:
        """Whether what comes after the head of a request is worth reading: its route would not refuse it for who sent it."""
        return (
            guard.check_transport(self._policy, environ) or guard.check_origin(self._policy, environ)
            or guard.check_token(self._policy, guard.bearer(environ))
        ) is None

    def refuse(self, environ: Mapping[str, Any]) -> guard.Refusal | None:
        """Host and Origin as for every route; a wrong token in the subprotocol is refused at once."""
        refusal = guard.check_transport(self._policy, environ) or guard.check_origin(self._policy, _without_destination(environ))
        if refusal is not None:
            return refusal
        token = _offered_token(str(environ.get('HTTP_SEC_WEBSOCKET_PROTOCOL', '')).split(','))
        return guard.check_token(self._policy, token) if token is not None else None

    def subprotocol(self, offered: Sequence[str]) -> str | None:
        return next((name for name in offered if name.startswith(SUBPROTOCOL_PREFIX)), None)

    def open(self, peer: SocketPeer) -> Session:
        session = Session(peer, self._policy, self._notifier)
        offered = str(peer.environ.get('HTTP_SEC_WEBSOCKET_PROTOCOL', '')).split(',')
        if self._policy.token is None or _offered_token(offered) is not None:
            session.admit()
        return session


def _offered_token(names: Sequence[str]) -> str | None:
    found = next((name.strip() for name in names if name.strip().startswith(SUBPROTOCOL_PREFIX)), None)
    return None if found is None else found.removeprefix(SUBPROTOCOL_PREFIX)


def _without_destination(environ: Mapping[str, Any]) -> Mapping[str, Any]:
    """Browsers send 'websocket' as destination or none at all: only site and origin count for a handshake."""
    return {name: value for name, value in environ.items() if name != 'HTTP_SEC_FETCH_DEST'}

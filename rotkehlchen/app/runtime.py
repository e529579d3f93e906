"""The server: gevent does the sockets, native threads do the work. The only module that knows gevent.

Nothing is monkey-patched. The hub accepts connections, reads requests and writes answers; the application itself
runs in a pool of native threads, so that a long query, a key derivation or a report holds up nobody (SQLite and the
key derivation release the GIL). The websocket is spoken by wsproto, a library without input and output of its own,
over the same connections. See docs/adr/0001-concurrency.md.
"""

import errno
import io
import logging
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, Final

import gevent
from gevent import pywsgi
from gevent.event import Event
from gevent.threadpool import ThreadPool
from h11 import LocalProtocolError as IllegalHeaderError
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, Request, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from rotkehlchen.api.socket import Hello, SocketPeer

log = logging.getLogger(__name__)

THREADS: Final = 32
MAX_BODY_BYTES: Final = 2 * 1024**3  # a restored backup is the largest thing uploaded
SWITCH_INTERVAL_SECONDS: Final = 0.001  # a thread that computes gives way sooner to the one that answers
PING_SECONDS: Final = 30
SOCKET_PATHS: Final = ('/ws', '/ws/')
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server:
    """Serves one WSGI application and one websocket endpoint on one loopback port."""

    def __init__(self, host: str, port: int, application: WsgiApplication, hello: Hello) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
        self._pool = ThreadPool(THREADS)
        self._application = application
        self._hello = hello
        self._stopping = Event()
        environment = {'SERVER_NAME': host, 'wsgi.multithread': True}
        self._server = pywsgi.WSGIServer(
            (host, port), self._handle, environ=environment, handler_class=_Handler, log=None, error_log=log,
        )
        self._server.rotkehlchen = self
        self._told_to_stop = gevent.get_hub().loop.async_()
        self._told_to_stop.start(self._stopping.set)

    def bind(self) -> int:
        """Take the port (OSError if it is in use) and return its number."""
        self._server.init_socket()
        return int(self._server.socket.getsockname()[1])

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `stop` or SIGTERM/SIGINT. Call in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, self._stopping.set)
        self._server.start()
        ready()
        self._stopping.wait()
        self._server.stop(timeout=2)

    def stop(self) -> None:
        """End `run`. May be called from any thread, before `run` too."""
        self._told_to_stop.send()

    def _handle(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Read the body on the hub, run the application in a native thread, hand its answer back to the hub.

        The body of a request that will be refused is not kept: any page in the user's browser can send one of two gigabytes.
        """
        length = int(environ.get('CONTENT_LENGTH') or 0)
        if length > MAX_BODY_BYTES:
            start_response('413 Content Too Large', [('Content-Length', '0'), ('Connection', 'close')])
            return [b'']
        if length or 'HTTP_TRANSFER_ENCODING' in environ:
            sent, environ['wsgi.input'] = environ['wsgi.input'], io.BytesIO()
            if self._hello.may_send_body(environ):
                body = _read_body(sent)
                environ['wsgi.input'] = io.BytesIO(body)
                environ['CONTENT_LENGTH'] = str(len(body))
        answer = self._pool.apply(_call, (self._application, environ))
        delay = answer.take_delay()
        if delay:
            gevent.sleep(delay)
        start_response(answer.status, answer.headers)
        return answer.body if isinstance(answer.body, list) else self._stream(answer.body)

    def _stream(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        iterator = iter(chunks)
        try:
            while (chunk := self._pool.apply(next, (iterator, None))) is not None:
                yield chunk
        finally:
            if (close := getattr(chunks, 'close', None)) is not None:
                self._pool.apply(close)

    def serve_socket(self, handler: '_Handler') -> None:
        peer = _GeventPeer(handler.socket, handler.environ)
        peer.serve(self._hello, self._pool)


def _read_body(sent: Any) -> bytes:
    try:
        return bytes(sent.read())
    except OSError as error:
        if type(error) is not OSError:  # pywsgi's own, for a body that is malformed
            raise
        raise ConnectionResetError(errno.ECONNRESET, 'the peer went away in the middle of a body') from None  # which pywsgi passes over


class _Answer:
    """What the application said in its thread."""

    def __init__(self) -> None:
        self.status = ''
        self.headers: list[tuple[str, str]] = []
        self.body: list[bytes] | Iterable[bytes] = []

    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
        self.status, self.headers = status, headers
        return lambda _data: None

    def take_delay(self) -> float:
        delay = next((value for name, value in self.headers if name == 'X-Delay-Seconds'), None)
        if delay is None:
            return 0
        self.headers = [(name, value) for name, value in self.headers if name != 'X-Delay-Seconds']
        return float(delay)


def _call(application: WsgiApplication, environ: dict[str, Any]) -> _Answer:
    answer = _Answer()
    chunks = application(environ, answer.start_response)
    if getattr(chunks, 'is_streamed', False) or environ.get('rotkehlchen.streamed'):
        answer.body = chunks
        return answer
    answer.body = [b''.join(chunks)]
    if (close := getattr(chunks, 'close', None)) is not None:
        close()
    return answer


class _Handler(pywsgi.WSGIHandler):  # type: ignore[misc]
    """Head and body in one write with TCP_NODELAY (two writes cost 40 ms of delayed acknowledgement), and the websocket."""

    _held: bytearray | None = None

    def handle(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle()

    def _write_with_headers(self, data: bytes) -> None:
        self._held = bytearray()
        super()._write_with_headers(data)
        held, self._held = self._held, None
        super()._sendall(held)

    def _sendall(self, data: bytes) -> None:
        if self._held is not None:
            self._held += data
            return
        super()._sendall(data)

    def run_application(self) -> None:
        environ = self.environ
        if environ['REQUEST_METHOD'] == 'GET' and environ['PATH_INFO'] in SOCKET_PATHS and 'websocket' in environ.get('HTTP_UPGRADE', '').lower():
            self.close_connection = True
            self.status = b'101 Switching Protocols'
            self.server.rotkehlchen.serve_socket(self)
            return
        super().run_application()


class _GeventPeer(SocketPeer):
    """One websocket connection. `send` may be called from any thread."""

    def __init__(self, connection: Any, environ: dict[str, Any]) -> None:
        self._socket = connection
        self._environ = environ
        self._protocol = WSConnection(ConnectionType.SERVER)
        self._outgoing: deque[str] = deque(maxlen=10_000)
        self._wake = gevent.get_hub().loop.async_()
        self._ready = Event()
        self._open = True

    @property
    def environ(self) -> dict[str, Any]:
        return self._environ

    def send(self, text: str) -> None:
        self._outgoing.append(text)
        if self._open:
            self._wake.send()

    def serve(self, hello: Hello, pool: ThreadPool) -> None:
        refusal = hello.refuse(self._environ)
        if refusal is not None:
            self._refuse(refusal.status)
            return
        headers = [
            (name[5:].replace('_', '-').lower().encode(), str(value).encode('latin-1'))
            for name, value in self._environ.items() if name.startswith('HTTP_')
        ]
        try:
            self._protocol.initiate_upgrade_connection(headers, self._environ['PATH_INFO'])
            request = next(self._protocol.events())
        except (RemoteProtocolError, LocalProtocolError, IllegalHeaderError, StopIteration):
            self._refuse(400)
            return
        assert isinstance(request, Request)
        self._socket.sendall(self._protocol.send(AcceptConnection(subprotocol=hello.subprotocol(request.subprotocols))))
        self._wake.start(self._ready.set)
        session = hello.open(self)
        writer = gevent.spawn(self._write)
        closer = gevent.spawn_later(hello.token_seconds, self._close_if_unknown, session)
        try:
            self._read(session, pool)
        finally:
            self._open = False
            session.close()
            closer.kill(block=False)
            writer.kill(block=False)
            self._wake.stop()
            self._wake.close()

    def _refuse(self, status: int) -> None:
        """Before there is a connection of frames."""
        self._socket.sendall(f'HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'.encode())

    def _close_if_unknown(self, session: Any) -> None:
        if not session.admitted:
            self._finish(1008)

    def _read(self, session: Any, pool: ThreadPool) -> None:
        text = ''
        while self._open:
            try:
                data = self._socket.recv(65_536)
                self._protocol.receive_data(data or None)
                for event in self._protocol.events():
                    if isinstance(event, TextMessage):
                        text += event.data
                        if len(text) > session.max_message or not (not event.message_finished or session.receive(text)):
                            self._finish(1008)
                            return
                        text = '' if event.message_finished else text
                    elif isinstance(event, Ping):
                        self._socket.sendall(self._protocol.send(event.response()))
                    elif isinstance(event, CloseConnection):
                        self._socket.sendall(self._protocol.send(event.response()))
                        return
                    elif isinstance(event, Message):  # binary is not spoken here
                        self._finish(1003)
                        return
            except (OSError, RemoteProtocolError, LocalProtocolError):
                return
            if not data:
                return

    def _write(self) -> None:
        while self._open:
            self._ready.wait(PING_SECONDS)
            try:
                if not self._ready.is_set():
                    self._socket.sendall(self._protocol.send(Ping()))
                self._ready.clear()
                while self._outgoing:
                    batch = [self._protocol.send(Message(data=self._outgoing.popleft())) for _ in range(min(len(self._outgoing), 100))]
                    self._socket.sendall(b''.join(batch))
            except (OSError, LocalProtocolError):
                return

    def _finish(self, code: int) -> None:
        self._open = False
        try:
            self._socket.sendall(self._protocol.send(CloseConnection(code=code)))
            self._socket.shutdown(socket.SHUT_RDWR)
        except (OSError, LocalProtocolError):
            return

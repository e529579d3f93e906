"""A small HTTP server on loopback that answers as a test tells it to, well or badly."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """`drop_after`: bytes of the body after which the connection is cut. `chunk_delay`: seconds between single bytes."""

    status: int = 200
    body: bytes = b'{}'
    headers: dict[str, str] = field(default_factory=dict)
    drop_after: int | None = None
    chunk_delay: float = 0.0
    delay: float = 0.0


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    named = {name.replace('_', '-'): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), {'Content-Type': 'application/json', **named})


class LocalServer:
    """`answer(received)` gives the reply; every request is kept in `received`."""

    def __init__(self, answer: Callable[[Received], Reply]) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self.released = threading.Event()  # ends delays at once when the server is closed
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            disable_nagle_algorithm = True

            def serve(self) -> None:
                body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
                received = Received(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                outer.received.append(received)
                reply = outer.answer(received)
                outer.released.wait(reply.delay) if reply.delay else None
                try:
                    self.send_reply(reply)
                except OSError:
                    self.close_connection = True

            def send_reply(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Length', str(len(reply.body)))
                self.end_headers()
                if reply.drop_after is not None:
                    self.wfile.write(reply.body[:reply.drop_after])
                    self.close_connection = True
                elif reply.chunk_delay:
                    for byte in reply.body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        if outer.released.wait(reply.chunk_delay):
                            return
                else:
                    self.wfile.write(reply.body)

            do_GET = do_POST = serve  # noqa: N815

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f'http://127.0.0.1:{self.port}'
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class LocalNode(LocalServer):
    """A JSON-RPC node of one chain. `results[method]` is a value, or a function of the parameters; `fail` replaces all replies."""

    def __init__(self, chain_id: int = 1) -> None:
        super().__init__(self._reply)
        self.results: dict[str, Any] = {'eth_chainId': hex(chain_id), 'eth_blockNumber': '0x10'}
        self.fail: Callable[[Received], Reply | None] = lambda _received: None

    def _reply(self, received: Received) -> Reply:
        failure = self.fail(received)
        if failure is not None:
            return failure
        payload = received.json
        return json_reply([self._one(call) for call in payload] if isinstance(payload, list) else self._one(payload))

    def _one(self, call: dict[str, Any]) -> dict[str, Any]:
        head = {'jsonrpc': '2.0', 'id': call['id']}
        if call['method'] not in self.results:
            return {**head, 'error': {'code': -32601, 'message': f'the method {call["method"]} does not exist/is not available'}}
        result = self.results[call['method']]
        result = result(call['params']) if callable(result) else result
        return {**head, 'error': result['error']} if isinstance(result, dict) and 'error' in result else {**head, 'result': result}

    @property
    def methods(self) -> list[str]:
        """Every method that was called, in order; those of a batch one by one."""
        calls = [received.json for received in self.received]
        return [one['method'] for call in calls for one in (call if isinstance(call, list) else [call])]

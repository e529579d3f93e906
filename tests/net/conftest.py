from collections.abc import Callable, Iterator

import pytest

from rotkehlchen.net.http import HttpClient, Limits
from tests.net.local_server import LocalNode, LocalServer, Received, Reply

QUICK = Limits(connect_seconds=1, read_seconds=0.5, total_seconds=3, attempts=3)


class Time:
    """Monotonic time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def total_slept(self) -> float:
        return sum(self.slept)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def http(time: Time) -> Iterator[HttpClient]:
    client = HttpClient(lambda: QUICK, monotonic=time, sleep=time.sleep)
    yield client
    client.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Received], Reply]], LocalServer]]:
    servers: list[LocalServer] = []

    def start(answer: Callable[[Received], Reply]) -> LocalServer:
        servers.append(LocalServer(answer))
        return servers[-1]
    yield start
    for server in servers:
        server.close()


@pytest.fixture
def start_node() -> Iterator[Callable[..., LocalNode]]:
    nodes: list[LocalNode] = []

    def start(chain_id: int = 1) -> LocalNode:
        nodes.append(LocalNode(chain_id))
        return nodes[-1]
    yield start
    for node in nodes:
        node.close()

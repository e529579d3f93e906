"""Sessions of `requests` whose connections go only where `address.Reach` allows. Imported at the first request.

The guard sits where urllib3 opens a socket (`_new_conn`, the point that urllib3's own SOCKS support replaces, too):
the name is resolved here and the very address that was checked is connected to; the TLS name stays the host's.
"""

import logging
import socket
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager
from urllib3.util.connection import allowed_gai_family

from rotkehlchen.net.address import IpAddress, Reach, is_reachable, parse_ip

# urllib3 writes paths and queries, which may hold keys, into its debug and warning lines.
logging.getLogger('urllib3').setLevel(logging.ERROR)

Resolve = Callable[[str, int], list[str]]  # host, port -> addresses in order of preference


class ForbiddenAddressError(NewConnectionError):
    """The name led to an address that this connection must not reach."""


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Guard:
    """The part that both connection classes share: opens the socket to an allowed address."""

    reach: Reach
    resolve: Resolve
    _dns_host: str
    host: str
    port: int
    timeout: Any
    source_address: Any
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        connection: Any = self
        host = self._dns_host.strip('[]')
        try:
            addresses = [host] if parse_ip(host) is not None else self.resolve(host, self.port)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, connection, socket.gaierror(str(error))) from error
        allowed = [text for text in addresses if self._allows(parse_ip(text))]
        if not allowed:
            raise ForbiddenAddressError(connection, 'not an allowed address')
        return self._connect_first(allowed, connection)

    def _allows(self, address: IpAddress | None) -> bool:
        return address is not None and is_reachable(address, self.reach)

    def _connect_first(self, addresses: list[str], connection: Any) -> socket.socket:
        failure: OSError = OSError('no address')
        for address in addresses:
            try:
                made = socket.create_connection((address, self.port), self.timeout, self.source_address)
            except OSError as error:
                failure = error
                continue
            for option in self.socket_options or ():
                made.setsockopt(*option)
            return made
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(connection, 'timed out') from failure
        raise NewConnectionError(connection, 'refused') from failure


class GuardedHttpConnection(_Guard, HTTPConnection):
    pass


class GuardedHttpsConnection(_Guard, HTTPSConnection):
    pass


class GuardedAdapter(HTTPAdapter):
    def __init__(self, http: Reach | None, https: Reach, resolver: Resolve) -> None:
        self._http = http
        self._https = https
        self._resolver = resolver
        super().__init__(pool_connections=64, pool_maxsize=16, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        manager: PoolManager = self.poolmanager
        traits = {'resolve': staticmethod(self._resolver)}
        secure = type('Connection', (GuardedHttpsConnection,), {**traits, 'reach': self._https})
        pools: dict[str, Any] = {'https': type('Pool', (HTTPSConnectionPool,), {'ConnectionCls': secure})}
        if self._http is not None:
            plain = type('Connection', (GuardedHttpConnection,), {**traits, 'reach': self._http})
            pools['http'] = type('Pool', (HTTPConnectionPool,), {'ConnectionCls': plain})
        manager.pool_classes_by_scheme = pools


class NoCookies(DefaultCookiePolicy):
    """Keeps nothing: a server must not recognise the user from one request to the next."""

    def set_ok(self, cookie: Any, request: Any) -> bool:
        return False

    def return_ok(self, cookie: Any, request: Any) -> bool:
        return False


def make_session(*, http: Reach | None, https: Reach, user_agent: str, resolver: Resolve = resolve) -> Session:
    """A session without environment proxies, netrc or cookies. `http` None: no plain http at all."""
    session = Session()
    session.trust_env = False
    session.verify = True
    session.headers['User-Agent'] = user_agent
    session.cookies.set_policy(NoCookies())
    adapter = GuardedAdapter(http, https, resolver)
    session.mount('https://', adapter)
    if http is not None:
        session.mount('http://', adapter)
    else:
        session.adapters.pop('http://', None)
    return session

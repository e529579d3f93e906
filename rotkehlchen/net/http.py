"""HTTP over a network that is not trusted: every request of the application goes through here.

Each host has its own rate limit and circuit breaker; answers have a size and a time limit; addresses are checked when
the connection is made (see `address`); failures are the four leaves of `RemoteError`. Messages name the host and nothing
else of an address: paths, queries and headers may hold keys. All of it can be used from any number of threads.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.address import Reach, host_label, is_local_host, origin_of, split_url
from rotkehlchen.net.failure import to_remote_error
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.net.pacing import CircuitBreaker, Rate, TokenBucket

if TYPE_CHECKING:
    from requests import Response, Session

    from rotkehlchen.net.transport import Resolve

USER_AGENT: Final = 'portfolio-tracker/1'
MAX_ANSWER_BYTES: Final = 64 * 2**20
MAX_REDIRECTS: Final = 4
CHUNK_BYTES: Final = 65_536
WAIT_SLICE_SECONDS: Final = 0.1
FIRST_BACKOFF_SECONDS: Final = 0.5
LONGEST_BACKOFF_SECONDS: Final = 20.0
LOCAL_RATE: Final = Rate(per_second=10_000, burst=10_000)


@dataclass(frozen=True, slots=True)
class Limits:
    """`attempts`: tries of a request that failed for want of an answer. `total_seconds`: of one try, the answer's body included.

    `longest_wait_seconds`: a host that wants a longer pause is not waited for, its RateLimitedError is raised.
    """

    connect_seconds: float = 30
    read_seconds: float = 30
    total_seconds: float = 120
    attempts: int = 4
    longest_wait_seconds: float = 30
    max_answer_bytes: int = MAX_ANSWER_BYTES


@dataclass(frozen=True, slots=True)
class HttpRequest:
    method: str
    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """`headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    source: str

    def json(self) -> object:
        """The body as JSON; numbers with a fraction are Decimal. Raises BadResponseError."""
        return parse_json(self.body, self.source)

    def text(self) -> str:
        try:
            return self.body.decode('utf-8')
        except UnicodeDecodeError:
            raise BadResponseError(f'{self.source} answered something that is not text.', source=self.source) from None


def parse_json(body: bytes, source: str) -> object:
    """The value of a JSON text. Fractions are Decimal; NaN, Infinity and anything absurdly large or deep are refused."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, ArithmeticError, RecursionError):
        raise BadResponseError(f'{source} answered something that is not JSON.', source=source, code='not_json') from None


def find_status_error(answer: HttpAnswer) -> RemoteError | None:
    """The failure that a status means, None for 2xx."""
    status, source = answer.status, answer.source
    if 200 <= status < 300:
        return None
    if status in (401, 403, 407):
        return AuthRejectedError(f'{source} refused access (status {status}).', source=source, status=status)
    if status == 429:
        return RateLimitedError(
            f'{source} wants fewer requests.', source=source, retry_after_seconds=parse_retry_after(answer.headers.get('retry-after')))
    if status in (408, 425) or status >= 500:
        return UnavailableError(f'{source} has a failure of its own (status {status}).', source=source, status=status)
    return BadResponseError(f'{source} answered with status {status}.', source=source, status=status)


def parse_retry_after(text: str | None) -> float | None:
    """Seconds of a Retry-After header, either of its two forms (RFC 9110, 10.2.3). None if there is none that makes sense."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return min(float(text.strip()[:9]), 86_400)
    from email.utils import parsedate_to_datetime

    try:
        return min(max(0.0, parsedate_to_datetime(text).timestamp() - time.time()), 86_400)
    except (ValueError, OverflowError):
        return None


@dataclass(slots=True)
class _Host:
    bucket: TokenBucket
    breaker: CircuitBreaker


class HttpClient:
    """`limits` is asked at each request, so that changed settings work at once; `rates` has a host's own rate limit.

    `reach`: how far the first hop may go; PUBLIC for addresses that strangers wrote, such as pictures.
    """

    def __init__(
            self, limits: Callable[[], Limits] = Limits, *, outbound: OutboundLog | None = None, rates: Mapping[str, Rate] | None = None,
            monotonic: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep, resolve: 'Resolve | None' = None,
            reach: Reach = Reach.ANY,
    ) -> None:
        self._limits = limits
        self._reach = reach
        self.outbound = outbound or OutboundLog(lambda: TimestampS(int(time.time())))
        self._rates = dict(rates or {})
        self._monotonic = monotonic
        self._sleep = sleep
        self._resolve = resolve
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._sessions: dict[Reach, Session] = {}

    # -- what most callers need

    def get_json(self, url: str, *, params: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> object:
        """The JSON of a GET. Fractions are Decimal. Raises the four leaves of RemoteError."""
        return self.send(HttpRequest('GET', url, params, headers)).json()

    def get_text(self, url: str) -> str:
        return self.send(HttpRequest('GET', url)).text()

    def post_json(self, url: str, payload: object, *, headers: Mapping[str, str] | None = None) -> object:
        """The JSON answer to a JSON body. It is sent again after a failure: for reads only."""
        return self.send(HttpRequest('POST', url, None, {'Content-Type': 'application/json', **(headers or {})}, to_json(payload))).json()

    # -- all of it

    def send(
            self, request: HttpRequest, *, attempts: int | None = None, job: Job | None = None,
            find_error: Callable[[HttpAnswer], RemoteError | None] = find_status_error, has_breaker: bool = True,
    ) -> HttpAnswer:
        """The answer, if `find_error` finds nothing wrong with it.

        Tries again after UnavailableError and RateLimitedError, waiting a little longer each time or as long as the host
        asks for, `attempts` times in all. Raises CancelledError between tries and chunks when the job was cancelled.
        Without `has_breaker` the host's circuit breaker is neither asked nor told.
        """
        limits, watched = self._limits(), job or QuietJob()
        tries = attempts or limits.attempts
        number, was_resent = 1, False
        while True:
            try:
                return self._send_once(request, limits, watched, find_error, has_breaker)
            except (UnavailableError, RateLimitedError) as error:
                if error.error_code == 'broken_off' and not was_resent:
                    was_resent = True  # most often a kept connection that the host had closed meanwhile
                    continue
                wait = _backoff_seconds(number, error)
                if number >= tries or wait > limits.longest_wait_seconds or error.error_code in ('circuit_open', 'forbidden_address', 'offline'):
                    raise
            self._wait(wait, watched)
            number += 1

    def reset(self, url: str) -> None:
        """Forget what went wrong with the host of an address: the user asks to try again now."""
        with self._lock:
            self._hosts.pop(host_label(url), None)

    def close(self) -> None:
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    # -- one try

    def _send_once(
            self, request: HttpRequest, limits: Limits, job: Job, find_error: Callable[[HttpAnswer], RemoteError | None], has_breaker: bool,
    ) -> HttpAnswer:
        source = host_label(request.url)
        host = self._host(source)
        breaker = host.breaker if has_breaker else CircuitBreaker(self._monotonic)
        open_seconds = breaker.wait_seconds()
        if open_seconds:
            raise UnavailableError(
                f'{source} failed several times in a row and is left alone for {open_seconds:.0f} seconds.',
                source=source, code='circuit_open', retry_after_seconds=open_seconds)
        turn_seconds = host.bucket.reserve_seconds(limits.longest_wait_seconds)
        if turn_seconds > limits.longest_wait_seconds:
            raise RateLimitedError(f'{source} wants fewer requests.', source=source, retry_after_seconds=turn_seconds)
        self._wait(turn_seconds, job)
        try:
            answer = self._follow(request, source, limits, job)
            error = find_error(answer)
        except UnavailableError:
            breaker.failed()
            raise
        except RemoteError:
            breaker.succeeded()  # it answered, if not well
            raise
        if isinstance(error, UnavailableError):
            breaker.failed()
        else:
            breaker.succeeded()
        if isinstance(error, RateLimitedError) and error.retry_after_seconds:
            host.bucket.block(error.retry_after_seconds)
        if error is not None:
            raise error
        return answer

    def _follow(self, request: HttpRequest, source: str, limits: Limits, job: Job) -> HttpAnswer:
        """The answer after redirects. They lead to the same origin, or over https to the internet, there without our headers."""
        first = split_url(request.url)
        if first is None:
            raise BadResponseError(f'{source} is no http address.', source=source, code='bad_url')
        reach = self._reach
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._exchange(request, source, reach, limits, job)
            location = answer.headers.get('location')
            if answer.status not in (301, 302, 303, 307, 308) or location is None:
                return answer
            keeps_method = request.method in ('GET', 'HEAD') or answer.status in (307, 308)
            target = urljoin(request.url, location)
            parts = split_url(target)
            if parts is None or parts.username is not None or not keeps_method:
                raise BadResponseError(f'{source} redirects to where it must not.', source=source, code='bad_redirect')
            same = origin_of(parts) == origin_of(first) and reach is Reach.ANY
            if not same and parts.scheme != 'https':
                raise BadResponseError(f'{source} redirects to an unprotected address.', source=source, code='bad_redirect')
            reach = Reach.ANY if same else Reach.PUBLIC
            request = HttpRequest(request.method, target, None, request.headers if same else _public(request.headers), request.body)
        raise BadResponseError(f'{source} redirects in circles.', source=source, code='bad_redirect')

    def _refuse_far(self, url: str, source: str) -> None:
        parts = split_url(url)
        if self.outbound.is_offline and (parts is None or not is_local_host(parts.hostname or '')):
            raise UnavailableError(f'{source} is not asked: the application was started with --offline.', source=source, code='offline')

    def _exchange(self, request: HttpRequest, source: str, reach: Reach, limits: Limits, job: Job) -> HttpAnswer:
        from requests import RequestException
        from urllib3.exceptions import HTTPError

        job.check()
        host = host_label(request.url)
        self._refuse_far(request.url, source)  # a redirect may lead away
        self.outbound.note_request(host, len(request.body or b''))
        deadline = self._monotonic() + limits.total_seconds
        try:
            response = self._session(reach).request(
                request.method, request.url, params=request.params, headers=request.headers, data=request.body, stream=True,
                allow_redirects=False, timeout=(limits.connect_seconds, limits.read_seconds),
            )
            try:
                body = self._read(response, source, limits, deadline, job)
            finally:
                response.close()
        # `from None`: the exceptions of these libraries quote the whole address, key and all
        except (RequestException, HTTPError, OSError, ValueError) as error:
            raise to_remote_error(error, source, limits.connect_seconds, limits.read_seconds) from None
        self.outbound.note_answer(host, len(body))
        return HttpAnswer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body, source)

    def _read(self, response: 'Response', source: str, limits: Limits, deadline: float, job: Job) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > limits.max_answer_bytes:
                raise BadResponseError(f'{source} answers with more than {limits.max_answer_bytes} bytes.', source=source, code='too_large')
            if self._monotonic() > deadline:
                raise UnavailableError(f'{source} answers too slowly.', source=source, code='timeout')
            job.check()
        return b''.join(chunks)

    # -- hosts, sessions, waiting

    def _host(self, source: str) -> _Host:
        name = source.rpartition(']')[0][1:] if source.startswith('[') else source.partition(':')[0]
        with self._lock:
            host = self._hosts.get(source)
            if host is None:
                rate = self._rates.get(source) or (LOCAL_RATE if is_local_host(name) else Rate())
                host = self._hosts[source] = _Host(TokenBucket(rate, self._monotonic), CircuitBreaker(self._monotonic))
            return host

    def _session(self, reach: Reach) -> 'Session':
        with self._lock:
            if reach not in self._sessions:
                from rotkehlchen.net.transport import make_session, resolve

                http = Reach.LOCAL if reach is Reach.ANY else None
                self._sessions[reach] = make_session(http=http, https=reach, user_agent=USER_AGENT, resolver=self._resolve or resolve)
            return self._sessions[reach]

    def _wait(self, seconds: float, job: Job) -> None:
        while seconds > 0:
            job.check()
            self._sleep(min(seconds, WAIT_SLICE_SECONDS))
            seconds -= WAIT_SLICE_SECONDS


def to_json(payload: object) -> bytes:
    return json.dumps(payload, separators=(',', ':'), allow_nan=False).encode()


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _public(headers: Mapping[str, str] | None) -> dict[str, str]:
    """The headers that hold no secret."""
    return {name: value for name, value in (headers or {}).items() if name.lower() in ('accept', 'content-type')}


def _backoff_seconds(number: int, error: UnavailableError | RateLimitedError) -> float:
    if isinstance(error, RateLimitedError) and error.retry_after_seconds is not None:
        return error.retry_after_seconds
    return float(min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** (number - 1))) * random.uniform(0.5, 1.0)

"""The nodes of one chain as if they were one: the best one that works is asked, and the next one where it fails.

Owned nodes come first, the others by chance in proportion to their weights. Each is asked for its chain id before it is
used, so that an address that leads to another chain never gives a balance. A failed node rests for a while, longer each
time; when all of them rest, one is tried now and then, so that a network that comes back is noticed at once.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeVar

from rotkehlchen.core.errors import AuthRejectedError, BadResponseError, RateLimitedError, RemoteError, UnavailableError
from rotkehlchen.core.time import Clock, TimestampS
from rotkehlchen.net.http import HttpClient
from rotkehlchen.net.jsonrpc import Call, JsonRpcClient, RpcError
from rotkehlchen.net.payload import Payload

Answer = TypeVar('Answer')
RuntimeStatus = Literal['unknown', 'connected', 'cooling_down', 'failed', 'wrong_chain', 'inactive']

FIRST_REST_SECONDS: Final = 10.0
LONGEST_REST_SECONDS: Final = 300.0
REFUSED_ACCESS_REST_SECONDS: Final = 600.0
WRONG_CHAIN_REST_SECONDS: Final = 1_800.0
TOLERATED_FAILURES: Final = 3  # in a row, of a node that can be reached: the request may be what is too much for it
LAST_RESORT_SECONDS: Final = 3.0
SHORT_WAIT_SECONDS: Final = 5.0
ROUNDS: Final = 3
DEAD: Final = frozenset({'unreachable', 'unknown_host', 'forbidden_address', 'tls_failed'})


class WrongChainError(BadResponseError):
    """A node serves another chain than it should."""

    code = 'wrong_chain_id'

    def __init__(self, source: str, expected: int, found: int) -> None:
        super().__init__(f'{source} serves chain {found}, not chain {expected}.', source=source, expected=expected, found=found)
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Node:
    """A node as the user configured it. `weight` in percent."""

    identifier: int
    name: str
    endpoint: str
    weight: Decimal
    owned: bool
    active: bool


@dataclass(frozen=True, slots=True)
class NodeState:
    """How a node is doing. Times in UTC seconds. `chain_id`: what it said last, None if it was not asked yet."""

    status: RuntimeStatus
    is_ready: bool
    is_archive: bool
    chain_id: int | None
    cooldown_until: TimestampS | None
    last_success: TimestampS | None
    last_failure: TimestampS | None
    last_error_kind: str | None
    last_error: str | None


@dataclass(slots=True, eq=False)
class _Member:
    node: Node
    client: JsonRpcClient
    check_lock: threading.Lock = field(default_factory=threading.Lock)
    chain_id: int | None = None
    is_archive: bool = False
    failures: int = 0
    resting_until: float = 0.0  # monotonic
    last_success: TimestampS | None = None
    last_failure: TimestampS | None = None
    last_error: RemoteError | None = None


class NodePool:
    """An RpcCaller over the nodes of the chain `chain_id`. Safe to use from several threads.

    `on_change(identifier)` hears, in the caller's thread, of a node that began or stopped to work.
    """

    def __init__(
            self, chain_id: int, nodes: Iterable[Node], http: HttpClient, clock: Clock, *, on_change: Callable[[int], None] | None = None,
            monotonic: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.chain_id = chain_id
        self._http = http
        self._clock = clock
        self._on_change = on_change
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._members: tuple[_Member, ...] = ()
        self._retired_requests = 0
        self._next_last_resort = 0.0
        self.replace(nodes)

    # -- the interface of a node

    def call(self, method: str, params: list[object]) -> object:
        """The `result`. RpcError: the chain's answer is no. Another RemoteError: no node could answer."""
        return self._ask(lambda client: client.call(method, params))

    def batch(self, calls: Sequence[Call]) -> list[object]:
        """Results in order of the calls; a call that failed by itself is a RemoteError in its place, not raised.

        Calls that one node would not or could not answer are put to the others. Raises RemoteError if no node can be used.
        """
        results: list[object] = [None] * len(calls)
        open_calls = list(range(len(calls)))

        def put(client: JsonRpcClient) -> None:
            answers = client.batch([calls[i] for i in open_calls])
            for i, answer in zip(open_calls, answers, strict=True):
                results[i] = answer
            open_calls[:] = [i for i in open_calls if _is_elsewhere_better(results[i])]
            if open_calls:
                raise _PartlyDoneError(results[open_calls[0]])

        if calls:
            try:
                self._ask(put)
            except _PartlyDoneError:
                pass  # what is left keeps the error of the last node that was asked
            except RemoteError:
                if len(open_calls) == len(calls):
                    raise
        return results

    @property
    def request_count(self) -> int:
        """HTTP requests made so far."""
        return self._retired_requests + sum(member.client.request_count for member in self._members)

    # -- nodes

    @property
    def has_nodes(self) -> bool:
        return any(member.node.active for member in self._members)

    def replace(self, nodes: Iterable[Node]) -> None:
        """Other nodes from now on; one whose endpoint stays keeps what is known of it."""
        with self._lock:
            old = {member.node.endpoint: member for member in self._members}
            members = []
            for node in nodes:
                member = old.pop(node.endpoint, None) or _Member(node, JsonRpcClient(node.endpoint, self._http, is_pooled=True))
                member.node = node
                members.append(member)
            self._retired_requests += sum(member.client.request_count for member in old.values())
            self._members = tuple(members)

    def states(self) -> dict[int, NodeState]:
        """How each node is doing, by identifier."""
        now = self._monotonic()
        return {member.node.identifier: self._state(member, now) for member in self._members}

    def connect(self, identifier: int | None = None) -> dict[int, RemoteError | None]:
        """Ask one active node, or all side by side, anew: forgets rests. What is wrong with each by identifier, None: nothing."""
        chosen = [m for m in self._members if identifier in (None, m.node.identifier) and m.node.active]
        outcomes: dict[int, RemoteError | None] = {}

        def check(member: _Member) -> None:
            outcomes[member.node.identifier] = self._connect_member(member)

        threads = [threading.Thread(target=check, args=(member,), name='node', daemon=True) for member in chosen[1:]]
        for thread in threads:
            thread.start()
        if chosen:
            check(chosen[0])
        for thread in threads:
            thread.join()
        return outcomes

    def _connect_member(self, member: _Member) -> RemoteError | None:
        self._http.reset(member.node.endpoint)
        with self._lock:
            member.resting_until, member.failures, member.chain_id = 0.0, 0, None
        try:
            self._check_chain(member)
            member.is_archive = _keeps_history(member.client)
        except RemoteError as error:
            self._note_failure(member, error)
            return error
        self._note_success(member)
        return None

    # -- asking

    def _ask(self, put: Callable[[JsonRpcClient], Answer]) -> Answer:
        """The answer of the first node that gives one."""
        failure: RemoteError = self._no_node_error()
        for round_number in range(ROUNDS):
            for member in self._candidates():
                try:
                    self._check_chain(member)
                    answer = put(member.client)
                except RemoteError as error:
                    if isinstance(error, RpcError) and not _is_elsewhere_better(error):
                        self._note_success(member)
                        raise
                    self._note_failure(member, error)
                    failure = error if isinstance(failure, UnavailableError) or not isinstance(error, UnavailableError) else failure
                else:
                    self._note_success(member)
                    return answer
            wait_seconds = self._short_wait_seconds()
            if wait_seconds is None or round_number == ROUNDS - 1:
                break
            self._sleep(wait_seconds)
        raise failure

    def _short_wait_seconds(self) -> float | None:
        """How long until a node that only wants fewer requests can be asked again; None if that is too long to wait for."""
        now = self._monotonic()
        with self._lock:
            limited = [m for m in self._members if m.node.active and m.failures and isinstance(m.last_error, RateLimitedError)]
        waits = [member.resting_until - now for member in limited]
        soonest = min(waits, default=None)
        return max(soonest, 0.0) + 0.02 if soonest is not None and soonest <= SHORT_WAIT_SECONDS else None

    def _candidates(self) -> list[_Member]:
        """Whom to ask, in order: the owned ones, then the others by weighted chance; if all rest, now and then one of them."""
        now = self._monotonic()
        with self._lock:
            usable = [m for m in self._members if m.node.active]
            rested = [m for m in usable if m.resting_until <= now]
            if not rested and usable and now >= self._next_last_resort:
                self._next_last_resort = now + LAST_RESORT_SECONDS
                candidates = [m for m in usable if not isinstance(m.last_error, WrongChainError | AuthRejectedError)]
                return sorted(candidates, key=lambda m: (not m.node.owned, m.resting_until))[:1]
        return sorted(rested, key=lambda m: (not m.node.owned, -_lot(m.node.weight)))

    def _check_chain(self, member: _Member) -> None:
        if member.chain_id == self.chain_id:
            return
        with member.check_lock:
            if member.chain_id == self.chain_id:
                return
            found = Payload(member.client.call('eth_chainId', []), member.client.source, 'eth_chainId').quantity()
            member.chain_id = found
            if found != self.chain_id:
                raise WrongChainError(member.client.source, self.chain_id, found)

    # -- what became of it

    def _note_success(self, member: _Member) -> None:
        with self._lock:
            was_working = member.last_success is not None and member.failures == 0
            member.failures, member.resting_until, member.last_success = 0, 0.0, self._clock()
        if not was_working:
            self._announce(member)

    def _note_failure(self, member: _Member, error: RemoteError) -> None:
        if isinstance(error, _PartlyDoneError):
            error = error.cause
        with self._lock:
            was_resting = member.resting_until > self._monotonic()
            member.last_error, member.last_failure = error, self._clock()
            if isinstance(error, RpcError):
                return  # it works, it only doesn't have this
            member.failures += 1
            rest_seconds = _rest_seconds(error, member.failures)
            member.resting_until = max(member.resting_until, self._monotonic() + rest_seconds)
        if rest_seconds and not was_resting:
            self._announce(member)

    def _announce(self, member: _Member) -> None:
        if self._on_change is not None:
            self._on_change(member.node.identifier)

    def _no_node_error(self) -> UnavailableError:
        if not self.has_nodes:
            return UnavailableError('This chain has no active node.', code='no_node', chain_id=self.chain_id)
        return UnavailableError('No node of this chain works at the moment.', code='no_node_works', chain_id=self.chain_id)

    def _state(self, member: _Member, now: float) -> NodeState:
        rest = member.resting_until - now
        error = member.last_error
        return NodeState(
            status=_status(member, rest),
            is_ready=member.node.active and rest <= 0 and member.chain_id == self.chain_id,
            is_archive=member.is_archive,
            chain_id=member.chain_id,
            cooldown_until=TimestampS(self._clock() + int(rest) + 1) if rest > 0 else None,
            last_success=member.last_success,
            last_failure=member.last_failure,
            last_error_kind=error.error_code if error else None,
            last_error=error.message if error else None,
        )


class _PartlyDoneError(RemoteError):
    """Inside `batch`: a node left some calls without an answer."""

    def __init__(self, first: object) -> None:
        super().__init__('')
        self.cause = first if isinstance(first, RemoteError) else BadResponseError('')


def fetch_chain_id(endpoint: str, http: HttpClient) -> int:
    """The chain that the node behind an address serves, asked once. Raises RemoteError."""
    client = JsonRpcClient(endpoint, http, is_pooled=True)
    return Payload(client.call('eth_chainId', []), client.source, 'eth_chainId').quantity()


def _status(member: _Member, rest: float) -> RuntimeStatus:
    if not member.node.active:
        return 'inactive'
    if isinstance(member.last_error, WrongChainError) and member.failures:
        return 'wrong_chain'
    if rest > 0 or (member.failures and member.last_success is None):
        return 'cooling_down' if isinstance(member.last_error, RateLimitedError) else 'failed'
    return 'connected' if member.last_success is not None else 'unknown'


def _is_elsewhere_better(answer: object) -> bool:
    """Whether another node may answer what this one didn't. What a contract answered is the same everywhere."""
    return isinstance(answer, RemoteError) and (not isinstance(answer, RpcError) or answer.refusal in ('method_not_found', 'missing_state'))


def _rest_seconds(error: RemoteError, failures: int) -> float:
    if isinstance(error, WrongChainError):
        return WRONG_CHAIN_REST_SECONDS
    if isinstance(error, AuthRejectedError):
        return REFUSED_ACCESS_REST_SECONDS
    if isinstance(error, RateLimitedError):
        asked = error.retry_after_seconds or 0.0
        return min(LONGEST_REST_SECONDS, max(asked, 2.0 ** min(failures - 1, 8)))
    counted = failures if error.error_code in DEAD else failures - TOLERATED_FAILURES + 1
    return min(LONGEST_REST_SECONDS, FIRST_REST_SECONDS * 2 ** (min(counted, 8) - 1)) if counted > 0 else 0.0


def _lot(weight: Decimal) -> float:
    """A random number by which sorting picks each node first in proportion to its weight (Efraimidis and Spirakis, 2006)."""
    share = max(float(weight), 0.001)
    return float(random.random() ** (1 / share))


def _keeps_history(client: JsonRpcClient) -> bool:
    """Whether it knows a balance at the first block, which only archive nodes do."""
    try:
        client.call('eth_getBalance', ['0x0000000000000000000000000000000000000000', '0x1'])
    except RpcError:
        return False
    return True

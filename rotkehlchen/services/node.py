"""The RPC nodes of a profile: kept, checked, and pooled by chain."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, NamedTuple

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.errors import InputError, NotFoundError, RemoteError, StorageError
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.time import Clock, TimestampS
from rotkehlchen.net.address import parse_endpoint, split_url
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.net.node_pool import Node, NodePool, NodeState, fetch_chain_id
from rotkehlchen.services.chain import ChainService, check_text
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.rpc_node import RpcNode, RpcNodeRepository, endpoint_taken

log = logging.getLogger(__name__)

MAX_NAME_LENGTH: Final = 100
LONGEST_CONNECT_SECONDS: Final = 8.0  # a chain has several nodes: the next one is a better chance than a longer wait
QUICK_CHECK_SECONDS: Final = 2.0
UNREACHABLE: Final = 'node_unreachable'
WRONG_CHAIN: Final = 'node_wrong_chain'


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node and how it is doing, with the names that the API gives them.

    `last_error`: UTC seconds of the last failure; `cooldown_until`, `last_success_timestamp`: UTC seconds.
    """

    identifier: int
    name: str
    endpoint: str
    weight: Decimal
    owned: bool
    active: bool
    blockchain: str
    is_archive: bool
    runtime_status: str
    ready: bool
    cooldown_until: TimestampS | None
    last_error: TimestampS | None
    last_error_kind: str | None
    last_error_message: str | None
    last_success_timestamp: TimestampS | None


class ReconnectError(NamedTuple):
    name: str
    error: str


@dataclass(frozen=True, slots=True)
class NodeSummary:
    """Names of nodes by chain. `connected` has every chain that has nodes; the others only chains that have such a node."""

    connected: Mapping[str, list[str]] = field(default_factory=dict)
    failed: Mapping[str, list[str]] = field(default_factory=dict)
    cooling_down: Mapping[str, list[str]] = field(default_factory=dict)


def make_node_limits(limits: Callable[[], Limits]) -> Callable[[], Limits]:
    """The user's limits, with a shorter time to connect."""
    def shortened() -> Limits:
        given = limits()
        return replace(given, connect_seconds=min(given.connect_seconds, LONGEST_CONNECT_SECONDS))
    return shortened


class NodeService:
    """The nodes of the open profile. Safe to use from several threads.

    Nodes are contacted when a chain is first read, when one is added, and when the user asks to reconnect.
    """

    def __init__(
            self, chains: ChainService, nodes: RpcNodeRepository, http: HttpClient, issues: IssueLog, notifier: Notifier, clock: Clock,
            quick_check_seconds: float = QUICK_CHECK_SECONDS,
    ) -> None:
        self._chains = chains
        self._repository = nodes
        self._http = http
        self._issues = issues
        self._notifier = notifier
        self._clock = clock
        self._quick_check_seconds = quick_check_seconds
        self._pools: dict[str, NodePool] = {}
        self._lock = threading.Lock()
        self._reload_lock = threading.Lock()
        self._reported: set[str] | None = None  # subjects of open issues, so that a node that works costs no write
        self._closed = False
        chains.on_change(self._forget_removed_chains)

    def seed(self) -> None:
        """Give the profile the default nodes of chains that it has not been given yet. What the user deletes stays deleted."""
        seeded = self._repository.load_seeded()
        missing = {
            chain.id: [RpcNode(chain.id, node.name, node.endpoint, owned=False, weight=node.weight, active=True) for node in chain.nodes]
            for chain in self._chains.all() if chain.id not in seeded and not chain.is_user_added
        }
        if missing:
            self._repository.seed(missing, seeded)

    def close(self) -> None:
        """Report nothing any more: the profile is being closed."""
        self._closed = True

    # -- pools

    def pool_of(self, chain: str) -> NodePool:
        """The pool of a chain, the same one as long as the chain exists. Raises InputError for an unknown one."""
        pool = self._pools.get(chain)
        if pool is not None:
            return pool
        info = self._chains.get(chain)
        nodes = self._repository.load(chain)
        with self._lock:
            if chain not in self._pools:
                self._pools[chain] = NodePool(
                    info.chain_id, map(_to_pool_node, nodes), self._http, self._clock,
                    on_change=lambda node: self._node_changed(chain, node))
            return self._pools[chain]

    def has_nodes(self, chain: str) -> bool:
        """Whether the chain has an active node."""
        return self.pool_of(chain).has_nodes

    # -- list

    def load(self, chain: str) -> list[NodeView]:
        """The nodes of a chain in the order in which they were added. Raises InputError for an unknown chain."""
        states = self.pool_of(chain).states()
        return [_view(node, states.get(node.identifier)) for node in self._repository.load(chain)]

    def summary(self) -> NodeSummary:
        """Which nodes work, which don't, which rest, by chain."""
        connected: dict[str, list[str]] = {}
        failed: dict[str, list[str]] = {}
        cooling: dict[str, list[str]] = {}
        known = {chain.id for chain in self._chains.all()}
        for node in self._repository.load():
            if node.chain not in known:
                continue
            pool = self._pools.get(node.chain)
            state = pool.states().get(node.identifier) if pool is not None else None
            names = connected.setdefault(node.chain, [])
            if state is None or state.status in ('unknown', 'inactive'):
                continue
            if state.status == 'connected':
                names.append(node.name)
            elif state.status == 'cooling_down':
                cooling.setdefault(node.chain, []).append(node.name)
            else:
                failed.setdefault(node.chain, []).append(node.name)
        return NodeSummary(connected, failed, cooling)

    # -- changes

    def add(self, node: RpcNode) -> int:
        """Store a node and return its identifier.

        A node that serves another chain is refused if it says so soon; one that cannot be reached is kept, as it may be
        down just now, and reported. Raises InputError, ConflictError; each names its field.
        """
        chain = self._chains.get(node.chain)
        checked = self._check(node)
        if checked.active:
            self._refuse_wrong_chain(chain, checked.endpoint)
        identifier = self._repository.add(checked)
        self._reload(chain.id)
        if checked.active:
            self._connect_in_background(chain.id, identifier)
        return identifier

    def edit(self, node: RpcNode) -> None:
        """Replace the node of the same identifier. Raises as `add`, and NotFoundError."""
        chain = self._chains.get(node.chain)
        stored = self._stored(chain.id, node.identifier)
        checked = self._check(node)
        if checked.active and checked.endpoint != stored.endpoint:
            self._refuse_wrong_chain(chain, checked.endpoint)
        self._repository.update(checked)
        self._settle(chain.id, node.identifier)
        self._reload(chain.id)
        if checked.active:
            self._connect_in_background(chain.id, node.identifier)

    def delete(self, chain: str, identifier: int) -> None:
        """Raises InputError for an unknown chain, NotFoundError."""
        self._chains.get(chain)
        self._repository.delete(chain, identifier)
        self._settle(chain, identifier)
        self._reload(chain)

    def reconnect(self, chain: str, identifier: int | None = None) -> list[ReconnectError]:
        """Check one node, or all active ones, now; what is wrong with them. Raises InputError, NotFoundError."""
        pool = self.pool_of(chain)
        names = {node.identifier: node.name for node in self._repository.load(chain)}
        if identifier is not None:
            self._stored(chain, identifier)
        outcomes = pool.connect(identifier)
        for number, error in outcomes.items():
            if error is not None:
                self._node_changed(chain, number)
        return [ReconnectError(names.get(number, ''), error.message) for number, error in sorted(outcomes.items()) if error is not None]

    # -- checks

    def _check(self, node: RpcNode) -> RpcNode:
        name = check_text(node.name, 'name', MAX_NAME_LENGTH)
        if not node.weight.is_finite() or not 0 <= node.weight <= 100:
            raise InputError('weight must be a percentage from 0 to 100', field='weight')
        checked = replace(node, name=name, endpoint=parse_endpoint(node.endpoint))
        twins = (known for known in self._repository.load(node.chain) if known.identifier != node.identifier)
        if any(_comparable(known.endpoint) == _comparable(checked.endpoint) for known in twins):
            raise endpoint_taken(checked)
        return checked

    def _refuse_wrong_chain(self, chain: ChainInfo, endpoint: str) -> None:
        """Raise InputError if the node says within a short time that it serves another chain."""
        found: list[int] = []

        def ask() -> None:
            try:
                found.append(fetch_chain_id(endpoint, self._http))
            except RemoteError as error:
                log.info('%s did not tell its chain: %s', error.source, error.error_code)

        thread = threading.Thread(target=ask, name='node', daemon=True)
        thread.start()
        thread.join(self._quick_check_seconds)
        if found and found[0] != chain.chain_id:
            raise InputError(
                f'endpoint: this node serves chain {found[0]}, but {chain.name} is chain {chain.chain_id}', field='endpoint',
                code='wrong_chain_id', expected=chain.chain_id, found=found[0])

    def _connect_in_background(self, chain: str, identifier: int) -> None:
        def connect() -> None:
            try:
                outcome = self.pool_of(chain).connect(identifier)
                if outcome.get(identifier) is not None:
                    self._node_changed(chain, identifier)
            except (StorageError, InputError):
                pass  # the profile was closed or the chain removed meanwhile
        threading.Thread(target=connect, name='node', daemon=True).start()

    # -- what nodes do

    def _node_changed(self, chain: str, identifier: int) -> None:
        """A node began or stopped to work. Only what the user can mend is an issue: public nodes come and go."""
        if self._closed:
            return
        pool = self._pools.get(chain)
        state = pool.states().get(identifier) if pool is not None else None
        if state is None:
            return
        try:
            self._report(chain, identifier, state)
        except StorageError as error:
            log.warning('the state of a node could not be kept: %s', error)
        self._notifier.data_changed('nodes')

    def _report(self, chain: str, identifier: int, state: NodeState) -> None:
        if state.status == 'connected':
            self._settle(chain, identifier)
            return
        node = next((one for one in self._repository.load(chain) if one.identifier == identifier), None)
        if node is None:
            return
        subject, params = f'{chain}:{identifier}', {'chain': chain, 'name': node.name}
        if state.status == 'wrong_chain':
            self._issues.settle(UNREACHABLE, [subject])
            expected = self._chains.get(chain).chain_id
            self._open_subjects().add(subject)
            self._issues.put(WRONG_CHAIN, subject, Severity.ERROR, {**params, 'expected': expected, 'found': state.chain_id}, 'edit_nodes')
        elif state.status == 'failed' and node.owned:
            self._open_subjects().add(subject)
            self._issues.put(UNREACHABLE, subject, Severity.WARNING, {**params, 'error': state.last_error}, 'edit_nodes')

    def _settle(self, chain: str, identifier: int) -> None:
        subject = f'{chain}:{identifier}'
        if subject in self._open_subjects():
            for kind in (UNREACHABLE, WRONG_CHAIN):
                self._issues.settle(kind, [subject])
            self._open_subjects().discard(subject)

    def _open_subjects(self) -> set[str]:
        if self._reported is None:
            self._reported = self._issues.open_subjects(UNREACHABLE) | self._issues.open_subjects(WRONG_CHAIN)
        return self._reported

    # -- parts

    def _stored(self, chain: str, identifier: int) -> RpcNode:
        found = next((node for node in self._repository.load(chain) if node.identifier == identifier), None)
        if found is None:
            raise NotFoundError(f'identifier: {chain} has no node {identifier}.', field='identifier', identifier=identifier)
        return found

    def _reload(self, chain: str) -> None:
        pool = self._pools.get(chain)
        if pool is not None:
            with self._reload_lock:  # of two changes at once, the later one must be what the pool is left with
                pool.replace(map(_to_pool_node, self._repository.load(chain)))
        self._notifier.data_changed('nodes')

    def _forget_removed_chains(self) -> None:
        known = {chain.id for chain in self._chains.all()}
        with self._lock:
            self._pools = {chain: pool for chain, pool in self._pools.items() if chain in known}


def _to_pool_node(node: RpcNode) -> Node:
    return Node(node.identifier, node.name, node.endpoint, node.weight, node.owned, node.active)


def _view(node: RpcNode, state: NodeState | None) -> NodeView:
    return NodeView(
        identifier=node.identifier, name=node.name, endpoint=node.endpoint, weight=node.weight, owned=node.owned, active=node.active,
        blockchain=node.chain,
        is_archive=state is not None and state.is_archive,
        runtime_status=state.status if state is not None else 'unknown',
        ready=state is not None and state.is_ready,
        cooldown_until=state.cooldown_until if state is not None else None,
        last_error=state.last_failure if state is not None else None,
        last_error_kind=state.last_error_kind if state is not None else None,
        last_error_message=state.last_error if state is not None else None,
        last_success_timestamp=state.last_success if state is not None else None,
    )


def _comparable(endpoint: str) -> str:
    """An address in the form by which two are the same: host in lower case, no slash at the end."""
    parts = split_url(endpoint)
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path.rstrip('/')).geturl() if parts is not None else endpoint

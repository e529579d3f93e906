"""An invented history of a few addresses, told by a fake indexer and a fake node in this process, and the real services over it."""

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.contracts.registry import SHIPPED, Registry
from rotkehlchen.core.errors import BadResponseError, RateLimitedError, UnavailableError
from rotkehlchen.core.ids import AssetId, to_checksum_address
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm.address_history import TRANSFER_SINGLE
from rotkehlchen.net.evm.transfer_log import TRANSFER
from rotkehlchen.net.jsonrpc import RpcError
from rotkehlchen.services.evm_chain import EvmChainDirectory
from rotkehlchen.services.indexer import IndexerDirectory
from rotkehlchen.services.internal_repair import InternalRepair
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.transaction import TransactionParts, TransactionService
from rotkehlchen.services.transaction_fact import TransactionFacts
from rotkehlchen.services.transaction_sync import AccountWord, TransactionSyncService
from rotkehlchen.storage.account import Account, AccountRepository
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.evm_transaction import EvmTransactionRepository
from rotkehlchen.storage.internal_problem import InternalProblemRepository
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.transaction_range import TransactionRangeRepository

GENESIS = 1_600_000_000
BLOCK_SECONDS = 12
STRANGER, TOKEN = '0x' + '5a' * 20, '0x' + '70' * 20
OWNERS = ['0x' + 'a1' * 20, '0x' + 'b2' * 20]
PAGE_ROWS = 5
ETH = AssetId('ETH')


@dataclass
class Made:
    """One transaction of the invented chain. `rows`: by kind of listing, how many rows of it concern an address."""

    tx_hash: str
    block: int
    kind: str
    owner: str
    transaction: dict[str, Any]
    receipt: dict[str, Any]
    internal: list[dict[str, str]]


@dataclass
class InventedChain:
    """`visible_until`: what the indexer has seen so far; `newest`: what the node has."""

    chain_id: int
    newest: int
    made: list[Made] = field(default_factory=list)
    visible_until: int = 10**9

    def time_of(self, block: int) -> int:
        return GENESIS + BLOCK_SECONDS * block

    def of_owner(self, owner: str) -> list[Made]:
        return [one for one in self.made if one.owner == owner]


def invent(seed: int, chain_id: int = 1, newest: int = 3_000, count: int = 24) -> InventedChain:
    """Transactions of all kinds, some blocks with more of them than a page has rows."""
    chance = random.Random(seed)
    chain = InventedChain(chain_id, newest)
    crowded = [chance.randrange(1, newest) for _ in range(3)]
    for number in range(count):
        block = chance.choice(crowded) if chance.random() < 0.5 else chance.randrange(1, newest + 1)
        chain.made.append(_make(chance, chain, block, chance.choice(['normal', 'internal', 'token', 'nft', 'multi']), chance.choice(OWNERS), number))
    chain.made.sort(key=lambda one: one.block)
    return chain


def _make(chance: random.Random, chain: InventedChain, block: int, kind: str, owner: str, number: int) -> Made:
    tx_hash = f'0x{chain.chain_id:04x}{number:04x}{chance.getrandbits(224):056x}'
    sender = owner if kind == 'normal' else STRANGER
    topics = {
        'token': [TRANSFER, pad(STRANGER), pad(owner)], 'nft': [TRANSFER, pad(owner), pad(STRANGER), pad('0x7')],
        'multi': [TRANSFER_SINGLE, pad(STRANGER), pad(STRANGER), pad(owner)],
    }.get(kind)
    logs = [] if topics is None else [{
        'address': TOKEN, 'topics': topics, 'data': '0x' + '00' * 64, 'logIndex': '0x0', 'blockNumber': hex(block), 'transactionHash': tx_hash,
    }]
    internal = [{'from': TOKEN, 'to': owner, 'value': str(one + 1), 'isError': '0'} for one in range(chance.randrange(1, 3))] if kind == 'internal' else []
    transaction = {
        'hash': tx_hash, 'blockNumber': hex(block), 'from': sender, 'to': STRANGER, 'value': hex(number) if kind == 'normal' else '0x0', 'gas': '0x5208',
        'nonce': '0x0', 'input': '0x', 'chainId': hex(chain.chain_id), 'gasPrice': '0x1',
    }
    receipt = {
        'transactionHash': tx_hash, 'blockNumber': hex(block), 'gasUsed': '0x5208' if kind == 'normal' else '0x9999', 'logs': logs, 'status': '0x1',
        'effectiveGasPrice': '0x1', 'contractAddress': None,
    }
    return Made(tx_hash, block, kind, owner, transaction, receipt, internal)


def pad(address: str) -> str:
    return '0x' + address[2:].rjust(64, '0')


class FakeIndexer:
    """Answers like Etherscan's version 2 for every chain. `fault(params)` may raise, or give another answer."""

    def __init__(self, chains: Mapping[int, InventedChain]) -> None:
        self.chains = chains
        self.asked: list[dict[str, str]] = []
        self.fault: Callable[[dict[str, str], Any], Any] = lambda _params, answer: answer

    def get_json(self, url: str, *, params: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> object:
        params = dict(params or {})
        params.setdefault('chainid', ''.join(re.findall(r'/evm/(\d+)/', url)))  # Routescan has it in the path
        self.asked.append(params)
        return self.fault(params, self.answer(params))

    def get_text(self, url: str) -> str:
        raise AssertionError('nobody asks for text')

    def close(self) -> None:
        pass

    def answer(self, params: Mapping[str, str]) -> Any:
        chain = self.chains[int(params['chainid'])]
        if params['module'] == 'proxy':
            return {'jsonrpc': '2.0', 'id': 1, 'result': FakeNode(chain).result(params['action'], [params.get('txhash') or params.get('tag')])}
        if 'txhash' in params:
            return rows_answer([dict(row) for one in chain.made if one.tx_hash == params['txhash'] for row in one.internal])
        kind = {'txlist': 'normal', 'txlistinternal': 'internal', 'tokentx': 'token', 'tokennfttx': 'nft', 'token1155tx': 'multi'}[params['action']]
        first, last = int(params['startblock']), min(int(params['endblock']), chain.visible_until)
        found = [
            {'hash': one.tx_hash, 'blockNumber': str(one.block), 'timeStamp': str(chain.time_of(one.block)), 'value': row.get('value', '0'), 'isError': '0'}
            for one in chain.of_owner(params['address'].lower()) if one.kind == kind and first <= one.block <= last
            for row in (one.internal if kind == 'internal' else [{}])
        ]
        size, page = int(params['offset']), int(params['page'])
        return rows_answer(found[size * (page - 1):size * page])


def rows_answer(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {'status': '1' if rows else '0', 'message': 'OK' if rows else 'No transactions found', 'result': list(rows)}


class FakeNode:
    """A node that knows blocks and transactions, logs if `has_logs`, and no traces."""

    def __init__(self, chain: InventedChain, *, has_logs: bool = True) -> None:
        self.chain = chain
        self.has_logs = has_logs
        self.fault: Callable[[str, Any], Any] = lambda _method, answer: answer

    def call(self, method: str, params: list[Any]) -> object:
        answer = self.fault(method, self._answer(method, params))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def batch(self, calls: Sequence[tuple[str, list[Any]]]) -> list[object]:
        self.fault('batch', None)
        return [self.fault(method, self._answer(method, params)) for method, params in calls]

    def _answer(self, method: str, params: list[Any]) -> Any:
        if method == 'eth_getLogs' and self.has_logs:
            return self._logs(params[0])
        if method in ('eth_blockNumber', 'eth_getTransactionByHash', 'eth_getTransactionReceipt', 'eth_getBlockByNumber'):
            return self.result(method, params)
        return RpcError('no such method', 'method_not_found', source='node', rpc_code=-32601)

    def result(self, method: str, params: list[Any]) -> Any:
        if method == 'eth_blockNumber':
            return hex(self.chain.newest)
        if method == 'eth_getBlockByNumber':
            return {'number': params[0], 'timestamp': hex(self.chain.time_of(int(params[0], 16)))}
        found = next((one for one in self.chain.made if one.tx_hash == params[0]), None)
        return None if found is None else found.transaction if method == 'eth_getTransactionByHash' else found.receipt

    def _logs(self, criteria: dict[str, Any]) -> list[dict[str, Any]]:
        first, last = int(criteria['fromBlock'], 16), int(criteria['toBlock'], 16)
        wanted = criteria['topics']
        return [
            log for one in self.chain.made for log in one.receipt['logs']
            if first <= one.block <= last and len(log['topics']) >= len(wanted)
            and all(want is None or topic in (want if isinstance(want, list) else [want]) for want, topic in zip(wanted, log['topics'], strict=False))
        ]


class Waiting:
    """Makes no events: what is stored waits to be decoded."""

    def decode_new(self, chain: str, job: Job) -> int:
        return 0

    def decode_named(self, chain: str, hashes: Collection[str], job: Job) -> int:
        return 0

    def decode_all(self, chain: str, job: Job, *, forget_failures: bool = False) -> int:
        return 0

    def remove_groups(self, connection: Connection, groups: Collection[str]) -> None:
        pass

    def drop_edits(self, groups: Collection[str]) -> None:
        pass


class CountingDecoder(Waiting):
    """Marks what is stored as decoded, and keeps its hashes."""

    def __init__(self, transactions: EvmTransactionRepository) -> None:
        self._transactions = transactions
        self.decoded: list[str] = []

    def decode_new(self, chain: str, job: Job) -> int:
        return self._decode(self._transactions.iter_stored(chain, undecoded_only=True, batch=7))

    def decode_named(self, chain: str, hashes: Any, job: Job) -> int:
        return self._decode(self._transactions.iter_stored(chain, hashes=hashes))

    def _decode(self, batches: Any) -> int:
        count = 0
        for batch in batches:
            self._transactions.mark_decoded([one.id for one in batch], '1')
            self.decoded += [one.tx_hash for one in batch]
            count += len(batch)
        return count


def small_pages(folder: Path) -> Registry:
    """The shipped indexers, with pages of few rows."""
    for source in (SHIPPED / 'indexers').glob('*/*.*'):
        if source.suffix in ('.py', '.toml'):
            target = folder / 'indexers' / source.parent.name / source.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(re.sub(r'page_rows = \d+', f'page_rows = {PAGE_ROWS}', source.read_text()))
    return Registry(folder)


@dataclass(frozen=True)
class ChainFact:
    id: str
    chain_id: int
    native_asset: AssetId = ETH
    native_decimals: int = 18
    multicall3: str | None = None


class HistoryWorld:
    """The services of transactions over invented chains. `order`: indexers by chain, none if empty."""

    def __init__(
            self, database: Database, registry: Registry, chains: Mapping[str, InventedChain], client: Any, nodes: Mapping[str, Any],
            order: Sequence[str] = ('etherscan', 'routescan'), clock: Callable[[], TimestampS] = lambda: TimestampS(1_750_000_000),
    ) -> None:
        self.database = database
        self.messages: list[tuple[str, Any]] = []
        notifier = Notifier()
        notifier.listen(lambda kind, data: self.messages.append((kind, data)))
        facts = [ChainFact(name, chain.chain_id) for name, chain in chains.items()]
        infos = [
            ChainInfo(name, name.title(), 'evm', 1, chain.chain_id, name, AssetId('ETH'), 18, None, None, None, 'ethereum', False, ())
            for name, chain in chains.items()
        ]
        self.indexers = IndexerDirectory(registry, lambda _infos: client, lambda _chain: order, lambda _indexer, _field: None, sleep=lambda _s: None)
        self.transactions = EvmTransactionRepository(database)
        self.ranges = TransactionRangeRepository(database)
        self.problems = InternalProblemRepository(database)
        self.accounts = AccountRepository(database)
        self.issues = IssueRepository(database)
        self.decoder = CountingDecoder(self.transactions)
        self.parts = TransactionParts(
            self.transactions, self.problems, self.accounts, EvmChainDirectory(lambda: facts, lambda chain: nodes[chain]), lambda: infos,
            TransactionFacts(self.indexers), self.decoder, self.decoder, IssueLog(self.issues, notifier, clock), notifier, clock,
        )
        self.service = TransactionService(self.parts)
        self.repair = InternalRepair(self.parts, self.service)
        self.sync = TransactionSyncService(self.parts, self.service, self.ranges, self.indexers)

    def track(self, chain: str, *owners: str) -> None:
        self.accounts.add(Account(chain, to_checksum_address(one), None, (), TimestampS(0)) for one in owners)

    def query(self, *accounts: AccountWord, job: Job | None = None, **options: Any) -> Any:
        return self.sync.query(accounts or None, job or QuietJob(), **options)

    def chain_time(self, chain: str, block: int) -> int:
        found = self.parts.chains.find(chain)
        assert found is not None
        return found.client.block_timestamp(block)

    def stored(self, chain: str) -> dict[str, Any]:
        return {one.tx_hash: one for batch in self.transactions.iter_stored(chain, batch=9) for one in batch}

    def open_issues(self) -> set[tuple[str, str]]:
        return {(stored.issue.kind, stored.issue.subject) for stored in self.issues.load_open()}


FAULTS: Sequence[Callable[[Any], Any]] = (
    lambda _answer: _raise(UnavailableError('down', source='indexer.test')),
    lambda _answer: _raise(BadResponseError('<html>', source='indexer.test', code='not_json')),
    lambda _answer: _raise(RateLimitedError('slower', source='indexer.test')),
    lambda _answer: {'status': '0', 'message': 'NOTOK', 'result': 'Max calls per sec rate limit reached (3/sec)'},
    lambda _answer: {'status': '0', 'message': 'NOTOK', 'result': None},
    lambda _answer: {'status': '0', 'message': 'Query Timeout occured. Please select a smaller result dataset', 'result': []},
    lambda _answer: {'status': '2', 'message': 'Internal transactions have not been processed yet', 'result': []},
    lambda _answer: '<html><body>502</body></html>',
    lambda _answer: None,
)


def _raise(error: Exception) -> Any:
    raise error

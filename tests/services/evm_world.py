"""The services of accounts and balances wired over real chains and a real database, for their tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from demo.local_chain import Contract
from rotkehlchen.core.ids import AssetId, EvmAddress, evm_token_id, to_checksum_address
from rotkehlchen.net.evm.client import MULTICALL3, EvmClient
from rotkehlchen.net.evm.rpc import RpcCaller
from rotkehlchen.services.account import AccountInput, AccountParts, AccountService
from rotkehlchen.services.chain_balance import ChainBalanceParts, ChainBalanceService
from rotkehlchen.services.debt_token import find_debts
from rotkehlchen.services.ens import EnsService
from rotkehlchen.services.evm_chain import EvmChain, EvmChainDirectory
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.tag import TagService
from rotkehlchen.services.token_detection import TokenDetectionService
from rotkehlchen.services.token_directory import AssetTokenDirectory
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.chain_balance import ChainBalanceRepository
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.detected_token import DetectedTokenRepository
from rotkehlchen.storage.ens_name import EnsNameRepository
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.tag import TagRepository
from tests.conftest import FixedClock

ETH = AssetId('ETH')


@dataclass(frozen=True)
class Facts:
    id: str
    chain_id: int
    native_asset: AssetId = ETH
    native_decimals: int = 18
    multicall3: str | None = MULTICALL3


class TokenList(AssetTokenDirectory):
    """The tokens of a real, empty asset database, to be filled by a test."""

    def __init__(self, assets: AssetRepository) -> None:
        super().__init__(assets)
        self.assets = assets

    def know(self, chain_id: int, token: Contract, decimals: int, *, name: str = 'Known', symbol: str = 'KNW') -> AssetId:
        asset = evm_token_id(chain_id, token.address)
        self.save_chain_token(asset, name=name, symbol=symbol, decimals=decimals)
        return asset


class World:
    def __init__(self, databases: tuple[Database, Database], clock: FixedClock, chains: Mapping[str, tuple[int, RpcCaller]]) -> None:
        database, global_database = databases
        self.clock = clock
        self.rpcs = {chain: rpc for chain, (_, rpc) in chains.items()}
        self.facts = [Facts(chain, chain_id) for chain, (chain_id, _) in chains.items()]
        self.tokens = TokenList(AssetRepository(global_database))
        self.ignored: set[str] = set()
        self.messages: list[tuple[str, Any]] = []
        self.notifier = Notifier()
        self.notifier.listen(lambda kind, data: self.messages.append((kind, data)))
        self.accounts_stored = AccountRepository(database)
        self.balances_stored = ChainBalanceRepository(database)
        self.detections = DetectedTokenRepository(database)
        self.issues_stored = IssueRepository(database)
        self.tags = TagService(TagRepository(database), self.notifier)
        self.issues = IssueLog(self.issues_stored, self.notifier, clock)
        self.chains = EvmChainDirectory(lambda: self.facts, lambda chain: self.rpcs[chain])
        self.metadata = TokenMetadataService(self.chains, self.tokens, self.issues, self.notifier)
        self.detector = TokenDetectionService(
            self.chains, self.accounts_stored, self.detections, self.metadata, self.issues, self.notifier, clock,
        )
        self.names_stored = EnsNameRepository(database)
        self.ens = EnsService(self.chains, self.names_stored, self.notifier, clock)
        self.balances = ChainBalanceService(ChainBalanceParts(
            self.chains, self.accounts_stored, self.balances_stored, self.detections, self.detector, self.metadata,
            self.issues, self.notifier, clock, lambda: self.ignored, partial(find_debts, AssetRepository(global_database)),
        ))
        self.accounts = AccountService(AccountParts(
            self.accounts_stored, self.chains, lambda kind: [facts.id for facts in self.facts] if kind == 'evm' else [],
            self.tags, self.ens, self.metadata, self.issues, self.notifier, clock,
        ))

    def track(self, chain: str, *addresses: str) -> None:
        self.accounts.track(chain, [AccountInput(address) for address in addresses])

    def open_issues(self) -> set[tuple[str, str]]:
        return {(stored.issue.kind, stored.issue.subject) for stored in self.issues_stored.load_open()}

    def chain(self, name: str) -> EvmChain:
        found = self.chains.find(name)
        assert found
        return found

    def client(self, name: str) -> EvmClient:
        return self.chain(name).client


class RecordingJob:
    """A job that keeps what is reported, and cancels itself when `stop` says so."""

    def __init__(self, stop: Callable[[int], bool] = lambda _done: False) -> None:
        self.reports: list[tuple[int, int | None, str]] = []
        self._stop = stop
        self._stopped = False

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        self.reports.append((done, total, step))
        self._stopped = self._stopped or self._stop(done)

    def check(self) -> None:
        from rotkehlchen.core.progress import cancelled
        if self._stopped:
            raise cancelled()


def address_of(number: int) -> EvmAddress:
    return to_checksum_address(f'0x{number:040x}')

"""The ledger's services over a real encrypted database and a real EVM node: what is kept, what is hidden, gaps to the chain, old states."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from demo.local_chain import HttpRpc, LocalChain
from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.errors import BadResponseError, CancelledError, InputError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId, EvmAddress, to_checksum_address
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.time import TimestampMs, TimestampS
from rotkehlchen.ledger.posting import Account
from rotkehlchen.net.jsonrpc import RpcError
from rotkehlchen.services.ledger.book import LedgerBook
from rotkehlchen.services.ledger.onchain_balance import OnchainBalanceService
from rotkehlchen.services.ledger.rebasing import is_rebasing
from rotkehlchen.services.ledger.reconciliation import ReconciliationParts, ReconciliationService
from rotkehlchen.services.location import load_custodians
from rotkehlchen.services.valuation import Valuation
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.event_match import EventMatchRepository
from rotkehlchen.storage.history_event import DecodedGroup, HistoryEventRepository
from rotkehlchen.storage.ledger_event import LedgerEventRepository
from rotkehlchen.storage.manual_balance import ManualBalanceRepository
from tests.conftest import FixedClock
from tests.ledger.example import at_kraken, event
from tests.services.evm_world import RecordingJob, World

set_decimal_context()
ME = to_checksum_address('0x' + 'a1' * 20)
WALLET = Account('own', 'ethereum', ME)
ETHER = 10**18


class History:
    """Events written as an import writes them."""

    def __init__(self, database: Database) -> None:
        self.events = HistoryEventRepository(database, lambda one: one.type)
        self.matches = EventMatchRepository(database)
        self.book = LedgerBook(LedgerEventRepository(database), self.matches, load_custodians)

    def add(self, *events: HistoryEvent, hidden: str | None = None) -> list[int]:
        for number, one in enumerate(events):
            self.events.save_imported([DecodedGroup(one.group, one.timestamp, [replace(one, key=f'row:{number}')], hidden)])
        return [stored.identifier for one in events for stored in self.events.load_groups([one.group])]


@pytest.fixture
def history(user_database: Database) -> History:
    return History(user_database)


def mine(kind: str, amount: str, asset: str = 'ETH', **values: Any) -> HistoryEvent:
    return event(kind, amount, asset, **{'account': ME, **values})


# ---------------------------------------------------------------------- the book
def test_book_is_kept_until_the_history_changes(history: History) -> None:
    history.add(mine('receive/none', '2', time=1))
    first = history.book.load()
    assert history.book.load() is first
    history.add(mine('spend/none', '0.5', time=2))
    assert history.book.load().ledger.balance(WALLET, 'ETH') == Decimal('1.5')


def test_linking_two_events_makes_them_one_movement(history: History) -> None:
    left, came = history.add(at_kraken('withdrawal/remove asset', '1', time=1), mine('receive/none', '1', time=2))
    assert {one.account.kind for one in history.book.load().ledger.outside()} == {'unmatched', 'external'}
    history.matches.save([('asset_movement', left, came, 'confirmed', 'user', 100)])
    assert list(history.book.load().ledger.outside()) == []
    history.matches.save([('asset_movement', left, came, 'undone', 'user', 100)])
    assert len(list(history.book.load().ledger.outside())) == 2


def test_hidden_groups_are_left_out_and_remembered_beside(history: History) -> None:
    history.add(mine('receive/none', '2', time=1))
    history.add(mine('receive/none', '9', 'SPAM', time=2), hidden='spam_token')
    book = history.book.load()
    assert book.ledger.totals() == {'ETH': Decimal(2)}
    assert book.hidden == {('ethereum', ME, 'SPAM'): Decimal(9)}


def test_transactions_that_tell_no_gas_are_counted_by_account(history: History) -> None:
    history.add(mine('spend/none', '1', time=1), mine('spend/none', '1', time=2, group='paid'), at_kraken('spend/none', '1', time=3))
    history.events.save_imported([DecodedGroup('paid', TimestampMs(2), [
        mine('spend/none', '1', time=2, group='paid', key='a'), mine('spend/fee', '0.1', time=2, group='paid', counterparty='gas', key='b', position=1)])])
    assert history.book.load().without_gas == {('ethereum', ME): 1}


def test_events_count_in_the_order_of_time_group_and_position(history: History) -> None:
    history.add(mine('spend/none', '1', time=5, group='b'), mine('receive/none', '1', time=5, group='a'), mine('receive/none', '3', time=1, group='z'))
    track = history.book.load().ledger.tracks[WALLET, 'ETH']
    assert track.balances == [Decimal(3), Decimal(4), Decimal(3)]


def test_building_is_cancelled_between_portions_and_can_be_done_again(history: History) -> None:
    history.add(mine('receive/none', '2', time=1))

    class Cancelled(RecordingJob):
        def report(self, done: int, total: int | None = None, step: str = '') -> None:
            super().report(done, total, step)
            self.check()

    job = Cancelled(stop=lambda _done: True)
    with pytest.raises(CancelledError):
        history.book.load(job)
    assert job.reports == [(1, 1, 'ledger')]
    assert history.book.load().ledger.totals() == {'ETH': Decimal(2)}


# ---------------------------------------------------------------------- a real chain
@pytest.fixture(scope='module')
def mainnet() -> Iterator[LocalChain]:
    chain = LocalChain(1)
    chain.add_multicall3()
    yield chain
    chain.close()


@pytest.fixture
def world(user_database: Database, global_database: Database, clock: FixedClock, mainnet: LocalChain) -> Iterator[World]:
    rpc = mainnet.new_rpc()
    yield World((user_database, global_database), clock, {'eth': (1, rpc)})
    rpc.close()


class NoPrices:
    def known_prices(self, assets: Any, currency: str) -> dict[str, Decimal]:
        return {'ETH': Decimal(100)}

    def fetch_prices(self, assets: Any, currency: str, job: Any) -> dict[str, Decimal]:
        raise AssertionError('nobody is asked')


class Euro:
    main_currency = 'EUR'


class NoEvents:
    def add(self, events: Any) -> list[int]:
        raise AssertionError('nothing is added')


def reconciler(world: World, history: History, database: Database) -> ReconciliationService:
    return ReconciliationService(ReconciliationParts(
        history.book, world.balances, ManualBalanceRepository(database), world.tokens.assets, NoEvents(), Valuation(NoPrices(), Euro()), world.issues,
        lambda: world.ignored, load_custodians, lambda: {'eth': 'ETH'}, lambda word: word))


def test_gap_to_a_chain_is_as_of_its_reading_and_one_issue_counts_all(
        world: World, history: History, user_database: Database, mainnet: LocalChain, clock: FixedClock,
) -> None:
    mainnet.do('anvil_setBalance', ME, hex(3 * ETHER))
    token = mainnet.token('Known', 'KNW', 18)
    mainnet.mint(token, ME, 5 * ETHER)
    asset = world.tokens.know(1, token, 18)
    world.track('eth', ME)
    service = reconciler(world, history, user_database)
    unread = service.check(refresh=False)
    assert (unread.gaps, unread.unread) == ([], [('ethereum', ME)])  # never read is not zero
    history.add(mine('receive/none', '2', time=1000), mine('receive/none', '5', asset, time=1000), mine('receive/none', '7', time=clock() * 1000 + 5000))
    history.add(mine('mint/nft', '1', 'eip155:1/erc721:0x1/1', time=1000, group='nft'))
    found = service.check(RecordingJob(), refresh=True)
    (one,) = found.gaps
    assert (one.gap.location, one.gap.label, one.gap.asset, one.gap.ledger, one.gap.live, one.value) == (
        'ethereum', ME, 'ETH', Decimal(2), Decimal(3), Decimal(100))
    assert (found.agreeing, found.unread) == (1, [])
    assert found.unchecked == [('ethereum', ME, 'eip155:1/erc721:0x1/1')]
    assert ('balance_gaps', 'history') in world.open_issues()
    assert service.check(threshold=Decimal(101)).gaps == []
    history.add(mine('receive/none', '1', time=2000, group='found'))
    assert service.check(refresh=False).gaps == []
    assert ('balance_gaps', 'history') not in world.open_issues()


def test_token_that_the_chain_no_longer_holds_is_a_gap(world: World, history: History, user_database: Database, mainnet: LocalChain) -> None:
    token = mainnet.token('Gone', 'GON', 18)
    asset = world.tokens.know(1, token, 18)
    empty = to_checksum_address('0x' + 'b2' * 20)
    world.track('eth', empty)
    history.add(mine('receive/none', '2', asset, time=1000, account=empty))
    (one,) = reconciler(world, history, user_database).check(refresh=True).gaps
    assert (one.gap.asset, one.gap.live, one.gap.since) == (asset, Decimal(0), 'left_after')


def facts_of(world: World) -> list[ChainInfo]:
    return [
        ChainInfo(one.id, one.id, 'evm', 1, one.chain_id, 'ethereum', one.native_asset, 18, None, None, None, 'ethereum', False, ())
        for one in world.facts
    ]


def test_balance_at_a_past_time_comes_from_the_block_of_that_time(world: World, mainnet: LocalChain) -> None:
    holder, giver = EvmAddress(to_checksum_address('0x' + 'c7' * 20)), mainnet.owner
    token = mainnet.token('Old', 'OLD', 6)
    asset = world.tokens.know(1, token, 6)
    base = int(mainnet.do('eth_getBlockByNumber', 'latest', False)['timestamp'], 16)
    for number in range(1, 4):
        mainnet.do('evm_setNextBlockTimestamp', base + number * 1000)
        mainnet.transact(holder, sender=giver, value=number * ETHER)
        mainnet.do('evm_setNextBlockTimestamp', base + number * 1000 + 500)
        mainnet.mint(token, holder, number * 10**6)
    service = OnchainBalanceService(world.chains, lambda: facts_of(world), world.tokens.assets)

    def at(name: AssetId, seconds: int) -> Decimal:
        return service.find('ethereum', holder, name, TimestampS(base + seconds))

    eth = AssetId('ETH')
    assert [at(eth, seconds) for seconds in (999, 1000, 1999, 2000, 9000)] == [0, 1, 1, 3, 6]
    assert [at(asset, seconds) for seconds in (1499, 1500, 2500, 3500)] == [0, 1, 3, 6]
    genesis = TimestampS(int(mainnet.do('eth_getBlockByNumber', '0x0', False)['timestamp'], 16))
    assert service.find('eth', holder, asset, genesis) == 0  # the contract was not there yet
    with pytest.raises(InputError, match='did not exist'):
        service.find('ethereum', holder, eth, TimestampS(5))
    with pytest.raises(InputError, match='no EVM chain'):
        service.find('nowhere', holder, eth, TimestampS(base))
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)

    def forget(payload: Any) -> None:
        if payload['method'] in ('eth_getBalance', 'eth_call'):
            raise RpcError('missing trie node', 'missing_state', source='node', rpc_code=-32000)
    rpc.before = forget
    with pytest.raises(BadResponseError, match='archive') as raised:
        at(eth, 1000)
    assert raised.value.error_code == 'archive_node_needed'


@pytest.mark.parametrize(('asset', 'name', 'symbol', 'expected'), [
    ('eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84', 'Liquid staked Ether 2.0', 'stETH', True),
    ('eip155:1/erc20:0x98C23E9d8f34FEFb1B7BD6a91B7FF122F4e16F5c', 'Aave Ethereum USDC', 'aEthUSDC', True),
    ('eip155:42161/erc20:0xA5EDBDD9646f8dFF606d7448e414884C7d905dCA', 'Compound USDC', 'cUSDCv3', True),
    ('eip155:1/erc20:0x7Fc66500c84A76Ad7e9c93437bFc5Ac33E2DDaE9', 'Aave Token', 'AAVE', False), ('ETH', 'Ethereum', 'ETH', False),
])
def test_rebasing_tokens_are_known_by_contract_or_name(asset: str, name: str, symbol: str, expected: bool) -> None:
    assert is_rebasing(asset, name, symbol) is expected

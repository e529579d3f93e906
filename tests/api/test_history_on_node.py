"""Histories of real contracts on a real node: fetched, decoded and asked for as a user would, then held against the chain itself.

What events say must be what the logs and traces say moved, transaction by transaction; and what they add up to must be what the node
says that an account has. Names come from the registry and a registrar: the controllers that sell names are in no package.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from demo.local_chain import ZERO, Contract, call_data, keccak
from demo.protocol_chain import E18, FAR, FEE, MAX, ProtocolChain, many
from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from rotkehlchen.core.event import direction_of
from rotkehlchen.net.evm.ens import compute_namehash
from rotkehlchen.storage.global_db.connection import FOLDER
from tests.api.conftest import CHEAP, PASSWORD, Client, check_shape, configuration

ME: Final = '0xC0FFee0000000000000000000000000000C0FFEE'.lower()
FRIEND: Final = '0x' + 'f1' * 20
YEAR: Final = 365 * 86_400
FUNDS: Final = 1000 * E18
DOLLAR: Final = 10**6
TRANSFER: Final = '0x' + keccak(b'Transfer(address,address,uint256)').hex()
WRAPS: Final = {'0x' + keccak(b'Deposit(address,uint256)').hex(): 1, '0x' + keccak(b'Withdrawal(address,uint256)').hex(): -1}
ROUNDING: Final = 4  # of receipts that grow: a smallest unit for each time they were minted or burnt

Change = dict[tuple[str, str], Decimal]


@dataclass
class Played:
    """What a user did, by name: the hash of each transaction. `events`: as the API gives them, by hash."""

    chain: ProtocolChain
    hashes: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    owned: tuple[str, ...] = ()
    user: Client = field(init=False)

    def mark(self, name: str) -> None:
        """The newest transaction is what `name` says."""
        [self.hashes[name]] = self.chain.local.do('eth_getBlockByNumber', 'latest', False)['transactions']

    def send(self, name: str, contract: Contract, signature: str, *values: object, value: int = 0) -> None:
        contract.send(signature, *values, sender=ME, value=value)
        self.mark(name)

    def whole(self, name: str) -> list[dict[str, Any]]:
        return [one for one in self.events[self.hashes[name]] if one['counterparty'] != 'gas']

    def told(self, name: str) -> list[tuple[str, str, str, str, str | None]]:
        """(type, subtype, asset, amount, counterparty) of each event but gas and approvals. A token stands as its symbol."""
        return [
            (one['event_type'], one['event_subtype'], self.word(one['asset']), one['amount'], one['counterparty'])
            for one in self.whole(name) if one['event_subtype'] != 'approve'
        ]

    def word(self, asset: str) -> str:
        contract = contract_of(asset)
        return asset.upper() if contract is None else str(self.chain.read(contract, 'string', 'symbol()'))

    def decimals(self, token: str) -> int:
        return int(self.chain.read(token, 'uint8', 'decimals()'))

    def balance(self, account: str, asset: str, block: int) -> tuple[Decimal, Decimal]:
        """(smallest unit, what the account has of it after a block)."""
        contract = contract_of(asset)
        if contract is None:
            amount = int(self.chain.local.do('eth_getBalance', account, hex(block)), 16)
        else:
            amount = self.chain.read(contract, 'uint256', 'balanceOf(address)', account, block=block)
        unit = Decimal(1).scaleb(-18 if contract is None else 0 if 'erc721' in asset else -self.decimals(contract))
        return unit, amount * unit


def contract_of(asset: str) -> str | None:
    """None for the coin."""
    return asset.rpartition(':')[2].partition('/')[0] if ':' in asset else None


# ---------------------------------------------------------------------- what the user does
def play(played: Played) -> Contract:
    """Returns the user's Safe."""
    chain, local = played.chain, played.chain.local
    local.do('anvil_setBalance', ME, hex(FUNDS))
    chain.usdc.send('mint(address,uint256)', ME, 50_000 * DOLLAR)
    played.mark('dollars came')
    chain.dai.send('mint(address,uint256)', ME, 700 * E18)
    played.mark('dai came')
    _exchange_v2(played)
    _exchange_v3(played)
    _lend(played)
    safe = _use_safe(played)
    _use_names(played)
    return safe


def _exchange_v2(played: Played) -> None:
    chain, router, pair = played.chain, played.chain.router_v2, Contract(played.chain.local, played.chain.pair)
    weth, usdc = chain.weth.address, chain.usdc.address
    played.send('wrap', chain.weth, 'deposit()', value=20 * E18)
    played.send('unwrap', chain.weth, 'withdraw(uint256)', 5 * E18)
    played.send('approve v2', chain.usdc, 'approve(address,uint256)', router.address, MAX)
    played.send('sell ether', router, 'swapExactETHForTokens(uint256,address[],address,uint256)', 0, [weth, usdc], ME, FAR, value=2 * E18)
    played.send('buy ether', router, 'swapTokensForExactETH(uint256,uint256,address[],address,uint256)', E18, MAX // 2, [usdc, weth], ME, FAR)
    # More ether than the dollars want: the router sends the rest back.
    played.send('add v2', router, 'addLiquidityETH(address,uint256,uint256,uint256,address,uint256)', usdc, 3000 * DOLLAR, 0, 0, ME, FAR, value=4 * E18)
    played.send('approve pair', pair, 'approve(address,uint256)', router.address, MAX)
    played.send('remove v2', router, 'removeLiquidityETH(address,uint256,uint256,uint256,address,uint256)', usdc, 10**12, 0, 0, ME, FAR)


def _exchange_v3(played: Played) -> None:
    chain, router, positions = played.chain, played.chain.router_v3, played.chain.positions
    weth, usdc = chain.weth.address, chain.usdc.address
    single = 'exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))'
    for name, contract in (('approve v3', router), ('approve positions', positions)):
        played.send(name, chain.usdc, 'approve(address,uint256)', contract.address, MAX)
    played.send('sell dollars v3', router, single, (usdc, weth, FEE, ME, FAR, 900 * DOLLAR, 0, 0))
    # Ether comes wrapped to the router, which unwraps it: two calls in one.
    calls = many(call_data(single, (usdc, weth, FEE, ZERO, FAR, 600 * DOLLAR, 0, 0)), call_data('unwrapWETH9(uint256,address)', 0, ME))
    chain.local.transact(router.address, calls, sender=ME)
    played.mark('sell dollars for coin v3')
    chain.local.transact(positions.address, chain.position_call(ME, 3000 * DOLLAR, 2 * E18), sender=ME, value=2 * E18)
    played.mark('open position')
    token = chain.read(positions, 'uint256', 'tokenOfOwnerByIndex(address,uint256)', ME, 0)
    liquidity = 10**12
    played.send('decrease position', positions, 'decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))', (token, liquidity, 0, 0, FAR))
    played.send('collect position', positions, 'collect((uint256,address,uint128,uint128))', (token, ME, 2**128 - 1, 2**128 - 1))


def _lend(played: Played) -> None:
    chain, pool, local = played.chain, played.chain.pool, played.chain.local
    weth, usdc = chain.weth.address, chain.usdc.address
    played.send('approve pool', chain.weth, 'approve(address,uint256)', pool.address, MAX)
    played.send('approve pool usdc', chain.usdc, 'approve(address,uint256)', pool.address, MAX)
    played.send('supply', pool, 'supply(address,uint256,address,uint16)', weth, 10 * E18, ME, 0)
    played.send('borrow', pool, 'borrow(address,uint256,uint256,uint16,address)', usdc, 8000 * DOLLAR, 2, 0, ME)
    played.send('supply dollars', pool, 'supply(address,uint256,address,uint16)', usdc, 500 * DOLLAR, ME, 0)
    local.do('evm_increaseTime', YEAR)
    played.send('supply dollars again', pool, 'supply(address,uint256,address,uint16)', usdc, 100 * DOLLAR, ME, 0)
    played.send('repay a part', pool, 'repay(address,uint256,uint256,address)', usdc, 1000 * DOLLAR, 2, ME)
    played.send('repay all', pool, 'repay(address,uint256,uint256,address)', usdc, MAX, 2, ME)
    played.send('withdraw dollars', pool, 'withdraw(address,uint256,address)', usdc, MAX, ME)
    played.send('withdraw', pool, 'withdraw(address,uint256,address)', weth, 4 * E18, ME)


def _use_safe(played: Played) -> Contract:
    chain, local = played.chain, played.chain.local
    safe = chain.make_safe(ME, 1)
    played.mark('make safe')
    local.transact(safe.address, sender=ME, value=3 * E18)
    played.mark('fund safe')
    played.send('fund safe with dai', chain.dai, 'transfer(address,uint256)', safe.address, 300 * E18)
    chain.execute(safe, ME, FRIEND, E18)
    played.mark('safe sends ether')
    chain.execute(safe, ME, chain.dai.address, data=call_data('transfer(address,uint256)', FRIEND, 50 * E18))
    played.mark('safe sends dai')
    chain.execute(safe, ME, chain.weth.address, E18 // 2, call_data('deposit()'))
    played.mark('safe wraps')
    chain.execute(safe, ME, safe.address, data=call_data('addOwnerWithThreshold(address,uint256)', FRIEND, 1))
    played.mark('safe gets an owner')
    return safe


def _use_names(played: Played) -> None:
    chain = played.chain
    ens = chain.local.add_ens()
    registrar = chain.local.deploy('@ensdomains/ens/build/contracts/FIFSRegistrar.json', '(address,bytes32)', ens.registry.address, compute_namehash('eth'))
    ens.give('', 'eth', registrar.address)
    node = compute_namehash('coffee.eth')
    played.send('register a name', registrar, 'register(bytes32,address)', keccak(b'coffee'), ME)
    played.send('set a resolver', ens.registry, 'setResolver(bytes32,address)', node, ens.resolver.address)
    played.send('set an address', ens.resolver, 'setAddr(bytes32,address)', node, ME)
    played.send('set a text', ens.resolver, 'setText(bytes32,string,string)', node, 'url', 'https://coffee.example')
    played.send('name oneself', ens.registrar, 'setName(string)', 'coffee.eth')


# ---------------------------------------------------------------------- what the program makes of it
@pytest.fixture(scope='module')
def played(tmp_path_factory: pytest.TempPathFactory, filled_global_folder: Path) -> Iterator[Played]:
    """Everything played, fetched from the node alone and decoded with all rules."""
    chain = ProtocolChain()
    folder = tmp_path_factory.mktemp('history')
    shutil.copytree(filled_global_folder, folder / FOLDER)
    services = wire(configuration(folder), kdf_cost=CHEAP)
    try:
        made = Played(chain)
        made.owned = (ME, play(made).address.lower())
        with create_application(services, load_routes(), guard.Policy(4242, None), observe=check_shape).test_client() as flask_client:
            fetch(Client(flask_client), made)
            yield made
    finally:
        services.close()
        chain.close()


def fetch(user: Client, played: Played) -> None:
    user.result('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
    user.result('PUT', '/tasks/scheduler', {'enabled': False})
    for node in user.result('GET', '/blockchains/eth/nodes'):
        user.result('DELETE', '/blockchains/eth/nodes', {'identifier': node['identifier']})
    user.result('PUT', '/blockchains/eth/nodes', {'name': 'own', 'endpoint': played.chain.local.url, 'owned': True, 'weight': '100', 'active': True})
    user.result('PUT', '/external_services', {'services': [{'name': 'etherscan', 'url': 'http://127.0.0.1:9', 'api_key': 'none'}]})
    user.result('PUT', '/settings', {'settings': {'default_evm_indexer_order': ['etherscan']}})
    user.result('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': one} for one in played.owned]})
    user.result('POST', '/blockchains/transactions', {})
    assert user.result('GET', '/issues')['entries'] == []
    played.user, played.events = user, read(user)


def read(user: Client) -> dict[str, list[dict[str, Any]]]:
    """Events by hash."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in user.result('POST', '/history/events', {})['entries']:
        found.setdefault(row['entry']['tx_ref'], []).append(row['entry'])
    return found


# ---------------------------------------------------------------------- what comes out
TOLD: Final = {
    'dollars came': [('receive', 'none', 'USDC', '50000', None)],
    'wrap': [('deposit', 'deposit for wrapped', 'ETH', '20', 'weth'), ('receive', 'receive wrapped', 'WETH', '20', 'weth')],
    'unwrap': [('spend', 'return wrapped', 'WETH', '5', 'weth'), ('withdrawal', 'redeem wrapped', 'ETH', '5', 'weth')],
    'sell ether': [('trade', 'spend', 'ETH', '2', 'uniswap-v2'), ('trade', 'receive', 'USDC', '5865.050885', 'uniswap-v2')],
    'buy ether': [('trade', 'spend', 'USDC', '2920.99019', 'uniswap-v2'), ('trade', 'receive', 'ETH', '1', 'uniswap-v2')],
    'add v2': [
        ('withdrawal', 'refund', 'ETH', '2.979990096448140768', 'uniswap-v2'), ('deposit', 'deposit for wrapped', 'ETH', '4', 'uniswap-v2'),
        ('deposit', 'deposit for wrapped', 'USDC', '3000', 'uniswap-v2'), ('receive', 'receive wrapped', 'UNI-V2', '0.000055315092381586', 'uniswap-v2'),
    ],
    'remove v2': [
        ('spend', 'return wrapped', 'UNI-V2', '0.000001', 'uniswap-v2'), ('withdrawal', 'redeem wrapped', 'ETH', '0.018439992769340594', 'uniswap-v2'),
        ('withdrawal', 'redeem wrapped', 'USDC', '54.234746', 'uniswap-v2'),
    ],
    'sell dollars v3': [('trade', 'spend', 'USDC', '900', 'uniswap-v3'), ('trade', 'receive', 'WETH', '0.29820805969345687', 'uniswap-v3')],
    'sell dollars for coin v3': [('trade', 'spend', 'USDC', '600', 'uniswap-v3'), ('trade', 'receive', 'ETH', '0.197819244196650942', 'uniswap-v3')],
    'open position': [
        ('deposit', 'deposit for wrapped', 'ETH', '0.990104058230808678', 'uniswap-v3'), ('deposit', 'deposit for wrapped', 'USDC', '3000', 'uniswap-v3'),
        ('receive', 'receive wrapped', 'UNI-V3-POS', '1', 'uniswap-v3'),
    ],
    'decrease position': [],
    'collect position': [
        ('withdrawal', 'withdraw from protocol', 'USDC', '55.045295', 'uniswap-v3'),
        ('withdrawal', 'withdraw from protocol', 'WETH', '0.018166856802345843', 'uniswap-v3'),
    ],
    'supply': [
        ('informational', 'none', 'WETH', '0', 'aave-v3'),  # counts as collateral
        ('deposit', 'deposit for wrapped', 'WETH', '10', 'aave-v3'), ('receive', 'receive wrapped', 'aEthWETH', '10', 'aave-v3'),
    ],
    'borrow': [('receive', 'receive wrapped', 'variableDebtEthUSDC', '8000', 'aave-v3'), ('receive', 'generate debt', 'USDC', '8000', 'aave-v3')],
    'supply dollars': [
        ('informational', 'none', 'USDC', '0', 'aave-v3'),
        ('deposit', 'deposit for wrapped', 'USDC', '500', 'aave-v3'), ('receive', 'receive wrapped', 'aEthUSDC', '500', 'aave-v3'),
    ],
    'make safe': [('informational', 'create', 'ETH', '0', 'safe-multisig')],
    'fund safe': [('transfer', 'none', 'ETH', '3', None)],
    'fund safe with dai': [('transfer', 'none', 'DAI', '300', None)],
    'safe sends ether': [('spend', 'none', 'ETH', '1', None), ('informational', 'none', 'ETH', '0', 'safe-multisig')],
    'safe sends dai': [('spend', 'none', 'DAI', '50', None), ('informational', 'none', 'ETH', '0', 'safe-multisig')],
    'safe wraps': [
        ('informational', 'none', 'ETH', '0', 'safe-multisig'),
        ('deposit', 'deposit for wrapped', 'ETH', '0.5', 'weth'), ('receive', 'receive wrapped', 'WETH', '0.5', 'weth'),
    ],
    'safe gets an owner': [('informational', 'none', 'ETH', '0', 'safe-multisig')],
    **dict.fromkeys(('register a name', 'set a resolver', 'set an address', 'set a text'), [('informational', 'none', 'ETH', '0', 'ens')]),
    'name oneself': [('informational', 'none', 'ETH', '0', 'ens')] * 2,
}


@pytest.mark.parametrize('name', TOLD)
def test_events_of_real_contracts(name: str, played: Played) -> None:
    assert played.told(name) == TOLD[name]


def test_every_approval_is_told_once(played: Played) -> None:
    for name in ('approve v2', 'approve pair', 'approve v3', 'approve positions', 'approve pool', 'approve pool usdc'):
        [event] = played.whole(name)
        assert (event['event_type'], event['event_subtype'], event['location_label'].lower()) == ('informational', 'approve', ME)


def test_interest_of_a_year_is_told_apart(played: Played) -> None:
    """How long a year is on the node differs by a second or so: the words count, and that what is minted is amount and interest."""
    *_, paid, receipt, interest = played.told('supply dollars again')
    assert [one[:3] for one in (paid, receipt, interest)] == [
        ('deposit', 'deposit for wrapped', 'USDC'), ('receive', 'receive wrapped', 'aEthUSDC'), ('receive', 'interest', 'aEthUSDC')]
    assert (paid[3], receipt[3]) == ('100', '100')
    assert Decimal('0.5') < Decimal(interest[3]) < 1
    debt, paid = played.told('repay a part')
    assert (paid[:3], paid[3]) == (('spend', 'payback debt', 'USDC'), '1000')
    assert (debt[0], debt[2]) == ('spend', 'variableDebtEthUSDC')
    assert Decimal(800) < Decimal(debt[3]) < Decimal(950)  # less than was paid: the interest that had grown was minted in the same step
    for name, back, symbol in (('repay all', 'payback debt', 'variableDebtEthUSDC'), ('withdraw dollars', 'redeem wrapped', 'aEthUSDC')):
        moved = {(one[1], one[2]): Decimal(one[3]) for one in played.told(name) if Decimal(one[3])}
        assert moved.keys() == {('return wrapped', symbol), (back, 'USDC')}
        assert len(set(moved.values())) == 1


# ---------------------------------------------------------------------- value
def change_by_events(events: list[dict[str, Any]], *, with_gas: bool) -> Change:
    """By account and asset, both in lower case; zeros left out."""
    found: Change = defaultdict(Decimal)
    for one in events:
        if with_gas or one['counterparty'] != 'gas':
            asset, amount = one['asset'].lower(), Decimal(one['amount'])
            found[one['location_label'].lower(), asset] += {'in': 1, 'out': -1, 'neutral': 0}[direction_of(one['event_type'], one['event_subtype'])] * amount
            if one['event_type'] == 'transfer':
                found[one['address'].lower(), asset] += amount
    return {key: amount for key, amount in found.items() if amount}


def change_by_node(played: Played, tx_hash: str) -> Change:
    """What the node's traces and logs say, read here once more and not by the program."""
    found: Change = defaultdict(Decimal)

    def move(asset: str, sender: str, receiver: str, amount: Decimal) -> None:
        for account, sign in ((sender, -1), (receiver, 1)):
            if account in played.owned and amount:
                found[account, asset] += sign * amount

    for trace in played.chain.local.do('trace_transaction', tx_hash):
        action = trace['action']
        if action.get('callType') == 'call':
            move('eth', action['from'], action['to'], Decimal(int(action['value'], 16)).scaleb(-18))
    for log in played.chain.local.do('eth_getTransactionReceipt', tx_hash)['logs']:
        token, (topic, *sides) = log['address'].lower(), log['topics']
        sides = ['0x' + one[-40:] for one in sides[:2]]
        if topic == TRANSFER and len(log['topics']) == 4:
            move(f'eip155:1/erc721:{token}/{int(log["topics"][3], 16)}', *sides, Decimal(1))
        elif topic == TRANSFER or (topic in WRAPS and token == played.chain.weth.address.lower()):
            sides = sides if topic == TRANSFER else [ZERO, sides[0]][::WRAPS[topic]]
            move(f'eip155:1/erc20:{token}', *sides, Decimal(int(log['data'], 16)).scaleb(-played.decimals(token)))
    return {key: amount for key, amount in found.items() if amount}


def test_what_left_and_arrived_is_what_logs_and_traces_say(played: Played) -> None:
    assert played.events.keys() == set(played.hashes.values())
    for name, tx_hash in played.hashes.items():
        assert change_by_events(played.events[tx_hash], with_gas=False) == change_by_node(played, tx_hash), name


def test_what_events_add_up_to_is_what_the_node_says(played: Played) -> None:
    """After every transaction, of everything that it moved and of the coin: interest that grows unseen is told when it is next minted."""
    held: Change = defaultdict(Decimal, {(ME, 'eth'): Decimal(FUNDS).scaleb(-18)})
    for name, tx_hash in played.hashes.items():
        changed = change_by_events(played.events[tx_hash], with_gas=True)
        for key, amount in changed.items():
            held[key] += amount
        block = int(played.chain.local.do('eth_getTransactionReceipt', tx_hash)['blockNumber'], 16)
        for account, asset in {*changed, *((one, 'eth') for one in played.owned)}:
            unit, balance = played.balance(account, asset, block)
            tolerance = unit * (ROUNDING if played.word(asset).startswith(('aEth', 'variableDebt')) else 0)
            assert abs(held[account, asset] - balance) <= tolerance, (name, account, asset, held[account, asset], balance)


def test_decoding_again_without_a_node_tells_the_same(played: Played) -> None:
    """Whatever was asked of contracts is kept. The last test here: it takes the node away."""
    for node in played.user.result('GET', '/blockchains/eth/nodes'):
        played.user.result('DELETE', '/blockchains/eth/nodes', {'identifier': node['identifier']})
    number = len(played.hashes)
    assert played.user.result('POST', '/blockchains/transactions/decode', {'chain': 'eth', 'ignore_cache': True}) == {'decoded_tx_number': number}
    assert read(played.user) == played.events
    assert played.user.result('GET', '/issues')['entries'] == []

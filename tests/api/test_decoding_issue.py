"""What decoding can't know is said: tokens that lie about their decimals or do not answer, and a chain that can't be asked meanwhile."""

import json
import zlib
from collections.abc import Iterator
from typing import Any, Final
from urllib.request import Request, urlopen

import pytest

from demo.local_chain import Contract, LocalChain, keccak
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.services.container import AppServices
from tests.api.conftest import Client
from tests.net.local_server import LocalServer, Reply

ME: Final = '0x' + 'c0' * 20
TRANSFER: Final = keccak(b'Transfer(address,address,uint256)').hex()
ANSWERS: Final = {'lies': '7f' + 'ff' * 32 + '60005260206000f3', 'lies a little': '604e60005260206000f3', 'reverts': '60006000fd'}


def odd_token(chain: LocalChain, kind: str) -> Contract:
    """A contract that tells of a transfer of 1000 to whoever calls it with nothing, and gives one answer to every question."""
    given = '6103e8600052' + '33' + '6000' + '7f' + TRANSFER + '60206000a3' + '00'  # memory: 1000; LOG3(memory, topic, zero, caller)
    runtime = f'3660{4 + len(given) // 2:02x}57' + given + '5b' + ANSWERS[kind]  # asked something: jump behind what is given
    creation = f'0x61{len(runtime) // 2:04x}80600a5f395ff3' + runtime
    return Contract(chain, to_checksum_address(chain.transact(None, creation)['contractAddress']))


@pytest.fixture(scope='module')
def chain() -> Iterator[LocalChain]:
    local = LocalChain()
    local.add_multicall3()
    yield local
    local.close()


@pytest.fixture
def place(user: Client, chain: LocalChain) -> Iterator[Client]:
    """A profile that reads from the node alone: its explorer is down."""
    explorer = LocalServer(lambda _received: Reply(503, b'down'))
    user.result('PUT', '/tasks/scheduler', {'enabled': False})
    user.result('PUT', '/external_services', {'services': [{'name': 'etherscan', 'url': explorer.url, 'api_key': 'none'}]})
    user.result('PUT', '/settings', {'settings': {'default_evm_indexer_order': ['etherscan']}})
    use_node(user, chain.url)
    yield user
    explorer.close()


def use_node(user: Client, url: str | None) -> None:
    for node in user.result('GET', '/blockchains/eth/nodes'):
        user.result('DELETE', '/blockchains/eth/nodes', {'identifier': node['identifier']})
    if url is not None:
        user.result('PUT', '/blockchains/eth/nodes', {'name': 'own', 'endpoint': url, 'owned': True, 'weight': '100', 'active': True})


def issues_of(user: Client, kind: str) -> list[dict[str, Any]]:
    return [one for one in user.result('GET', '/issues')['entries'] if one['kind'] == kind]


def fetch(user: Client, chain: LocalChain, account: str, *contracts: Contract) -> None:
    """Have an account call contracts, and read its history."""
    chain.do('anvil_setBalance', account, hex(10**18))
    for contract in contracts:
        chain.transact(contract.address, sender=account)
    user.result('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': account}]})
    user.result('POST', '/blockchains/transactions', {})


def received(user: Client) -> dict[str, str]:
    """Amount by asset."""
    rows = user.result('POST', '/history/events', {'event_types': ['receive']})['entries']
    return {row['entry']['asset']: row['entry']['amount'] for row in rows}


def test_token_that_tells_no_decimals_is_an_issue(place: Client, chain: LocalChain) -> None:
    tokens = {kind: odd_token(chain, kind) for kind in ANSWERS}
    fetch(place, chain, ME, *tokens.values())
    assets = {f'eip155:1/erc20:{one.address}' for one in tokens.values()}
    assert received(place) == dict.fromkeys(assets, '1000')
    raised = issues_of(place, 'token_decimals_unknown')
    assert {one['subject'] for one in raised} == assets
    assert {(one['severity'], one['action']) for one in raised} == {('info', 'ignore_asset')}
    place.result('DELETE', f'/issues/{raised[0]["identifier"]}')
    place.result('POST', '/blockchains/transactions/decode', {'chain': 'eth', 'ignore_cache': True})
    assert len(issues_of(place, 'token_decimals_unknown')) == len(assets) - 1  # what was dismissed stays so


def test_tokens_that_came_as_spam_alone_are_ignored_once(place: Client, chain: LocalChain) -> None:
    account = '0x' + 'b0' * 20
    tokens = {name: chain.token(name, symbol, 18) for name, symbol in (
        ('Visit gift.example.com to claim', 'CLAIM'), ('Honest', 'HON'), ('Airdrop', 'DROP'), ('USD Coin', 'USDC'))}
    for one in tokens.values():
        chain.mint(one, account, 10**18)
    spam, honest, moved, impostor = (f'eip155:1/erc20:{one.address}' for one in tokens.values())
    chain.do('anvil_setBalance', account, hex(10**18))
    tokens['Airdrop'].send('transfer(address,uint256)', chain.owner, 1, sender=account)  # what the user moves is wanted, whatever its name
    fetch(place, chain, account)
    assert set(place.result('GET', '/assets/ignored')) == {spam, impostor}
    assert {spam, impostor} <= set(received(place))  # the history hides by transaction
    [raised] = issues_of(place, 'spam_put_aside')
    assert (raised['severity'], raised['action'], raised['params']) == ('info', 'show_ignored', {'count': 2})
    assert honest in received(place)
    assert moved in {row['entry']['asset'] for row in place.result('POST', '/history/events', {'event_types': ['spend']})['entries']}
    place.result('DELETE', '/assets/ignored', {'assets': [spam]})
    place.result('POST', '/blockchains/transactions/decode', {'chain': 'eth', 'ignore_cache': True})
    assert place.result('GET', '/assets/ignored') == [impostor]
    hidden = place.result('POST', '/history/events', {'hidden': True})['entries']
    group = next(row['entry']['group_identifier'] for row in hidden if row['entry']['asset'] == impostor)
    place.result('PATCH', '/history/events/visibility', {'group_identifiers': [group], 'shown': True})  # who wants to see it has it in the balances, too
    assert place.result('GET', '/assets/ignored') == []


def test_no_token_is_ignored_by_itself_where_the_user_does_not_want_it(place: Client, chain: LocalChain) -> None:
    place.result('PUT', '/settings', {'settings': {'ignore_spam_tokens': False}})
    account = '0x' + 'b1' * 20
    chain.mint(chain.token('Claim your reward', 'GIFT', 18), account, 10**18)
    fetch(place, chain, account)
    assert place.result('POST', '/history/events', {'hidden': True})['entries_found'] > 0
    assert place.result('GET', '/assets/ignored') == []
    assert issues_of(place, 'spam_put_aside') == []


def test_chain_that_cannot_be_asked_is_an_issue_until_it_can(place: Client, chain: LocalChain) -> None:
    """A node that gives transactions and answers no calls: what came is shown, said to be unsure, and told again when contracts answer."""
    calls_fail = True
    proxy = LocalServer(lambda got: Reply(503, b'busy') if calls_fail and b'eth_call' in got.body else Reply(200, forward(chain.url, got.body)))
    account = '0x' + 'd0' * 20
    token = chain.token('New', 'NEW', 6)
    chain.mint(token, account, 5 * 10**6)
    asset = f'eip155:1/erc20:{token.address}'
    use_node(place, proxy.url)
    fetch(place, chain, account)
    assert received(place) == {asset: '5000000'}
    [raised] = issues_of(place, 'decoding_incomplete')
    assert (raised['subject'], raised['severity'], raised['action'], raised['params']['count']) == ('eth', 'warning', 'retry', 1)
    assert place.result('GET', '/blockchains/transactions/decode') == {'ethereum': {'undecoded': 1, 'total': 1}}
    calls_fail = False
    use_node(place, chain.url)
    place.result('POST', '/blockchains/transactions', {})
    assert received(place) == {asset: '5'}
    assert issues_of(place, 'decoding_incomplete') == []
    assert place.result('GET', '/blockchains/transactions/decode') == {'ethereum': {'undecoded': 0, 'total': 1}}
    proxy.close()


def without_logs(answer: bytes) -> bytes:
    """The same answer with receipts that lack what a receipt must have."""
    told = json.loads(answer)
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one.get('result'), dict):
            one['result'].pop('logs', None)
    return json.dumps(told).encode()


def test_receipt_without_logs_is_refused_and_fetched_again(place: Client, chain: LocalChain) -> None:
    proxy = LocalServer(lambda got: Reply(200, without_logs(forward(chain.url, got.body))))
    account = '0x' + 'e0' * 20
    chain.transact(account, value=7)
    use_node(place, proxy.url)
    place.result('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': account}]})
    error = place.error('POST', '/blockchains/transactions', {}, status=502)
    assert (error['code'], error['message']) == ('remote_bad_response', 'The node gave a receipt without its logs.')
    assert [one['params']['count'] for one in issues_of(place, 'transactions_missing')] == [1]
    proxy.close()
    use_node(place, chain.url)
    place.result('POST', '/blockchains/transactions', {})
    assert received(place) == {'ETH': '0.000000000000000007'}
    assert place.result('GET', '/issues')['entries'] == []


def test_stored_transaction_that_cannot_be_read_is_got_again(place: Client, services: AppServices, chain: LocalChain) -> None:
    account = '0x' + 'f0' * 20
    tx_hash = chain.transact(account, value=7)['transactionHash']
    fetch(place, chain, account)
    with services.session.require().database.write() as connection:
        connection.execute('UPDATE evm_transaction SET content = ?', (zlib.compress(b'[{"hash": "0x"}, {"logs": []}]'),))
    place.result('POST', '/blockchains/transactions/decode', {'chain': 'eth', 'ignore_cache': True})
    assert received(place) == {}
    [raised] = issues_of(place, 'transaction_unreadable')
    assert (raised['action'], raised['params']['chain'], raised['params']['tx_ref']) == ('get_transaction_again', 'eth', tx_hash)
    place.result('PUT', '/blockchains/transactions/decode', {'chain': raised['params']['chain'], 'tx_refs': [raised['params']['tx_ref']]})
    assert received(place) == {'ETH': '0.000000000000000007'}
    assert place.result('GET', '/issues')['entries'] == []


def forward(url: str, body: bytes) -> bytes:
    with urlopen(Request(url, body, {'Content-Type': 'application/json'}), timeout=10) as answer:
        whole: bytes = answer.read()
        return whole

"""The established web client can work against this backend: the journey of its first pages, checked as it checks.

The client starts, creates a user, logs out and in, shows dashboard, accounts and manual balances, adds one of each and
logs out, against the real process with `--api-auth off` and a real node, once with prices that are known and once
without any. Nothing leaves the computer: all other nodes are removed and the online price oracles switched off.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from wsproto.events import AcceptConnection

from demo.local_chain import LocalChain
from tests.backend import Backend
from tests.conformance.web_client import ORIGIN, Key, Record, WebClient, key_of, load_record
from tests.contract.client_shape import find_mismatch
from tests.websocket import Websocket

pytestmark = pytest.mark.conformance

NAME, PASSWORD = 'ada', 'correct horse battery'
PAGES = frozenset({
    'app start (before login)', 'create user', 'login', 'page dashboard', 'page accounts/evm', 'page accounts/bitcoin', 'page accounts/solana',
    'page accounts/substrate', 'page accounts/evm/validators', 'page balances/blockchain', 'page balances/manual/assets',
    'page balances/manual/liabilities', 'do add account', 'do add manual balance', 'logout',
})
# Rows of these pages that are not played, with the reason.
LEFT_OUT: dict[Key, str] = {}
WORTH = {'amount': 'decimal string', 'value?': 'decimal string', 'percentage_of_net_value?': 'string'}
PLACES = {'<key>': {'value': 'decimal string', 'percentage_of_net_value': 'string'}}
# Where the recorded profile's own data became part of the shape, or where an unknown price leaves a value out. The client checks none of these.
SHAPES: dict[Key, Any] = {
    key_of('GET /tasks/{task_id}'): {'status': '="completed"', 'outcome': {'result': None, 'message': 'string'}, 'status_code': 'int'},
    key_of('GET /balances'): {'assets': {'<key>': WORTH}, 'liabilities': {'<key>': WORTH}, 'location': PLACES, 'net_value': 'decimal string'},
    key_of('PUT /blockchains/evm/accounts'): {name: {'<key>': ['string']} for name in ('added?', 'failed?', 'existed?', 'no_activity?')},
}
STATUSES = {
    key_of('colibri HEAD /assets/icon'): frozenset({200, 404}),  # recorded where no picture could be fetched; ours are shipped
    # A search for names ends in an error where the chain has no such contracts; the client ignores the outcome.
    key_of('POST /names/ens/reverse'): frozenset({200, 500, 502}),
}


class Listener:
    """Takes what the websocket says, as the client does: without a token and without asking for anything more."""

    def __init__(self, backend: Backend) -> None:
        self._peer = Websocket(backend, '/ws/', origin=ORIGIN)
        assert isinstance(self._peer.opening, AcceptConnection)
        self._peer.be_patient()
        self.messages: list[Any] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            while (message := self._peer.receive()) is not None:
                if isinstance(message, dict):
                    self.messages.append(message)
        except OSError:
            pass

    def close(self) -> None:
        self._peer.end()
        self._thread.join(10)
        self._peer.close()


@pytest.fixture(scope='module')
def record() -> Record:
    return load_record()


@pytest.fixture(scope='module')
def chain() -> Iterator[LocalChain]:
    local = LocalChain(1)
    local.add_multicall3()
    local.mint(local.token('New coin', 'NEW', 18), local.accounts[0], 5 * 10**18)
    yield local
    local.close()


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with Backend(tmp_path / 'data', '--api-auth', 'off', '--api-cors', ORIGIN) as running:
        yield running


@pytest.mark.parametrize('prices_are_known', [True, False], ids=['prices known', 'prices unknown'])
def test_journey_of_the_established_client_passes_its_checks(record: Record, chain: LocalChain, backend: Backend, prices_are_known: bool) -> None:
    client = WebClient(backend, record, SHAPES, STATUSES)
    with closing(Listener(backend)) as listener:
        client.called.add(('ws', 'UPGRADE', '/ws/'))
        supported = start(client)
        create_user(client)
        stay_offline(backend, chain, supported, prices_are_known)
        log_out(client)
        log_in(client, supported)
        add_account(client, chain)
        add_manual_balance(client)
        log_in_again_and_look(client, supported, prices_are_known)
        log_out(client)
    client.problems += [f'websocket: {problem}' for message in listener.messages if (problem := find_mismatch(message, record.websocket))]
    assert not client.problems, '\n'.join(client.problems)
    assert {message['type'] for message in listener.messages} >= {'new_token_detected'}
    assert record.used_on(PAGES) - client.called - set(LEFT_OUT) == set()


def start(client: WebClient) -> list[str]:
    """The application opens: ids of the chains it has."""
    assert client.ask('GET /ping') is True
    client.ask('GET /info', {'check_for_updates': 'false'})
    client.ask('GET /users')
    client.ask('GET /blockchains/evm/all')
    client.ask('GET /assets/updates')
    chains = client.ask('GET /blockchains/supported')
    return [chain['id'] for chain in chains]


def create_user(client: WebClient) -> None:
    client.ask('PUT /users', body={'name': NAME, 'password': PASSWORD, 'initial_settings': {'submit_usage_analytics': False}})
    client.ask('colibri POST /user', body={'username': NAME, 'password': PASSWORD})
    client.ask('PUT /settings', body={'settings': {'frontend_settings': json.dumps({'language': 'en'})}})
    for path in ('/tags', '/external_services', '/locations/all', '/history/status/summary', '/premium/capabilities', '/periodic'):
        client.ask(f'GET {path}')
    look_at_collectibles(client)
    look_at_notes(client)


def stay_offline(backend: Backend, chain: LocalChain, supported: list[str], prices_are_known: bool) -> None:
    """One node, ours; no oracle that asks the internet. Prices come from the user or not at all."""
    for blockchain in supported:
        for node in backend.call('GET', f'/blockchains/{blockchain}/nodes'):
            backend.call('DELETE', f'/blockchains/{blockchain}/nodes', {'identifier': node['identifier']})
    backend.call('PUT', '/blockchains/eth/nodes', {'name': 'local', 'endpoint': chain.url, 'owned': True, 'weight': '100', 'active': True})
    backend.call('PUT', '/settings', {'settings': {'current_price_oracles': ['manualcurrent'], 'historical_price_oracles': ['manual']}})
    if prices_are_known:
        for asset, price in (('ETH', '2500.5'), ('BTC', '60000')):
            backend.call('PUT', '/assets/prices/latest', {'from_asset': asset, 'to_asset': 'USD', 'price': price})


def log_in(client: WebClient, supported: list[str]) -> None:
    client.ask('POST /users/{name}', name=NAME, body={'password': PASSWORD, 'sync_approval': 'unknown', 'resume_from_backup': False})
    client.ask('colibri POST /user', body={'username': NAME, 'password': PASSWORD})
    for path in (
        '/tags', '/locations/all', '/external_services', '/history/status/summary', '/premium/capabilities', '/defi/metadata',
        '/history/events/counterparties', '/assets/ignored/whitelist', '/balances', '/balances/manual', '/users', '/assets/updates', '/periodic',
        '/blockchains/eth/modules/loopring/balances', '/blockchains/eth2/validators',
    ):
        client.ask(f'GET {path}')
    client.ask('colibri GET /assets/ignored')
    client.ask('GET /exchange_rates', {'currencies': 'USD'})
    client.ask('GET /statistics/netvalue', {'include_nfts': 'true'})
    for module, version in (('uniswap', '2'), ('uniswap', '3'), ('sushiswap', '2')):
        client.ask('GET /blockchains/eth/modules/{module}/v{version}/balances', module=module, version=version)
    for blockchain in supported:
        client.ask('GET /blockchains/{blockchain}/accounts', blockchain=blockchain)
        client.ask('GET /balances/blockchains/{blockchain}', blockchain=blockchain)
    look_at_collectibles(client)
    look_at_notes(client)


def look_at_collectibles(client: WebClient) -> None:
    page = {'ignored_assets_handling': 'exclude', 'limit': '10', 'offset': '0', 'order_by_attributes': 'name', 'ascending': 'true'}
    client.ask('GET /nfts/balances', {**page, 'ignore_cache': 'true'})
    client.ask('GET /nfts/balances', {**page, 'limit': '0', 'order_by_attributes': 'price', 'ascending': 'false', 'async_query': 'false'}, as_task=False)


def look_at_notes(client: WebClient) -> None:
    client.ask('POST /notes', body={
        'ascending': [False], 'limit': 10, 'location': '', 'offset': 0, 'order_by_attributes': ['last_update_timestamp'], 'title_substring': '',
    })


def look_at_prices(client: WebClient, *assets: str) -> Any:
    client.ask('colibri POST /assets/mappings', body={'identifiers': list(assets)})
    for asset in assets:
        client.ask('colibri HEAD /assets/icon', {'asset_id': asset})
    moments = [[asset, '1750000000'] for asset in assets]
    client.ask('POST /assets/prices/historical', body={'assets_timestamp': moments, 'only_cache_period': 3600, 'target_asset': 'USD'})
    client.ask('POST /assets/prices/historical', body={'assets_timestamp': moments, 'only_cache_period': 3600, 'target_asset': 'USD'}, as_task=False)
    return client.ask('POST /assets/prices/latest', body={'assets': list(assets), 'target_asset': 'USD', 'ignore_cache': True})


def add_account(client: WebClient, chain: LocalChain) -> None:
    address, other = chain.accounts[0], chain.accounts[1]
    client.ask('GET /queried_addresses')
    client.ask('POST /names', body={'addresses': [{'address': address, 'blockchain': 'eth'}]})
    client.ask('PUT /blockchains/evm/accounts', body={'accounts': [{'address': address}]})
    client.ask('PUT /blockchains/{blockchain}/accounts', blockchain='eth', body={'accounts': [{'address': other, 'label': 'second'}]})
    accounts = client.ask('GET /blockchains/{blockchain}/accounts', blockchain='eth')
    assert {account['address'] for account in accounts} == {address, other}
    client.ask('POST /blockchains/{blockchain}/tokens/detect', blockchain='eth', body={'addresses': None, 'only_cache': True})
    for addresses in ([address], None):
        body = {} if addresses is None else {'addresses': addresses}
        found = client.ask('POST /balances/blockchains/{blockchain}', blockchain='eth', body=body)
    assert set(found['per_account']['eth']) == {address, other}
    client.ask('POST /names/ens/reverse', body={'ethereum_addresses': [address, other], 'ignore_cache': False})


def add_manual_balance(client: WebClient) -> None:
    hits = client.ask('colibri POST /assets/search/levenshtein', body={'value': 'bitcoin', 'limit': 50, 'search_nfts': False})
    assert 'BTC' in {hit['identifier'] for hit in hits}
    client.ask('POST /assets/prices/latest/all', body={'from_asset': 'BTC'})
    client.ask('GET /locations/associated')
    for kind, label in (('asset', 'savings'), ('liability', 'loan')):
        balance = {'amount': '1.5', 'asset': 'BTC', 'balance_type': kind, 'label': label, 'location': 'banks'}
        found = client.ask('PUT /balances/manual', body={'balances': [balance]})
    assert [entry['balance_type'] for entry in found['balances']] == ['asset', 'liability']


def log_in_again_and_look(client: WebClient, supported: list[str], prices_are_known: bool) -> None:
    """Every page once more, now that there is something on it."""
    log_out(client)
    log_in(client, supported)
    latest = look_at_prices(client, 'ETH', 'BTC')
    assert set(latest['assets']) == ({'ETH', 'BTC'} if prices_are_known else set())
    all_balances = client.ask('GET /balances')
    assert {'ETH', 'BTC'} <= set(all_balances['assets'])
    assert ('value' in all_balances['assets']['ETH']) == prices_are_known
    client.ask('GET /locations/associated')


def log_out(client: WebClient) -> None:
    client.ask('PATCH /users/{name}', name=NAME, body={'action': 'logout'})
    client.ask('colibri POST /user/logout')
    assert client.ask('GET /users') == {NAME: 'loggedout'}

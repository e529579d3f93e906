"""What bad input gets: status 4xx, a sentence that names the field, and nothing changed in either database or on disk.

Cases that hold for whole kinds of fields are made from the route table, so that a new route is tried from its first day.
"""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields

from demo.local_chain import LocalChain
from rotkehlchen.api import guard
from rotkehlchen.api.application import MAX_JSON_BYTES, create_application
from rotkehlchen.api.field import Amount
from rotkehlchen.api.route import Route
from rotkehlchen.api.table import load_routes
from rotkehlchen.api.v1.snapshot import UsdValue
from rotkehlchen.app.wiring import wire
from rotkehlchen.core.errors import NewerSchemaError
from rotkehlchen.services.container import AppServices
from rotkehlchen.storage.global_db.connection import FILE_NAME, FOLDER, connect
from tests.api.conftest import CHEAP, PASSWORD, PORT, Client, check_shape, configuration
from tests.api.filled_profile import SNAPSHOT_TIME, fill, network_off
from tests.api.odd_request import ADDRESS, RIGHT, RIGHT_OF_ROUTE, TOKEN
from tests.api.stored_state import State, changed, dump, files
from tests.services.backup.world import PASSPHRASE, light_backup

OTHER = '0x' + '11' * 20
BALANCE = {'asset': 'BTC', 'label': 'new', 'amount': '1', 'location': 'banks'}
NODE = {'name': 'new', 'endpoint': 'https://node.invalid', 'weight': '1', 'active': True}
PRICE = {'from_asset': 'BTC', 'to_asset': 'EUR', 'price': '1'}
ASSET = {'asset_type': 'evm token', 'name': 'N', 'symbol': 'N', 'decimals': 6, 'evm_chain': 'ethereum', 'token_kind': 'erc20', 'address': ADDRESS}
BAD_AMOUNTS = (
    'NaN', 'Infinity', '-Infinity', '1e400', '1e-400', '1_000', '1,5', '\uff11', '\u0661', '0x10', '', ' ', 'one', '1.2.3',
    '--1', '9' * 300, True, None, [], {},
)
ROUTES = {route.name: route for route in load_routes()}


@pytest.fixture
def filled(user: Client, services: AppServices, tmp_path: Path) -> Client:
    """An open profile with one of everything. Work in the background has come to rest."""
    with network_off():
        fill(user, tmp_path)
        wait_for_rest(services)
    return user


@dataclass(frozen=True)
class Shared:
    user: Client
    services: AppServices


@pytest.fixture(scope='module')
def shared(filled_global_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A filled profile for all cases that end in a refusal: each proves that it left nothing behind for the next."""
    folder = tmp_path_factory.mktemp('shared')
    shutil.copytree(filled_global_folder, folder / 'data' / FOLDER)
    wired = wire(configuration(folder / 'data'), kdf_cost=CHEAP)
    application = create_application(wired, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as flask_client:
        user = Client(flask_client)
        user.result('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
        with network_off():
            fill(user, folder)
            wait_for_rest(wired)
        yield Shared(user, wired)
    wired.close()


def wait_for_rest(services: AppServices) -> None:
    deadline = time.monotonic() + 20
    while any(task.status == 'pending' for task in services.tasks.list()):
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def nothing_changed(services: AppServices) -> Iterator[None]:
    before: State = dump(services)
    yield
    wait_for_rest(services)
    assert changed(before, dump(services)) == []


def refused(user: Client, services: AppServices, request: tuple[str, str, Any], field: str, status: int = 400) -> dict[str, Any]:
    with nothing_changed(services):
        error = user.error(*request, status=status)
    assert error['params'].get('field') == field, error
    assert field in error['message']
    return error


# ------------------------------------------------------------------ addresses, duplicates, chains
@pytest.mark.parametrize(('method', 'path', 'body', 'field'), [
    ('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': OTHER}, {'address': '0x12'}]}, 'accounts.1.address'),
    ('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': ADDRESS.replace('E', 'e', 1)}]}, 'accounts.0.address'),
    ('PUT', '/blockchains/evm/accounts', {'accounts': [{'address': 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'}]}, 'accounts.0.address'),
    ('POST', '/balances/blockchains/eth', {'addresses': [OTHER]}, 'addresses.0'),
    ('POST', '/blockchains/eth/tokens/detect', {'addresses': ['0x12']}, 'addresses.0'),
    ('PUT', '/names/addressbook/private', {'entries': [{'address': '0x12', 'blockchain': 'eth', 'name': 'x'}]}, 'entries.0.address'),
    ('PUT', '/queried_addresses', {'module': 'uniswap', 'address': '0x12'}, 'address'),
    ('PUT', '/assets/all', {**ASSET, 'address': '0x12'}, 'address'),
    ('POST', '/names/ens/reverse', {'ethereum_addresses': ['0x12']}, 'ethereum_addresses.0'),
])
def test_invalid_address_is_refused(shared: Shared, method: str, path: str, body: Any, field: str) -> None:
    refused(shared.user, shared.services, (method, path, body), field)


@pytest.mark.parametrize('name', ['current_price_oracles', 'historical_price_oracles'])
def test_order_with_an_oracle_that_nobody_knows_is_refused(shared: Shared, name: str) -> None:
    body = {'settings': {'ui_floating_precision': 7, name: ['coingecko', 'coingeko']}}
    assert 'coingeko' in refused(shared.user, shared.services, ('PUT', '/settings', body), f'settings.{name}')['message']


def test_oracles_of_the_established_interface_are_taken(filled: Client) -> None:
    """Clients send back the whole order, with what is not asked here."""
    order = ['manualcurrent', 'coingecko', 'cryptocompare', 'blockchain', 'fiat', 'alchemy', 'xratescom', 'manual', 'manual current', 'chainlink']
    assert filled.result('PUT', '/settings', {'settings': {'historical_price_oracles': order}})['historical_price_oracles'] == order


@pytest.mark.parametrize(('method', 'path', 'body', 'field', 'status'), [
    ('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': OTHER}, {'address': ADDRESS}]}, 'accounts.1.address', 409),
    ('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': OTHER}, {'address': OTHER}]}, 'accounts.1.address', 400),
    ('PUT', '/tags', {'name': 'COLD'}, 'name', 409),
    ('PUT', '/balances/manual', {'balances': [BALANCE, {**BALANCE, 'label': 'savings'}]}, 'balances.1.label', 409),
    ('PUT', '/balances/manual', {'balances': [BALANCE, BALANCE]}, 'balances.1.label', 409),
    ('PUT', '/names/addressbook/private', {'entries': [{'address': ADDRESS, 'blockchain': 'eth', 'name': 'x'}]}, 'entries.0.address', 409),
    ('PUT', '/queried_addresses', {'module': 'liquity', 'address': ADDRESS}, 'address', 409),
    ('PUT', '/assets/custom', {'name': 'House', 'custom_asset_type': 'Real Estate'}, 'name', 409),
    ('PUT', '/assets/all', {**ASSET, 'address': TOKEN.partition('erc20:')[2]}, 'address', 409),
    ('PUT', '/blockchains/eth/nodes', {**NODE, 'name': 'other'}, 'endpoint', 409),
])
def test_duplicate_is_refused(shared: Shared, method: str, path: str, body: Any, field: str, status: int) -> None:
    refused(shared.user, shared.services, (method, path, body), field, status)


def test_who_listens_hears_that_a_profile_was_closed(filled: Client, services: AppServices) -> None:
    heard: list[tuple[str, Any]] = []
    services.notifier.listen(lambda kind, data: heard.append((kind, data)))
    filled.result('PATCH', '/users/ada', {'action': 'logout'})
    assert heard[-1] == ('profile_locked', {'name': 'ada'})


@pytest.mark.parametrize('settings', [{'main_currency': 'NOPE'}, {'current_price_oracles': ['nope']}])
def test_profile_with_a_wrong_setting_is_not_made(client: Client, settings: dict[str, Any]) -> None:
    error = client.error('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': settings})
    assert error['params']['field'] == f'initial_settings.{next(iter(settings))}'
    assert client.result('GET', '/users') == {}


def test_profile_that_exists_is_refused(filled: Client, services: AppServices) -> None:
    filled.result('PATCH', '/users/ada', {'action': 'logout'})
    for name in ('ada', 'ADA'):
        refused(filled, services, ('PUT', '/users', {'name': name, 'password': PASSWORD}), 'name', 409)


@pytest.mark.parametrize(('method', 'path', 'body', 'field'), [
    ('GET', '/blockchains/atlantis/accounts', None, 'blockchain'),
    ('PUT', '/blockchains/atlantis/accounts', {'accounts': [{'address': OTHER}]}, 'blockchain'),
    ('PATCH', '/blockchains/atlantis/accounts', {'accounts': [{'address': ADDRESS}]}, 'blockchain'),
    ('DELETE', '/blockchains/atlantis/accounts', {'accounts': [ADDRESS]}, 'blockchain'),
    ('GET', '/balances/blockchains/atlantis', None, 'blockchain'), ('POST', '/balances/blockchains/atlantis', {}, 'blockchain'),
    ('GET', '/blockchains/atlantis/nodes', None, 'blockchain'), ('PUT', '/blockchains/atlantis/nodes', NODE, 'blockchain'),
    ('POST', '/blockchains/atlantis/nodes', {}, 'blockchain'), ('DELETE', '/blockchains/atlantis/nodes', {'identifier': 1}, 'blockchain'),
    ('POST', '/blockchains/atlantis/tokens/detect', {}, 'blockchain'),
    ('GET', f'/blockchains/evm/erc20details?evm_chain=atlantis&address={ADDRESS}', None, 'evm_chain'),
    ('PUT', '/assets/all', {**ASSET, 'evm_chain': 'atlantis'}, 'evm_chain'),
    ('PUT', '/names/addressbook/private', {'entries': [{'address': OTHER, 'blockchain': 'atlantis', 'name': 'x'}]}, 'entries.0.blockchain'),
    ('POST', '/names', {'addresses': [{'address': ADDRESS, 'blockchain': 'atlantis'}]}, 'addresses.0.blockchain'),
])
def test_unknown_chain_is_refused(shared: Shared, method: str, path: str, body: Any, field: str) -> None:
    refused(shared.user, shared.services, (method, path, body), field)


# ------------------------------------------------------------------ nodes
def test_dead_node_of_a_new_chain_is_refused(filled: Client, services: AppServices) -> None:
    for method in ('POST', 'PUT'):
        error = refused(filled, services, (method, '/blockchains/evm/chains', {'rpc_url': 'http://127.0.0.1:9', 'name': 'x', 'native_symbol': 'X'}), 'rpc_url')
        assert error['code'] == 'node_unreachable'


def test_dead_node_of_a_known_chain_is_kept_and_said_to_be_dead(filled: Client, services: AppServices) -> None:
    """A node may be down just now: the user's own entry is kept, and every look at it says that it does not answer."""
    filled.result('PUT', '/blockchains/base/nodes', {**NODE, 'endpoint': 'http://127.0.0.1:9'})
    errors = filled.result('POST', '/blockchains/base/nodes')['errors']
    assert [item['name'] for item in errors] == ['new']
    assert '127.0.0.1:9' in errors[0]['error']
    with nothing_changed(services):
        assert filled.result('GET', '/blockchains/base/nodes')[-1]['runtime_status'] not in ('connected', 'unknown')


def test_wrong_chain_behind_an_rpc_address_is_refused(filled: Client, services: AppServices) -> None:
    local = LocalChain(31_337)
    try:
        error = refused(filled, services, ('PUT', '/blockchains/eth/nodes', {**NODE, 'endpoint': local.url}), 'endpoint')
        assert '31337' in error['message']
        stored = filled.result('GET', '/blockchains/eth/nodes')[0]
        change = {**NODE, 'identifier': stored['identifier'], 'endpoint': local.url}
        refused(filled, services, ('PATCH', '/blockchains/eth/nodes', change), 'endpoint')
    finally:
        local.close()


@pytest.mark.parametrize('endpoint', [
    'nonsense', 'ftp://a', 'http://', 'http://8.8.8.8', 'http://169.254.169.254', 'https://u:p@a', 'http://[::1', 'https://a b', 'x' * 3000,
])
def test_address_that_is_no_rpc_address_is_refused(shared: Shared, endpoint: str) -> None:
    refused(shared.user, shared.services, ('PUT', '/blockchains/eth/nodes', {**NODE, 'endpoint': endpoint}), 'endpoint')
    refused(shared.user, shared.services, ('PUT', '/blockchains/evm/chains', {'rpc_url': endpoint}), 'rpc_url')


# ------------------------------------------------------------------ bodies
@pytest.mark.parametrize(('body', 'code'), [
    (b'{', 'invalid_json'), (b'{"a":}', 'invalid_json'), (b"{'a': 1}", 'invalid_json'), (b'{"a": NaN}', 'invalid_json'), (b'{"a": -Infinity}', 'invalid_json'),
    (b'[' * 100_000, 'invalid_json'), (b'{"a": ' + b'9' * 5000 + b'}', 'invalid_json'), (b'\xff\xfe', 'invalid_json'), (b'{"a": "\xff"}', 'invalid_json'),
    (b'{"a": "\\ud800"}', 'invalid_json'), (b'{"a": 1.' + b'0' * 300 + b'}', 'invalid_json'), (b'[]', 'invalid_input'), (b'null', 'invalid_input'),
    (b'"x"', 'invalid_input'),
])
def test_malformed_json_is_refused_on_every_writing_route(shared: Shared, body: bytes, code: str) -> None:
    with nothing_changed(shared.services):
        for route in load_routes():
            if route.method != 'GET':
                response = shared.user.call(route.method, right_path(route), data=body, content_type='application/json')
                assert (response.status_code, response.json['error']['code']) == (400, code), f'{route.name}: {response.json}'
                assert 'body' in response.json['message']


def test_oversized_body_is_refused_on_every_writing_route(filled: Client, services: AppServices) -> None:
    body = b'{"name": "' + b'x' * MAX_JSON_BYTES + b'"}'
    with nothing_changed(services):
        for route in load_routes():
            if route.method != 'GET':
                response = filled.call(route.method, right_path(route), data=body, content_type='application/json')
                assert (response.status_code, response.json['error']['code']) == (413, 'too_large'), f'{route.name}: {response.json}'


def places(schema: Schema, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], fields.Field[Any]]]:
    """Every field of a schema with its path, a list's first element included."""
    for name, one in schema.fields.items():
        yield (*path, name), one
        inner = one.inner if isinstance(one, fields.List) else one
        step = (*path, name, '0') if isinstance(one, fields.List) else (*path, name)
        if isinstance(inner, fields.Nested):
            yield from places(inner.schema, step)
        elif inner is not one:
            yield step, inner


def nest(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    for step in reversed(path):
        value = [value] if step == '0' else {step: value}
    return dict(value)


def problems_of(user: Client, route: Route, path: tuple[str, ...], value: Any) -> dict[str, str]:
    in_path = path[0] in re.findall(r'<(?:\w+:)?(\w+)>', route.path)
    assert not in_path
    response = user.call(route.method, right_path(route), nest(path, value))
    assert response.status_code == 400, f'{route.name} answered {response.status_code} to {path} = {value!r}: {response.json}'
    params: dict[str, Any] = response.json['error']['params']
    return {params['field']: response.json['message'], **params.get('problems', {})}


def fields_of(kind: type[fields.Field[Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (name, path) for name, route in ROUTES.items() if route.request is not None and route.method != 'GET'
        for path, one in places(route.request()) if isinstance(one, kind) and f'{path[0]}>' not in route.path.replace(':', ' ')
    ]


def test_bad_amount_is_refused_wherever_a_route_takes_an_amount(filled: Client, services: AppServices) -> None:
    tried = 0
    with nothing_changed(services):
        for name, path in fields_of(Amount):
            [one] = [one for place, one in places(ROUTES[name].request()) if place == path]  # type: ignore[misc]
            bad = [value for value in BAD_AMOUNTS if not (value is None and one.allow_none) and not (isinstance(one, UsdValue) and value in ('NaN', ''))]
            bad += [-1, '-0.5'] if one.not_negative or one.positive else []  # type: ignore[attr-defined]
            for value in bad:
                problems = problems_of(filled, ROUTES[name], path, value)
                assert '.'.join(path) in problems, f'{name}: {value!r} at {path} was taken: {problems}'
                tried += 1
    assert tried > 150


def test_amount_as_a_number_of_json_that_is_too_large_is_refused(filled: Client, services: AppServices) -> None:
    body = json.dumps({'balances': [{**BALANCE, 'amount': '@'}]})
    with nothing_changed(services):
        for number in ('1e400', '-1e400', '1e-400'):
            response = filled.call('PUT', '/balances/manual', data=body.replace('"@"', number), content_type='application/json')
            assert response.status_code == 400
            assert 'balances.0.amount' in response.json['message']


def test_negative_amount_is_refused_where_it_has_no_meaning(filled: Client, services: AppServices) -> None:
    snapshot = {'timestamp': SNAPSHOT_TIME, 'balances_snapshot': [], 'location_data_snapshot': []}
    row = {'timestamp': SNAPSHOT_TIME, 'category': 'asset', 'asset_identifier': 'BTC', 'amount': '-1', 'usd_value': '1'}
    for request, field in (
        (('PUT', '/balances/manual', {'balances': [{**BALANCE, 'amount': '-1'}]}), 'balances.0.amount'),
        (('PATCH', '/balances/manual', {'balances': [{**BALANCE, 'amount': '-1', 'identifier': 1}]}), 'balances.0.amount'),
        (('PUT', '/assets/prices/latest', {**PRICE, 'price': '-1'}), 'price'), (('PUT', '/assets/prices/latest', {**PRICE, 'price': '0'}), 'price'),
        (('PUT', '/assets/prices/historical', {**PRICE, 'price': '-1', 'timestamp': 1}), 'price'),
        (('PUT', '/blockchains/eth/nodes', {**NODE, 'weight': '-1'}), 'weight'), (('PUT', '/blockchains/eth/nodes', {**NODE, 'weight': '101'}), 'weight'),
        (('PATCH', '/snapshots', {**snapshot, 'balances_snapshot': [row]}), 'balances_snapshot.0.amount'),
        (('PUT', '/assets/prices/historical', {**PRICE, 'timestamp': -1}), 'timestamp'),
    ):
        refused(filled, services, request, field)


def test_wrong_type_is_refused_wherever_a_route_takes_a_value(filled: Client, services: AppServices) -> None:
    takes_anything = (fields.Raw, fields.Dict)
    tried = 0
    with nothing_changed(services):
        for name, path in fields_of(fields.Field):
            [one] = [one for place, one in places(ROUTES[name].request()) if place == path]  # type: ignore[misc]
            if type(one) in takes_anything:
                continue
            for value in ({'a': []}, [{}], 5.5) if not isinstance(one, Amount) else ({'a': []}, [{}]):
                if type(value) is dict and isinstance(one, fields.Nested) and not any(inner.required for inner in one.schema.fields.values()):
                    continue
                problems = problems_of(filled, ROUTES[name], path, value)
                at = '.'.join(path)
                assert any(problem == at or problem.startswith(f'{at}.') for problem in problems), f'{name}: {value!r} at {path} was taken: {problems}'
                tried += 1
    assert tried > 500


# ------------------------------------------------------------------ backups and databases
def test_backup_that_is_damaged_or_not_one_is_refused(filled: Client, services: AppServices, tmp_path: Path) -> None:
    made = light_backup(services.session.require().profile, tmp_path)
    whole = made.read_bytes()
    middle = len(whole) // 2
    bad = tmp_path / 'bad.age'
    for content, statuses in (
        (whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:], {409}), (whole[:-100], {409}), (whole[:200], {400, 409}),
        (b'SQLite format 3\0' + bytes(5000), {400}), (b'', {400}), (whole + b'x', {409}),
    ):
        bad.write_bytes(content)
        for path in ('/backups/check', '/backups/import'):
            body = {'path': str(bad), 'passphrase': PASSPHRASE, 'name': 'eve'}
            with nothing_changed(services):
                response = filled.call('POST', path, body)
            assert response.status_code in statuses, (len(content), response.json)
            assert re.search('backup|file', response.json['message'])
    with nothing_changed(services):
        filled.error('POST', '/backups/check', {'path': str(made), 'passphrase': 'wrong passphrase'}, status=401)
        filled.error('POST', '/backups/import', {'path': str(made), 'passphrase': PASSPHRASE, 'name': 'ada'}, status=409)
        assert filled.error('POST', '/backups/check', {'path': str(tmp_path / 'none.age'), 'passphrase': 'x'})['params']['field'] == 'path'


def test_backup_that_is_older_than_the_profile_is_refused_until_confirmed(filled: Client, services: AppServices, tmp_path: Path) -> None:
    made = filled.result('POST', '/backups/export', {'passphrase': PASSPHRASE, 'path': str(tmp_path)})
    filled.result('PUT', '/tags', {'name': 'later'})
    filled.result('PATCH', '/users/ada', {'action': 'logout'})
    filled.result('POST', '/users/ada', {'password': PASSWORD})
    filled.result('PATCH', '/users/ada', {'action': 'logout'})
    users = services.run.data_directory / 'users'
    (users / 'ada').rename(tmp_path / 'moved away')
    order = {'path': made['path'], 'passphrase': PASSPHRASE}
    error = refused(filled, services, ('POST', '/backups/import', order), 'name', 409)
    assert error['code'] == 'older_backup'
    assert filled.result('POST', '/backups/import', {**order, 'replace': True})['name'] == 'ada'


def test_database_of_a_newer_version_is_refused(filled: Client, services: AppServices) -> None:
    with services.session.require().database.write() as connection:
        connection.execute('PRAGMA user_version = 9999')
    filled.result('PATCH', '/users/ada', {'action': 'logout'})
    with nothing_changed(services):
        error = filled.error('POST', '/users/ada', {'password': PASSWORD}, status=409)
        assert error['code'] == 'newer_schema'
        assert 'newer version' in error['message']
        assert filled.result('GET', '/users') == {'ada': 'loggedout'}


def test_asset_database_of_a_newer_version_is_refused(services: AppServices) -> None:
    folder = services.run.data_directory
    services.close()
    connection = connect(folder / FOLDER / FILE_NAME)
    connection.execute('PRAGMA user_version = 9999')
    connection.close()
    before = files(folder)
    with pytest.raises(NewerSchemaError, match='newer version'):
        wire(configuration(folder))
    assert files(folder) == before


# ------------------------------------------------------------------ reading
def right_path(route: Route) -> str:
    """The route's path below /api/1 with values that exist."""
    words = {**RIGHT, **RIGHT_OF_ROUTE.get(route.name, {}), 'name': ['ada']}
    return re.sub(r'<(?:\w+:)?(\w+)>', lambda match: str(words[match[1]][0]), route.path)


def right_query(route: Route) -> dict[str, str]:
    words = {**RIGHT, **RIGHT_OF_ROUTE.get(route.name, {})}
    needed = route.request().fields.items() if route.request is not None else ()
    chosen = {'distribution_by': 'asset', 'file_path': 'x', 'file': 'x', 'directory_path': 'x'}
    return {name: str(chosen.get(name) or words[name][0]) for name, one in needed if one.required and f'{name}>' not in route.path}


MAKING = {'GET /history', 'GET /reports/<int:report_id>/export'}  # make a report and write a file, as the established interface has it


def test_reading_changes_nothing(filled: Client, services: AppServices) -> None:
    """Every GET, with right arguments. What reads a chain or a price for the first time may store it; that was done before."""
    answered = 0
    with network_off():
        for route in load_routes():
            if route.method == 'GET':
                filled.call('GET', right_path(route), query_string=right_query(route))
        wait_for_rest(services)
        for route in load_routes():
            if route.method == 'GET' and route.name not in MAKING:
                before = dump(services)
                response = filled.call('GET', right_path(route), query_string=right_query(route))
                assert response.status_code in (200, 404, 409, 502), f'{route.name}: {response.json}'
                answered += response.status_code == 200
                assert changed(before, dump(services)) == [], route.name
    assert answered > 45

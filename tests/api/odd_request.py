"""Requests to a route that are nearly right: one or two values are missing or are something nobody expects.

Built from the route's own marshmallow schema and values that are right for its arguments, so that a request gets past
the schema as often as not and the odd value reaches the code behind it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st
from marshmallow import Schema, fields

from rotkehlchen.api import field as own
from rotkehlchen.api.route import Route

TOO_LARGE_FRACTION = '@1e400@'  # written as the bare number, which no float can hold
ADDRESS = '0x52908400098527886E0F7030069857D2E4169EE7'
TOKEN = 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
TX_HASH = '0x' + '5c' * 32
PROFILE = 'ada'
CUSTOM = '00000000-0000-4000-8000-000000000000'
Words = Mapping[str, list[Any]]
WORDS = [
    'eth', 'ETH', 'BTC', 'EUR', TOKEN, ADDRESS, 'banks', 'cold', 'private', 'ens', 'all', 'asset', 'location', 'icons', 'ethereum', 'evm',
    'manual', 'coingecko', 'vitalik.eth', 'https://node.invalid', 'uniswap', '2', 'G', 'Hardware', '#aabbcc', 'erc20',
    'snapshot', 'defillama', 'default',
]
TEXTS = [
    '', ' ', '\x00', 'a\x00b', '\ud800', 'a\udfff', '\u202e', '\uffff', '\n', '\x7f', '😀' * 50, 'x' * 300, 'x' * 30_000, "' OR 1=1 --", '%', '%s', '{}',
    '../../../etc/passwd', '..\\..',
    'file:///etc/passwd', 'NaN', 'Infinity', '-Infinity', '1_000', '1\uff123', '\u0661\u0662', '\uff11', '1e400', '1e-400', '-1', '-0', '0x10',
    '1e99999999', '9' * 5000, '0x' + 'f' * 40, '0x' + 'g' * 40, '0x', 'eip155:1/erc20:' + ADDRESS.lower(), 'eip155:99999999999999999999/erc20:' + ADDRESS,
    'eip155:1/erc721:' + ADDRESS + '/1', 'eip155:/', 'solana/token:x', 'http://[::1', 'http://127.0.0.1:1/', 'https://a:99999', 'https://xn--a',
    'null', 'true', '[]', ',', 'a,b', '*', '"', '_', '-', '2026-13-45', '\u0130', '\ufb01', 'ß' * 40, 'SELECT', 'NEAR(', 'a AND', '"a', 'a*', '(',
]
NUMBERS: list[Any] = [
    0, -1, 1, 7, 10**12, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -2**63 - 1, 10**30, 10**400, 1.5, -0.0, 1e308, 5e-324, 253_402_300_800, TOO_LARGE_FRACTION,
]
OTHERS: list[Any] = [None, True, False, [], {}, [[]], [None], [[[[]]]], {'': None}, {'a': {'b': None}}, [{}], [{'a': []}], {'\ud800': '\x00'}]
ODD_VALUES = st.one_of(st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from(OTHERS), st.text(max_size=20))
ODD_PATH_PARTS = [
    '%00', '%ED%A0%80', '%FF', '%2F', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%F0%9F%92%A9', '%0A', '%20', '%25', 'x' * 3000, '%EF%BC%91', "'", '-1',
    '99999999999999999999', '9' * 400, '01', '+1', '1.5', 'null', '%7B%7D', '%E2%80%AE',
]
RIGHT: dict[str, list[Any]] = {  # what is right for arguments of these names
    'asset': ['ETH', 'BTC', TOKEN], 'from_asset': ['ETH', 'BTC'], 'to_asset': ['EUR', 'USD'], 'target_asset': ['EUR', 'USD'], 'token': [TOKEN],
    'asset_id': ['ETH', TOKEN], 'asset_identifier': ['BTC', 'ETH'], 'source_identifier': ['ETH'], 'identifiers': ['ETH', TOKEN], 'tokens': [TOKEN],
    'blockchain': ['eth'], 'identifier': [1, 2], 'ids': [1, 2], 'timestamp': [1_700_000_000], 'address': [ADDRESS], 'ethereum_addresses': [ADDRESS],
    'group_identifier': ['gift'], 'group_identifiers': ['gift'], 'data': ['gift'], 'spend': [1], 'receive': [2], 'event': [1], 'asset_movement': [1],
    'matched_events': [2], 'report_id': [1], 'index': [0], 'event_id': [1], 'event_ids': [1], 'local_id': [1],
    'linked_setting': [None, 'include_gas_costs'], 'notes_substring': ['gift', 'Se'], 'amounts': ['1', '0.5'],
    'location': ['banks', 'external'], 'label': ['savings', 'two'], 'name': ['cold', 'one'],
    'new_name': ['warm'], 'amount': ['1.5', 2, '1e3'], 'price': ['2.5'],
    'usd_value': ['3'], 'currencies': ['EUR', 'USD'], 'password': ['correct horse'], 'current_password': ['correct horse'], 'new_password': ['correct horse'],
    'passphrase': ['a long passphrase'], 'evm_chain': ['ethereum'], 'accounts': [ADDRESS], 'addresses': [ADDRESS],
    'assets': ['ETH', 'BTC'], 'value': ['eth', 'bit'],
    'symbol': ['ABC'], 'decimals': [18], 'token_kind': ['erc20'], 'tags': ['cold'], 'order_by_attributes': ['name', 'timestamp', 'symbol'], 'weight': ['50'],
    'endpoint': ['https://node.invalid'], 'rpc_url': ['https://node.invalid'], 'id': ['user_1'], 'username': [PROFILE], 'book_type': ['private', 'global'],
    'chain_type': ['evm'], 'oracle': ['coingecko', 'manual'], 'cache_type': ['icons', 'avatars'], 'module': ['uniswap'], 'version': ['2'], 'task_id': ['1'],
    'tx_ref': [TX_HASH], 'tx_refs': [TX_HASH], 'tx_hash': [TX_HASH], 'associated_address': [ADDRESS], 'chain': ['eth', 'ethereum'],
    'ens_name': ['vitalik.eth'], 'file_id': ['a.age'], 'location_symbol': ['XBT', 'NEW'], 'counterparty': ['uniswap'], 'counterparty_symbol': ['XBT', 'NEW'],
    'custom_asset_type': ['real estate'], 'services': ['etherscan'], 'api_key': ['k'], 'url': [None], 'source_type': ['manual'], 'interval': [86_400],
    'background_color': ['aabbcc'], 'foreground_color': ['#ffffff'], 'task': ['snapshot'], 'limit': [10], 'offset': [0], 'title': ['a'], 'content': ['b'],
    'from_timestamp': [1_690_000_000, None], 'to_timestamp': [1_700_000_000], 'explorer_url': [None, 'https://e.invalid'], 'collectible_id': ['1'],
    'location_data_snapshot_file': ['/nothing.csv'], 'balances_snapshot_file': ['/nothing.csv'], 'category': ['asset'],
    'swapped_for': [None, 'ETH'], 'forked': [None], 'protocol': [None], 'collection_id': [1], 'assets_timestamp': [['ETH', 1_700_000_000]],
    'current_price_oracles': ['coingecko', 'manualcurrent'], 'historical_price_oracles': ['coingecko'], 'csv_export_delimiter': [';'], 'main_currency': ['EUR'],
    'file': ['x'], 'files': ['x'], 'recovery_key': ['abandon ' * 11 + 'about'], 'native_symbol': ['ABC'], 'native_name': ['Abc'], 'native_decimals': [18],
}
RIGHT_OF_ROUTE: dict[str, dict[str, list[Any]]] = {  # where a name means something else
    'PUT /assets/all': {'asset_type': ['own chain', 'stable'], 'identifier': [None], 'address': [None], 'evm_chain': [None]},
    'PATCH /assets/all': {'identifier': ['BTC'], 'asset_type': ['own chain'], 'name': ['Bitcoin'], 'address': [None], 'evm_chain': [None]},
    'DELETE /assets/all': {'identifier': [TOKEN]}, 'PATCH /assets/custom': {'identifier': [CUSTOM]}, 'DELETE /assets/custom': {'identifier': [CUSTOM]},
    **{f'{method} /accounting/rules': {'event_type': ['spend', 'receive'], 'event_subtype': ['none', 'fee'], 'event_types': ['spend'],
                                      'counterparty': [None, 'gas']} for method in ('PUT', 'PATCH', 'POST')},
    'PUT /reports': {'jurisdiction': [None, 'germany'], 'year': [None, '2023'], 'method': [None, 'lifo'], 'scope': [None, 'location']},
    'GET /reports/<int:report_id>/download': {'form': [None, 'summary']},
    'PUT /external_services': {'name': ['etherscan', 'cryptocompare']}, 'POST /names/ens/resolve': {'name': ['vitalik.eth']},
    'POST /statistics/balance': {'collection_id': [None]}, 'PUT /users': {'name': ['bob']}, 'PUT /assets/replace': {'target_asset': ['BTC']},
    **{f'{method} {path}': {'name': [PROFILE]} for method, path in (
        ('POST', '/users/<string:name>'), ('PATCH', '/users/<string:name>/password'), ('POST', '/users/<string:name>/recovery'),
        ('PUT', '/users/<string:name>/recovery'), ('PUT', '/users/<string:name>/recovery/confirm'),
    )},
}


@dataclass(frozen=True)
class OddRequest:
    """`path`: encoded, below the server; `body`: bytes to send as JSON, None for none."""

    path: str
    query: tuple[tuple[str, str], ...]
    body: bytes | None

    def __repr__(self) -> str:
        return f'{self.path} {self.query} {self.body!r}'


def odd_requests(route: Route, never: frozenset[str] = frozenset()) -> st.SearchStrategy[OddRequest]:
    """Requests to a route: right ones of which nothing, one or two values are odd. Arguments named in `never` are not given at all."""
    in_path = re.findall(r'<(?:\w+:)?(\w+)>', route.path)
    words = {**RIGHT, **RIGHT_OF_ROUTE.get(route.name, {})}
    schema = route.request() if route.request is not None else None
    members = _members(schema, words, {*in_path, *never})
    right_parts = st.fixed_dictionaries({name: st.sampled_from([str(word) for word in words[name]]).map(_quoted) for name in in_path})

    @st.composite
    def requests(draw: st.DrawFn) -> OddRequest:
        parts, arguments = draw(right_parts), draw(members)
        for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2]))):
            if in_path and draw(st.integers(0, 3)) == 0:
                parts[draw(st.sampled_from(in_path))] = draw(st.sampled_from([*ODD_PATH_PARTS, *map(_quoted, WORDS)]))
            else:
                arguments = draw(_with_an_oddity(arguments))
        return _request(route, parts, arguments)

    return requests()


def _quoted(text: str) -> str:
    return quote(text, safe='')


def _request(route: Route, parts: dict[str, str], arguments: Any) -> OddRequest:
    path = '/api/1' + re.sub(r'<(?:\w+:)?(\w+)>', lambda match: parts[match[1]], route.path)
    if route.method == 'GET' and isinstance(arguments, dict):
        return OddRequest(path, tuple(_query(arguments)), None)
    return OddRequest(path, (), encode(arguments))


def encode(arguments: Any) -> bytes:
    return json.dumps(arguments).replace(f'"{TOO_LARGE_FRACTION}"', '1e400').encode()


def _query(arguments: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name, value in arguments.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                text = item if isinstance(item, str) else json.dumps(item)
                found.append((quote(name, errors='surrogatepass'), quote(text[:4000], safe='', errors='surrogatepass')))
    return found


@st.composite
def _with_an_oddity(draw: st.DrawFn, value: Any) -> Any:
    """`value` with one of its members, at any depth, missing or odd; seldom something else altogether."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(sorted(value)))
        if draw(st.integers(0, 6)) == 0:
            return {key: one for key, one in value.items() if key != name}
        return {**value, name: draw(_with_an_oddity(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], draw(_with_an_oddity(value[place])), *value[place + 1:]]
    return draw(ODD_VALUES)


def _members(schema: Schema | None, words: Words, without: set[str]) -> st.SearchStrategy[Any]:
    needed: dict[str, st.SearchStrategy[Any]] = {}
    given: dict[str, st.SearchStrategy[Any]] = {}
    for name, one in (schema.fields.items() if schema is not None else ()):
        if name not in without:
            (needed if one.required else given)[name] = _right_values(name, one, words)
    return st.fixed_dictionaries(needed, optional=given)


def _right_values(name: str, one: Any, words: Words) -> st.SearchStrategy[Any]:
    if isinstance(one, fields.Nested):
        return _members(one.schema, words, set())
    if isinstance(one, fields.List):
        return st.lists(_right_values(name, one.inner, words), min_size=1, max_size=2)
    if isinstance(one, fields.Dict):
        return st.dictionaries(st.sampled_from(WORDS), ODD_VALUES, max_size=3)
    if isinstance(one, fields.Boolean):
        return st.booleans()
    if name in words:
        return st.sampled_from(words[name])
    if isinstance(one, own.OneOf):
        return st.sampled_from(one.words)
    if isinstance(one, own.Timestamp):
        return st.sampled_from([0, 1_700_000_000, own.MAX_TIMESTAMP])
    if isinstance(one, fields.Integer):
        return st.sampled_from([1, 2, 10])
    if isinstance(one, own.Amount):
        return st.sampled_from(['0', '1.5', '1e77', 3])
    return st.sampled_from(WORDS)

"""`python -m tools.new kind=chain id=acme [name=Acme] [chain_id=123]`: a new integration folder with its test.

What is written passes `python -m tools.validate` and its own test as it is; what has to be filled in is marked with FILL IN. A chain
ships when the tests of all chains pass, too: they want public nodes, and a coin that is in the asset data.
"""

import datetime
import itertools
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rotkehlchen.contracts.chain import parse_chain
from rotkehlchen.contracts.kind import KINDS
from rotkehlchen.contracts.manifest import ID
from rotkehlchen.contracts.registry import Registry

PROJECT: Final = Path(__file__).parent.parent
FIRST_PLACEHOLDER_CHAIN_ID: Final = 4_000_000_001

LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" fill="#546E7A" />'
    '<circle cx="12" cy="12" r="5" fill="#ECEFF1" /></svg>\n'
)

CHAIN_MANIFEST: Final = """\
id = "{id}"
name = "{name}"
capabilities = ["balances", "tokens"]
docs = ["https://docs.example.org"]  # FILL IN

[[sources]]
url = "https://docs.example.org"  # FILL IN
read = {today}
facts = "chain id, coin, nodes, Multicall3"

[chain]
type = "evm"
position = {position}
chain_id = {chain_id}  # FILL IN unless given
evm_name = "{id}"
native_asset = "eip155:{chain_id}/native"  # FILL IN: the coin's own identifier, if it has one
native_decimals = 18
multicall3 = "0xcA11bde05977b3631167028862bE2a173976CA11"  # leave out if it is not there
gas_fee = "ethereum"

# [[chain.nodes]]
# name = "Public"
# endpoint = "https://rpc.example.org"
# weight = 100
"""

CHAIN_TEST: Final = '''\
"""The facts of {name} that its own documentation states."""

from rotkehlchen.contracts.chain import parse_chain
from rotkehlchen.contracts.registry import Registry


def test_{id}_is_the_chain_that_it_says() -> None:
    chain = parse_chain(Registry().get('chain', '{id}'))
    assert (chain.chain_id, chain.native_decimals) == ({chain_id}, 18)
'''

ORACLE_MANIFEST: Final = """\
id = "{id}"
name = "{name}"
capabilities = ["current", "historical"]
docs = ["https://docs.example.org"]  # FILL IN

[[sources]]
url = "https://docs.example.org/prices"  # FILL IN
read = {today}
facts = "paths, parameters, units, limits"

[oracle.requests_per_minute]
"api.example.org" = 30  # FILL IN
"""

ORACLE_CODE: Final = '''\
"""Prices of {name}, in USD.

Source: https://docs.example.org/prices (read {today}). FILL IN: which facts were taken from there.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rotkehlchen.contracts.oracle import (
    USD,
    AssetRef,
    HistoricRequest,
    OracleContext,
    Pair,
    Price,
    expect_mapping,
    find_seconds,
    parse_price,
)
from rotkehlchen.core.time import TimestampS

ID: Final = '{id}'
URL: Final = 'https://api.example.org/v1'  # FILL IN


def build(context: OracleContext) -> '{class_name}':
    return {class_name}(context)


class {class_name}:
    id = ID

    def __init__(self, context: OracleContext) -> None:
        self._client = context.client
        self._clock = context.clock
        self._url = context.base_url or URL

    def knows(self, asset: AssetRef) -> bool:
        return asset.type == 'own chain'  # FILL IN: by which name the source knows assets

    def quotes(self, currency: AssetRef) -> bool:
        return currency.identifier == USD

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        symbols = {{pair.asset.symbol: pair.asset.identifier for pair in pairs}}
        raw = self._client.get_json(f'{{self._url}}/prices', params={{'symbols': ','.join(symbols)}})
        yield parse_prices(raw, symbols, self._clock())

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        for request in requests:
            symbols = {{request.asset.symbol: request.asset.identifier}}
            params = {{'symbols': request.asset.symbol, 'at': str(request.timestamp)}}
            yield parse_prices(self._client.get_json(f'{{self._url}}/prices', params=params), symbols, request.timestamp)


def parse_prices(raw: object, symbols: dict[str, str], asked: TimestampS) -> list[Price]:
    """{{symbol: {{"usd": number, "time": seconds}}}}; a price without a time is dated `asked`. What is unknown or zero is left out."""
    answer, found = expect_mapping(raw, ID), []
    for symbol, identifier in symbols.items():
        entry = answer.get(symbol)
        if isinstance(entry, dict) and (price := parse_price(entry.get('usd'))) is not None:
            found.append(Price(identifier, USD, price, ID, find_seconds(entry.get('time')) or asked))
    return found
'''

ORACLE_TEST: Final = '''\
"""What {name} answers, in the shape that its documentation shows."""

from decimal import Decimal

import pytest

from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.{id}.oracle import parse_prices

NOW = TimestampS(1_750_000_000)
ANSWER = {{'BTC': {{'usd': Decimal('1.5'), 'time': 1_749_999_000}}, 'ETH': {{'usd': 0}}}}


def test_{id}_prices_keep_digits_and_leave_out_what_is_unknown() -> None:
    [price] = parse_prices(ANSWER, {{'BTC': 'BTC', 'ETH': 'ETH', 'GONE': 'GONE'}}, NOW)
    assert (price.asset, price.price, price.timestamp) == ('BTC', Decimal('1.5'), 1_749_999_000)


def test_{id}_answer_of_another_shape_is_refused() -> None:
    with pytest.raises(BadResponseError):
        parse_prices([], {{}}, NOW)
'''


PROTOCOL_MANIFEST: Final = """\
id = "{id}"
name = "{name}"
capabilities = ["decoding"]
docs = ["https://docs.example.org"]  # FILL IN

[[sources]]
url = "https://docs.example.org/contracts"  # FILL IN
read = {today}
facts = "addresses, events"

[protocol]
[[protocol.counterparties]]
id = "{id}"
label = "{name}"
"""

PROTOCOL_CODE: Final = '''\
"""{name}: what its contracts' logs mean."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import retype

VAULT: Final = {{1: ('0x00000000000000000000000000000000000000AA',)}}  # FILL IN: contracts by chain id
CLAIMED: Final = '0xfc30cddea38e2bf4d6ea7d3f9ed3b6ad7f176419f4963bd81318067a4aee73fe'  # RewardsClaimed(address,uint256)


def claim_reward(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What the contract sent to the one whom the log names."""
    return retype('{id}', tx.incoming(account=log.topic_address(1), source=log.address), 'receive', 'reward')


RULES = (LogRule('claim_reward', CLAIMED, claim_reward, VAULT),)
'''

PROTOCOL_TEST: Final = '''\
"""{name}, by made-up transactions."""

from rotkehlchen.integrations.protocols.{id}.rules import CLAIMED
from tests.decoding.built import ME, OTHER, Built

VAULT = '0x00000000000000000000000000000000000000aa'
TOKEN = '0x00000000000000000000000000000000000000bb'


def test_{id}_claim_is_a_reward() -> None:
    built = Built(to=VAULT).move(TOKEN, VAULT, ME, 10**18).log(VAULT, CLAIMED, [ME], [10**18])
    assert built.events('{id}') == [('receive', 'reward', TOKEN, '1', '{id}')]


def test_{id}_log_of_another_contract_means_nothing() -> None:
    built = Built(to=OTHER).move(TOKEN, VAULT, ME, 10**18).log(OTHER, CLAIMED, [ME], [10**18])
    assert built.events('{id}') == [('receive', 'none', TOKEN, '1', None)]
'''


INDEXER_MANIFEST: Final = """\
id = "{id}"
name = "{name}"
capabilities = ["transactions", "internal"]
docs = ["https://docs.example.org"]  # FILL IN

[[sources]]
url = "https://docs.example.org/api"  # FILL IN
read = {today}
facts = "address, chains, actions, pages, limits"

[[credentials]]
field = "api_key"
label = "API key"
required = false

[indexer]
url = "https://api.example.org/{{chain_id}}/api"  # FILL IN
chains = [1]  # FILL IN
page_rows = 1000

[indexer.requests_per_second]
"api.example.org" = 2  # FILL IN
"""

INDEXER_CODE: Final = '''\
"""Transactions by {name}. FILL IN: in what it differs from `contracts.explorer_api`."""

from rotkehlchen.contracts.explorer_api import ExplorerApi
from rotkehlchen.contracts.indexer import IndexerContext


def build(context: IndexerContext) -> ExplorerApi:
    return ExplorerApi(context)
'''

INDEXER_TEST: Final = '''\
"""The facts of {name} that its own documentation states; `test_every_indexer` tries its answers."""

from rotkehlchen.contracts.indexer import parse_indexer
from rotkehlchen.contracts.registry import Registry


def test_{id}_serves_ethereum() -> None:
    info = parse_indexer(Registry().get('indexer', '{id}'))
    assert info.url_of(1) == 'https://api.example.org/1/api'  # FILL IN
'''


JURISDICTION_MANIFEST: Final = """\
id = "{id}"
name = "{name}"
capabilities = ["gains", "income", "forms"]
docs = ["https://tax.example.org"]  # FILL IN

[[sources]]
url = "https://tax.example.org/law"  # FILL IN
read = {today}
facts = "methods, holding periods, limits, rates, lines of forms"
"""

JURISDICTION_RULES: Final = '''\
"""{name}: capital gains of an individual on crypto assets. FILL IN: method, scope, holding periods, and the law they are from."""

import datetime
from collections.abc import Mapping
from typing import Final

from rotkehlchen.contracts.jurisdiction import Choice, Policy, TaxRules, TaxYear
from rotkehlchen.contracts.tax_law import calendar_year, chosen_method

CHOICES: Final = (Choice('method', ('fifo', 'average')),)  # FILL IN: what the law leaves to the taxpayer, the default first


class Rules:
    currency = 'EUR'  # FILL IN
    choices = CHOICES

    def tax_year(self, day: datetime.date) -> TaxYear:
        return calendar_year(day, 'UTC')  # FILL IN: the zone

    def policy(self, year: TaxYear, chosen: Mapping[str, str]) -> Policy:
        return Policy(method=chosen_method(CHOICES, chosen), scope='global', zone=year.zone)


RULES: Final[TaxRules] = Rules()
'''

JURISDICTION_REPORT: Final = '''\
"""The figures of {name}'s forms. FILL IN: which lines of which form."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import SUMMARY, disposal_form, other_forms, read_year, receipt_form, sum_up, to_cents, unknown_notes
from rotkehlchen.contracts.tax_law import Dated, get_figure
from rotkehlchen.core.money import ZERO

RATES: Final[Dated[Decimal]] = ((datetime.date(2009, 1, 1), Decimal('0.25')),)  # FILL IN: each figure with the day from which on it holds


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxed = [one for one in year.disposals if not one.is_free]
        sums, rate = sum_up(taxed), get_figure(RATES, figures.year.first)
        rows: list[tuple[Cell, ...]] = [(line, words, to_cents(amount)) for line, words, amount in (
            ('1', 'Proceeds', sums.proceeds), ('2', 'Cost', sums.cost), ('3', 'Gain or loss', sums.gain),  # FILL IN: lines as the form numbers them
            ('4', 'Tax', max(ZERO, sums.gain) * rate),
        )]
        return [
            Form('summary', f'Capital gains {{figures.year.label}}', SUMMARY, rows, None, unknown_notes(figures, taxed)),
            disposal_form(figures, taxed, 'Disposals'),
            receipt_form(figures, year.income, 'income', 'Income'),
            *other_forms(figures, year),
        ]


REPORT: Final[TaxReport] = Report()
'''

JURISDICTION_TEST: Final = '''\
"""{name}: FILL IN with examples of the tax authority, and both sides of every limit."""

from decimal import Decimal

from rotkehlchen.integrations.jurisdictions.{id}.report import REPORT
from rotkehlchen.integrations.jurisdictions.{id}.rules import RULES
from tests.integrations.jurisdictions.made import amounts, forms, part, sold


def test_{id}_gain_is_taxed() -> None:
    found = amounts(forms(RULES, REPORT, '2024-06-01', sold('2024-06-01', '110', part('1', '10')))['summary'])
    assert (found['3'], found['4']) == (100, Decimal('25.00'))
'''


IMPORTER_MANIFEST: Final = """\
id = "{id}"
name = "{name}"
capabilities = ["trades", "movements"]
docs = ["https://docs.example.org"]  # FILL IN

[[sources]]
url = "https://docs.example.org/export"  # FILL IN
read = {today}
facts = "columns, words of the column Type, time zone"

[importer]
location = "external"  # FILL IN: where the events happened
columns = ["Date", "Type", "Received", "Received Asset", "Sent", "Sent Asset", "Fee", "Fee Asset"]

[importer.symbols]  # FILL IN: symbols that mean something else here than elsewhere
XBT = "BTC"
"""

IMPORTER_CODE: Final = '''\
"""Exports of {name}. FILL IN: which export, and where its columns are told."""

from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable

FORMAT: Final = FlowTable(  # FILL IN; a file of another shape is a class with `headers` and `parse`, see contracts/importer.py
    headers=(frozenset({{'Date', 'Type', 'Received', 'Received Asset', 'Sent', 'Sent Asset', 'Fee', 'Fee Asset'}}),),
    time='Date', formats=('%Y-%m-%d %H:%M:%S',), zone=UTC, incoming=('Received', 'Received Asset'), outgoing=('Sent', 'Sent Asset'),
    fee=('Fee', 'Fee Asset'), kind='Type', kinds={{'buy': 'trade', 'sell': 'trade', 'deposit': 'deposit', 'withdrawal': 'withdrawal', 'reward': 'reward'}},
)
'''

IMPORTER_TEST: Final = '''\
"""An export of {name}, in the shape that its documentation shows. Larger ones: a .csv and a .txt in this folder, see `export.py` beside it."""

from tests.integrations.importers.export import describe, read_text

EXPORT = """\\
Date,Type,Received,Received Asset,Sent,Sent Asset,Fee,Fee Asset
2024-01-02 03:04:05,Buy,0.5,XBT,20000,EUR,5,EUR
2024-01-03 03:04:05,Gamble,1,EUR,,,,
"""


def test_{id}_rows_become_events_or_problems() -> None:
    assert list(describe(read_text('{id}', EXPORT).parse())) == [
        '2: 2024-01-02T03:04:05 external trade/spend 20000 EUR',
        '2: 2024-01-02T03:04:05 external trade/receive 0.5 BTC',
        '2: 2024-01-02T03:04:05 external trade/fee 5 EUR',
        '3: PROBLEM unknown_kind, Type kind=Gamble',
    ]
'''


class UsageError(Exception):
    """What was typed cannot be done."""


def make_files(kind: str, identifier: str, options: Mapping[str, str], registry: Registry) -> dict[str, str]:
    """Contents by path, from the project's folder. Raises UsageError."""
    if kind not in MAKERS:
        raise UsageError(f'kind must be one of {", ".join(sorted(MAKERS))}')
    if not ID.fullmatch(identifier):
        raise UsageError('id must begin with a letter and hold only small letters, digits and _ (40 at most)')
    folder = f'{KINDS[kind].folder}/{identifier}'
    if any(one.name == identifier for one in registry.folders(kind)):
        raise UsageError(f'{folder} is there already')
    values = {
        'id': identifier, 'name': options.get('name') or identifier.replace('_', ' ').title(),
        'class_name': ''.join(part.capitalize() for part in identifier.split('_')),
        'today': datetime.datetime.now(datetime.UTC).date().isoformat(),
    }
    if not re.fullmatch(r'[^"\\\n{}]{1,60}', values['name']):
        raise UsageError('name must be plain text of 60 characters at most')
    made = MAKERS[kind](values, options, registry)
    return {f'{"tests" if path.startswith("test_") else "rotkehlchen"}/integrations/{folder}/{path}': text for path, text in made.items()}


def _make_chain(values: dict[str, str], options: Mapping[str, str], registry: Registry) -> dict[str, str]:
    chains = [parse_chain(manifest) for manifest in registry.manifests('chain')]
    taken = {chain.chain_id: chain.id for chain in chains}
    given = options.get('chain_id')
    if given is not None and not re.fullmatch('[1-9][0-9]{0,15}', given):
        raise UsageError('chain_id must be a whole number')
    if given is not None and int(given) in taken:
        raise UsageError(f'{taken[int(given)]} has chain id {given} already')
    chain_id = int(given) if given is not None else next(n for n in itertools.count(FIRST_PLACEHOLDER_CHAIN_ID) if n not in taken)
    position = max((chain.position for chain in chains), default=0) + 10
    filled = {**values, 'chain_id': str(chain_id), 'position': str(position)}
    return {
        'manifest.toml': CHAIN_MANIFEST.format(**filled), 'logo.svg': LOGO, f'test_{values["id"]}.py': CHAIN_TEST.format(**filled),
    }


def _make_oracle(values: dict[str, str], _options: Mapping[str, str], _registry: Registry) -> dict[str, str]:
    return {
        'manifest.toml': ORACLE_MANIFEST.format(**values), 'oracle.py': ORACLE_CODE.format(**values),
        f'test_{values["id"]}.py': ORACLE_TEST.format(**values),
    }


def _make_protocol(values: dict[str, str], _options: Mapping[str, str], _registry: Registry) -> dict[str, str]:
    return {
        'manifest.toml': PROTOCOL_MANIFEST.format(**values), 'logo.svg': LOGO, 'rules.py': PROTOCOL_CODE.format(**values),
        f'test_{values["id"]}.py': PROTOCOL_TEST.format(**values),
    }


def _make_indexer(values: dict[str, str], _options: Mapping[str, str], _registry: Registry) -> dict[str, str]:
    return {
        'manifest.toml': INDEXER_MANIFEST.format(**values), 'indexer.py': INDEXER_CODE.format(**values),
        f'test_{values["id"]}.py': INDEXER_TEST.format(**values),
    }


def _make_jurisdiction(values: dict[str, str], _options: Mapping[str, str], _registry: Registry) -> dict[str, str]:
    return {
        'manifest.toml': JURISDICTION_MANIFEST.format(**values), 'rules.py': JURISDICTION_RULES.format(**values),
        'report.py': JURISDICTION_REPORT.format(**values), f'test_{values["id"]}.py': JURISDICTION_TEST.format(**values),
    }


def _make_importer(values: dict[str, str], _options: Mapping[str, str], _registry: Registry) -> dict[str, str]:
    return {
        'manifest.toml': IMPORTER_MANIFEST.format(**values), 'format.py': IMPORTER_CODE.format(**values),
        f'test_{values["id"]}.py': IMPORTER_TEST.format(**values),
    }


Maker = Callable[[dict[str, str], Mapping[str, str], Registry], dict[str, str]]
MAKERS: Final[Mapping[str, Maker]] = {
    'chain': _make_chain, 'importer': _make_importer, 'indexer': _make_indexer, 'jurisdiction': _make_jurisdiction, 'oracle': _make_oracle,
    'protocol': _make_protocol,
}


def write_files(files: Mapping[str, str], project: Path) -> None:
    for path, text in files.items():
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding='utf-8')


def main(arguments: list[str], project: Path = PROJECT) -> int:
    options = dict(argument.partition('=')[::2] for argument in arguments)
    try:
        unknown = set(options) - {'kind', 'id', 'name', 'chain_id'}
        if unknown:
            raise UsageError(f'unknown: {", ".join(sorted(unknown))}')
        files = make_files(options.get('kind', ''), options.get('id', ''), options, Registry(project / 'rotkehlchen' / 'integrations'))
    except UsageError as error:
        print(f'{error}\nusage: python -m tools.new kind=chain id=acme [name=Acme] [chain_id=123]')
        return 2
    write_files(files, project)
    print('\n'.join(files))
    print('Fill in what is marked with FILL IN, then run: python -m tools.validate')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))

"""The 72 reports of the established tool asked for as its users' scripts do: prices, events, rules and settings in by the API, rows and totals out."""

import csv
import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from rotkehlchen.core.money import set_decimal_context
from tests.api.conftest import CHEAP, PASSWORD, PORT, Client, check_shape, configuration

FOLDER = Path(__file__).parents[3] / 'shared' / 'conformance' / 'reports'
pytestmark = [pytest.mark.conformance, pytest.mark.skipif(not FOLDER.is_dir(), reason='the reference data are not beside the project')]
REPORTS: list[dict[str, Any]] = json.loads(gzip.decompress((FOLDER / 'reports.json.gz').read_bytes())) if FOLDER.is_dir() else []
DIGITS = 18


@pytest.fixture(scope='module')
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    set_decimal_context()
    folder = tmp_path_factory.mktemp('reports')
    services = wire(configuration(folder / 'data'), kdf_cost=CHEAP)
    application = create_application(services, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as flask_client:
        client = Client(flask_client)
        client.result('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
        with gzip.open(FOLDER / 'prices.csv.gz', 'rt') as file:
            prices = [{**row, 'timestamp': int(row['timestamp'])} for row in csv.DictReader(file)]
        client.result('PUT', '/assets/prices/historical/bulk', {'prices': prices, 'source_type': 'manual'})
        for body in json.loads((FOLDER / 'put_bodies.json').read_text()):
            client.result('PUT', '/history/events', body)
        rules = folder / 'rules.json'
        rules.write_text(json.dumps({'accounting_rules': json.loads((FOLDER / 'accounting_rules.json').read_text()), 'linked_properties': {}}))
        assert client.result('PUT', '/accounting/rules/import', {'filepath': str(rules)}) is True
        yield client
    services.close()


def number(text: str) -> Decimal:
    return round(Decimal(text), DIGITS)


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    amounts = (number(row[name]) for name in ('free_amount', 'taxable_amount', 'price', 'pnl_taxable', 'pnl_free'))
    basis = row['cost_basis']
    lots = None if basis is None else (basis['is_complete'], *sorted(
        (number(one['amount']), one['event']['timestamp'], number(one['event']['rate']), one['taxable']) for one in basis['matched_acquisitions']))
    return (row['timestamp'], row['type'], row['location'], row['asset_identifier'], *amounts, lots)


@pytest.mark.parametrize('index', range(len(REPORTS)))
def test_report_over_rest_has_the_same_rows_and_totals(user: Client, index: int) -> None:
    wanted = REPORTS[index]
    settings = {**wanted['settings'], 'taxfree_after_period': wanted['settings']['taxfree_after_period'] or -1}
    user.result('PUT', '/settings', {'settings': settings})
    period = wanted['period']
    identifier = user.result('GET', f'/history?from_timestamp={period["from_timestamp"]}&to_timestamp={period["to_timestamp"]}')
    (report,) = user.result('GET', f'/reports/{identifier}')['entries']
    rows = user.result('POST', f'/reports/{identifier}/data', {})['entries']
    # rows of one second come in the order of their groups, whose names are ours
    assert sorted(map(told, rows), key=repr) == sorted(map(told, wanted['events']), key=repr)
    totals = {name: (number(one['taxable']), number(one['free'])) for name, one in report['overview'].items()}
    assert totals == {name: (number(one['taxable']), number(one['free'])) for name, one in wanted['overview'].items()}
    assert (report['processed_actions'], report['total_actions']) == (wanted['processed_actions'], wanted['total_actions'])
    user.result('DELETE', f'/reports/{identifier}')

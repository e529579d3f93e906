"""Real exports of exchanges and trackers give the events that a careful tracker makes of them, by the established call of the API.

Found beside the project; without it there is nothing to do here.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.api import guard
from rotkehlchen.api.application import create_application
from rotkehlchen.api.table import load_routes
from rotkehlchen.app.wiring import wire
from rotkehlchen.contracts.registry import Registry
from tests.api.conftest import CHEAP, PASSWORD, PORT, Client, check_shape, configuration

FOLDER = Path(os.environ.get('CONFORMANCE', Path(__file__).parents[3] / 'shared' / 'conformance')) / 'csv'
EXPECTED = FOLDER / 'expected.json'
SETS: dict[str, Any] = json.loads(EXPECTED.read_text()) if EXPECTED.is_file() else {}

pytestmark = [pytest.mark.conformance, pytest.mark.skipif(not SETS, reason='the sets of exports are not beside the project')]


@pytest.fixture(scope='module')
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One profile for all sets: each takes back what it imported."""
    services = wire(configuration(tmp_path_factory.mktemp('exports') / 'data'), kdf_cost=CHEAP)
    application = create_application(services, load_routes(), guard.Policy(PORT, None), observe=check_shape)
    with application.test_client() as flask_client:
        client = Client(flask_client)
        client.result('PUT', '/users', {'name': 'ada', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
        yield client
    services.close()


def told(entry: dict[str, Any]) -> dict[str, Any]:
    subtype = entry['event_subtype']
    return {
        'timestamp': entry['timestamp'], 'location': entry['location'], 'location_label': entry['location_label'], 'asset': entry['asset'],
        'amount': entry['amount'], 'type': entry['event_type'], 'subtype': None if subtype == 'none' else subtype,
        'sequence_index': entry['sequence_index'],
    }


def in_order(events: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(event, sort_keys=True) for event in events)


@pytest.mark.parametrize('name', sorted(SETS))
def test_exports_give_the_expected_events_and_nothing_new_the_second_time(user: Client, name: str) -> None:
    known = {source for manifest in Registry().manifests('importer') for source in (manifest.id, *_sources(manifest.details.get('source')))}
    if missing := {one['source'] for one in SETS[name]['imports']} - known:
        pytest.skip(f'there is no format of {", ".join(sorted(missing))} yet')
    for _ in range(2):
        for one in SETS[name]['imports']:
            body = {'source': one['source'], 'file': str(FOLDER / one['file']), 'timestamp_format': one.get('timestamp_format')}
            assert user.result('PUT', '/import', body) is True
        answer = user.result('POST', '/history/events', {})
        assert in_order([told(row['entry']) for row in answer['entries']]) == in_order(SETS[name]['events'])
    for run in user.result('GET', '/import/runs'):
        user.result('DELETE', f'/import/runs/{run["identifier"]}')
    assert user.result('POST', '/history/events', {})['entries'] == []


def _sources(raw: Any) -> tuple[str, ...]:
    return tuple(raw) if isinstance(raw, list) else (raw,) if raw else ()

"""The demo as the button of the first run builds it: another server, on a real chain, with everything that pages show."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from demo.folder import demo_folder
from demo.local_chain import ANVIL
from rotkehlchen.core.errors import CancelledError, UnavailableError
from rotkehlchen.services import demo as demo_service
from rotkehlchen.services.demo import ROOT, STEPS, DemoService
from tests.backend import Backend
from tools.python_client.base import ApiError, Transport


class Watching:
    """A job that is cancelled after some reports."""

    def __init__(self, most: int = 100) -> None:
        self.steps: list[str] = []
        self.most = most

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        assert (done, total) == (len(self.steps), STEPS)
        self.steps.append(step)

    def check(self) -> None:
        if len(self.steps) >= self.most:
            raise CancelledError('The task was cancelled.')


@contextmanager
def running(job: Watching) -> Iterator[Transport]:
    service, before = DemoService(), set(left_of_demos())
    try:
        url, _, token = service.start(job).partition('/#token=')
        assert service.start(Watching(0)) == f'{url}/#token={token}', 'a second press finds the one that runs'
        yield Transport(url, token)
    finally:
        service.close()
    assert until_gone(before) == set()


def left_of_demos() -> list[str]:
    return processes() + [str(folder) for folder in Path(tempfile.gettempdir()).glob('portfolio-demo-*')]


def until_gone(before: set[str], seconds: float = 20) -> set[str]:
    """Processes and folders of demos that are left after a while, but for those that were there."""
    deadline = time.monotonic() + seconds
    while (left := set(left_of_demos()) - before) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def processes() -> list[str]:
    """Numbers of demos, of their servers and of their chains: of all nodes, only theirs begin in the past."""
    found = []
    for entry in Path('/proc').iterdir():
        try:
            words = (entry / 'cmdline').read_bytes().split(b'\0') if entry.name.isdigit() else []
        except OSError:
            continue
        is_node = words[:1] == [os.fsencode(ANVIL)] and b'--timestamp' in words
        if words[1:3] == [b'-m', b'demo'] or is_node or any(b'/portfolio-demo-' in word for word in words):
            found.append(entry.name)
    return found


@pytest.fixture(scope='module')
def job() -> Watching:
    return Watching()


@pytest.fixture(scope='module')
def demo(job: Watching) -> Iterator[Transport]:
    with running(job) as api:
        yield api


def events_of(api: Transport) -> list[dict[str, Any]]:
    found = []
    for one in api.call('POST', '/history/events', {'limit': -1})['entries']:
        found += [entry['entry'] for entry in (one if isinstance(one, list) else [one])]
    return found


def test_progress_names_every_step(demo: Transport, job: Watching) -> None:
    assert job.steps == ['chain', 'story', 'profile', 'transactions', 'files', 'prices', 'balances', 'report']
    assert demo.call('GET', '/users') == {'demo': 'loggedin'}


def test_history_is_that_of_real_protocols_and_of_two_exchanges(demo: Transport) -> None:
    events = events_of(demo)
    assert {one['location'] for one in events} == {'ethereum', 'bitstamp', 'binance', 'blockchain'}
    counterparties = Counter(one.get('counterparty') for one in events)
    assert counterparties.keys() >= {'gas', 'uniswap-v2', 'uniswap-v3', 'aave-v3', 'weth', 'safe-multisig', 'ens'}
    pairs = {(one['event_type'], one['event_subtype']) for one in events}
    assert pairs >= {('fail', 'fee'), ('transfer', 'none'), ('staking', 'reward'), ('receive', 'generate debt')}
    span = max(one['timestamp'] for one in events) - min(one['timestamp'] for one in events)
    assert span > 2.8 * 365 * 86_400_000
    links = demo.call('GET', '/history/events/match/asset_movements/links')
    assert len(links) == 6
    assert demo.call('GET', '/history/events/match/asset_movements') == []
    assert len(demo.call('GET', '/import/runs')) == 2


def test_everything_has_a_value_and_a_course(demo: Transport) -> None:
    balances = demo.call('GET', '/balances')
    assert len(balances['assets']) >= 8
    assert {asset for asset, held in balances['assets'].items() if held['value'] is None} == set()
    assert list(balances['liabilities']) == ['EUR']
    course = demo.call('POST', '/balances/historical/netvalue', {})
    assert len(course['times']) > 1000
    assert course['unknown_times'] == []
    assert demo.call('GET', '/performance')['time_weighted_return'] is not None


def test_one_gap_is_there_to_be_found(demo: Transport) -> None:
    found = demo.call('GET', '/reconciliation')
    worth = [(one['asset'], one['difference']) for one in found['gaps'] if float(one['value'] or 0) > 1]
    assert worth == [('ETH', '0.35')]
    assert found['agreeing'] >= 10


def test_reports_know_all_that_they_need_but_the_one_price_that_is_there_to_be_mended(demo: Transport) -> None:
    reports = sorted(demo.call('GET', '/reports')['entries'], key=lambda report: report['start_ts'])
    found = [demo.call('POST', f'/reports/{report["identifier"]}/findings', {})['entries'] for report in reports]
    assert [[(one['kind'], one['asset']) for one in findings] for findings in found] == [[], [('missing_price', 'ATOM')]]
    for report in reports:
        assert any(float(sums['taxable']) for sums in report['overview'].values())


def test_nobody_on_the_network_was_asked(demo: Transport) -> None:
    assert {one['host'].partition(':')[0] for one in demo.call('GET', '/privacy/outbound')} == {'127.0.0.1'}


def test_another_demo_tells_the_same_story(demo: Transport) -> None:
    def told(api: Transport) -> list[tuple[Any, ...]]:
        return sorted((one['timestamp'], one['event_type'], one['event_subtype'], one['asset'], one['location']) for one in events_of(api))

    with running(Watching()) as other:
        assert told(other) == told(demo)


@pytest.mark.parametrize('steps', [1, 3])
def test_cancelled_it_leaves_nothing(steps: int) -> None:
    """While contracts are made too, before the chain is handed out."""
    before = set(left_of_demos())
    with pytest.raises(CancelledError):
        DemoService().start(Watching(steps))
    assert until_gone(before) == set()


def test_killed_it_takes_its_chain_and_its_server_along(tmp_path: Path) -> None:
    before = set(processes())
    with subprocess.Popen(
            [sys.executable, '-m', 'demo', '--port', '0'], cwd=ROOT, env={**os.environ, 'TMPDIR': str(tmp_path)}, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert any('fetched and decoded' in line for line in demo.stdout)
        assert len(set(processes()) - before) == 3
        demo.kill()
    deadline = time.monotonic() + 20
    while (left := set(processes()) - before) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == set()
    assert len(list(tmp_path.iterdir())) == 1, 'nobody was left to remove its directory'


def test_port_in_use_is_said_before_anything_is_built() -> None:
    with socket.create_server(('127.0.0.1', 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run([sys.executable, '-m', 'demo', '--port', str(port)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    sentence, advice = done.stderr.splitlines()
    assert (done.returncode, done.stdout, sentence) == (1, '', f'The demo could not be built: port {port} cannot be used.')
    assert '--port' in advice


def test_directory_of_a_killed_demo_goes_with_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path))
    killed, foreign = tmp_path / 'portfolio-demo-killed', tmp_path / 'portfolio-demo-other'
    (killed / 'data').mkdir(parents=True)
    (killed / '.lock').touch()
    foreign.mkdir()
    with demo_folder() as first, demo_folder() as second:
        assert {*tmp_path.iterdir()} == {foreign, first, second}, 'one that lives stays'
    assert {*tmp_path.iterdir()} == {foreign}


def test_without_a_chain_there_is_no_demo(tmp_path: Path) -> None:
    missing = DemoService(tmp_path)
    assert not missing.is_available()
    with pytest.raises(UnavailableError, match='make demo'):
        missing.start(Watching())


def test_without_its_packages_there_is_no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DemoService().is_available()
    monkeypatch.setattr(demo_service, 'find_spec', lambda name: None)
    assert not DemoService().is_available()


def test_the_button_builds_it_over_the_api_and_it_ends_with_the_server(tmp_path: Path) -> None:
    before = set(left_of_demos())
    with Backend(tmp_path / 'data') as backend:
        assert backend.call('GET', '/demo') == {'available': True, 'is_demo': False}
        url = backend.task('POST', '/demo', {})['url']
        api = Transport(*url.split('/#token='))
        assert api.call('GET', '/users') == {'demo': 'loggedin'}
        assert api.call('GET', '/demo') == {'available': False, 'is_demo': True}
        assert json.loads(backend.raw('GET', '/users')[1])['result'] == {}, 'the own server knows nothing of it'
        backend.kill()
    assert until_gone(before) == set()
    with pytest.raises((ApiError, OSError)):
        api.call('GET', '/ping')

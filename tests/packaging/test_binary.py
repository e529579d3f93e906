"""The binary of the backend, as an installer carries it: what is in it, and the first hour of a user with it, in an environment that has nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from demo.local_chain import LocalChain
from rotkehlchen import __version__
from tests.app.console_world import HEADER
from tests.backend import SOURCE, Backend
from tools.package.notice import PINNED

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / 'rotkehlchen'
FOLDER = PROJECT / 'dist' / 'backend'
PROGRAM = FOLDER / 'rotkehlchen'
CONTENT = FOLDER / '_internal'
# No PATH, no PYTHONPATH, no home; an empty list of time zone folders stands for a system that has none.
NOTHING = {'PYTHONTZPATH': ''}
PASSWORD, PASSPHRASE = 'harbour lantern 42', 'a passphrase for this file'
FRIEND = '0x' + 'f1' * 20
PAYMENTS = 1_010  # more than one process decodes alone
TRADES = 3_200  # more than one process reads, or reports on, alone
FEW = 20
FIRST_TRADE_MS = 1_704_067_200_000
STARTS = 3


@pytest.fixture(scope='module', autouse=True)
def _built() -> None:
    """Does nothing where the binary is of these sources."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('MAKE', 'MFLAGS'))}
    done = subprocess.run(['make', '--silent', 'binary'], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def processes() -> set[int]:
    """Of the binary, whoever started them; without the tracker of multiprocessing, which stays until its parent ends."""
    found = set()
    for one in Path('/proc').glob('[0-9]*'):
        try:
            if (one / 'exe').readlink() == PROGRAM and b'resource_tracker' not in (one / 'cmdline').read_bytes():
                found.add(int(one.name))
        except OSError:
            continue
    return found


def until_gone(known: set[int], seconds: float = 10) -> None:
    """Until no process of the binary runs but those that ran before."""
    deadline = time.monotonic() + seconds
    while left := processes() - known:
        assert time.monotonic() < deadline, f'still running: {left}'
        time.sleep(0.02)


def start(data: Path, *arguments: str) -> Backend:
    return Backend(data, *arguments, program=[str(PROGRAM)], environment=NOTHING, folder=data.parent)


def run(*arguments: object, stdin: str = '', environment: dict[str, str] = NOTHING, folder: Path = Path('/')) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *map(str, arguments)], input=stdin, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


# ------------------------------------------------------------------ what is in it
def frozen_modules() -> set[str]:
    from PyInstaller.archive.readers import CArchiveReader

    with_dates = CArchiveReader(str(PROGRAM)).open_embedded_archive('PYZ.pyz')
    return set(with_dates.toc)


def files_below(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob('*') if path.is_file() and '__pycache__' not in path.parts}


def plain(name: str) -> str:
    """The name of a package as indexes compare it."""
    return re.sub(r'[-_.]+', '-', name).lower()


def test_binary_holds_every_module_and_every_file() -> None:
    files = files_below(PACKAGE)
    modules = {'.'.join(('rotkehlchen', *Path(name).with_suffix('').parts)).removesuffix('.__init__') for name in files if name.endswith('.py')}
    assert modules - frozen_modules() == {'rotkehlchen.__main__'}, 'the entry is another one'
    there = files_below(CONTENT / 'rotkehlchen')
    wanted = {name: path for name, path in files.items() if path.suffix not in ('.py', '.md')}
    wanted |= {f'client/{name}': path for name, path in files_below(PROJECT / 'frontend' / 'dist').items()}
    assert there.keys() == wanted.keys()
    assert [name for name in wanted if wanted[name].read_bytes() != there[name].read_bytes()] == []


def test_binary_holds_nothing_but_the_pinned_packages() -> None:
    """Packages for testing stand in the same environment; what a library might use of them must not come along."""
    pinned = {plain(name) for name in PINNED.findall((PROJECT / 'requirements.txt').read_text())}
    owners = packages_distributions()
    for name in {module.partition('.')[0] for module in frozen_modules()} - sys.stdlib_module_names - {'rotkehlchen'}:
        if not name.startswith('_sysconfigdata'):
            assert {plain(owner) for owner in owners[name]} <= pinned, name


def test_binary_has_the_licences_of_all_that_is_in_it() -> None:
    text = (CONTENT / 'LICENSES.txt').read_text()
    titles = re.findall(r'^={100}\n(.+) \S+\n={100}$', text, re.MULTILINE)
    pinned = PINNED.findall((PROJECT / 'requirements.txt').read_text())
    assert [plain(title) for title in titles] == ['python', *sorted(map(plain, pinned), key=str.lower)]
    parts = re.split(r'^={100}\n.+\n={100}$', text, flags=re.MULTILINE)[1:]
    assert [title for title, part in zip(titles, parts, strict=True) if len(part) < 500] == []


def test_binary_knows_nothing_of_the_place_where_it_was_made() -> None:
    place = str(PROJECT).encode()
    assert [path for path in FOLDER.rglob('*') if path.is_file() and place in path.read_bytes()] == []


def test_binary_is_no_larger_than_it_was_meant_to_be() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob('*') if not path.is_symlink()) < 130_000_000


# ------------------------------------------------------------------ the first hour
@dataclass
class FirstHour:
    backend: Backend
    chain: LocalChain
    folder: Path
    recovery_key: str = ''
    facts: dict[str, Any] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.backend.call(method, path, body)


@pytest.fixture(scope='module')
def hour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstHour]:
    """A backend of the binary with a new profile, in a folder whose name is not ASCII; and a chain on which the first account paid a friend."""
    folder = tmp_path_factory.mktemp('first hour, für Anna')
    known = processes()
    chain = LocalChain()
    backend = start(folder / 'data')
    try:
        chain.add_multicall3()
        pay_friend(chain)
        made = FirstHour(backend, chain, folder)
        profile = made.call('PUT', '/users', {'name': 'anna', 'password': PASSWORD, 'initial_settings': {'main_currency': 'EUR'}})
        made.recovery_key = profile['recovery_key']
        made.call('PUT', '/users/anna/recovery/confirm', {})
        made.call('PUT', '/tasks/scheduler', {'enabled': False})
        for node in made.call('GET', '/blockchains/eth/nodes'):
            made.call('DELETE', '/blockchains/eth/nodes', {'identifier': node['identifier']})
        made.call('PUT', '/blockchains/eth/nodes', {'name': 'own', 'endpoint': chain.url, 'owned': True, 'weight': '100', 'active': True})
        made.call('PUT', '/external_services', {'services': [{'name': 'etherscan', 'url': 'http://127.0.0.1:9', 'api_key': 'none'}]})
        made.call('PUT', '/settings', {'settings': {'default_evm_indexer_order': ['etherscan']}})
        yield made
        assert backend.stop() == 0
        until_gone(known)
        assert not (folder / 'data' / 'api-token').exists()
        log = backend.log.read_text()
        assert 'Traceback' not in log, log
    finally:
        backend.process.kill()
        chain.close()


def pay_friend(chain: LocalChain) -> None:
    chain.do('evm_setAutomine', False)
    payment = {'from': chain.owner, 'to': FRIEND, 'value': hex(10**12), 'gas': hex(21_000)}
    chain.rpc.batch([('eth_sendTransaction', [payment]) for _ in range(PAYMENTS)])
    chain.do('evm_mine')
    chain.do('evm_setAutomine', True)
    assert int(chain.do('eth_getBalance', FRIEND, 'latest'), 16) == PAYMENTS * 10**12


def trades(count: int) -> str:
    rows = []
    for number in range(count):
        what = f'EUR,ETH,1,{2000 + number % 7}' if number % 2 == 0 else f'ETH,EUR,{2100 + number % 11},1'
        rows.append(f'kraken,{what},,,row {number},{FIRST_TRADE_MS + number * 60_000}\r\n')
    return HEADER + ''.join(rows)


def test_client_is_served_with_its_scripts(hour: FirstHour) -> None:
    from urllib.request import urlopen

    assert hour.call('GET', '/ping') is True
    assert hour.call('GET', '/info')['version']['our_version'] == __version__
    with urlopen(hour.backend.url + '/', timeout=20) as answer:
        page = answer.read().decode()
    scripts = re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page)
    assert scripts
    for script in scripts:
        with urlopen(f'{hour.backend.url}/{script.lstrip("./")}', timeout=20) as answer:
            assert answer.read() == (CONTENT / 'rotkehlchen' / 'client' / script.lstrip('./')).read_bytes()


def test_profile_has_a_recovery_key_and_opens_with_its_password(hour: FirstHour) -> None:
    assert len(hour.recovery_key.split()) == 12
    hour.call('PATCH', '/users/anna', {'action': 'logout'})
    assert hour.backend.raw('POST', '/users/anna', {'password': 'wrong'})[0] == 401
    hour.call('POST', '/users/anna', {'password': PASSWORD})


def test_shipped_data_is_all_there(hour: FirstHour) -> None:
    """What is found on disk at run time: integrations by their folders, logos, icons, assets, migrations, words of names, rates."""
    supported = hour.call('GET', '/blockchains/supported')
    assert len(supported) >= len([one for one in (PACKAGE / 'integrations' / 'chains').iterdir() if (one / 'manifest.toml').is_file()])
    importers = {one['id'] for one in hour.call('GET', '/import/sources')}
    assert {one.name for one in (PACKAGE / 'integrations' / 'importers').iterdir() if (one / 'manifest.toml').is_file()} <= importers
    jurisdictions = hour.call('GET', '/accounting/jurisdictions')
    assert len(jurisdictions) == len([one for one in (PACKAGE / 'integrations' / 'jurisdictions').iterdir() if (one / 'manifest.toml').is_file()])
    assert hour.backend.raw('GET', '/assets/icon?asset_id=ETH')[1].lstrip().startswith(b'<svg')
    rate = hour.call('POST', '/assets/prices/historical', {'assets_timestamp': [['USD', 1_704_369_600]], 'target_asset': 'EUR'})
    assert rate['assets']['USD']['1704369600'] not in ('0', None), 'of the package with the reference rates'


def test_manual_balance_and_account_are_counted(hour: FirstHour) -> None:
    hour.call('PUT', '/balances/manual', {'balances': [{'asset': 'EUR', 'label': 'Bank', 'amount': '1200.50', 'location': 'banks', 'balance_type': 'asset'}]})
    hour.backend.task('PUT', '/blockchains/eth/accounts', {'accounts': [{'address': FRIEND, 'label': 'Friend'}]})
    found = hour.backend.task('GET', '/balances/blockchains', {'ignore_cache': True})
    [account] = [one for address, one in found['per_account']['eth'].items() if address.lower() == FRIEND]
    assert account['assets']['ETH']['address']['amount'] == '0.00101'
    assert hour.call('GET', '/balances/manual')['balances'][0]['amount'] == '1200.5'


def test_transactions_are_decoded_by_several_processes(hour: FirstHour) -> None:
    known = processes()
    most = 0
    identifier = hour.call('POST', '/blockchains/transactions', {'async_query': True})['task_id']
    deadline = time.monotonic() + 120
    while (state := hour.call('GET', f'/tasks/{identifier}'))['status'] == 'pending':
        most = max(most, len(processes() - known))
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert state['status_code'] == 200, state
    events = hour.call('POST', '/history/events', {'limit': 1, 'offset': 0, 'asset': 'ETH'})
    assert events['entries_found'] == PAYMENTS
    assert most > 1
    until_gone(known)


def test_file_is_imported_by_a_process(hour: FirstHour) -> None:
    path = hour.folder / 'trades.csv'
    path.write_text(trades(TRADES), newline='')
    preview = hour.call('PUT', '/import/preview', {'file': str(path)})
    assert preview['new_groups'] == TRADES
    assert hour.backend.task('PUT', '/import/runs', {'file': str(path)})['imported'] == TRADES


@pytest.mark.parametrize(('kind', 'begin'), [('csv', b''), ('pdf', b'%PDF-'), ('xlsx', b'PK'), ('zip', b'PK'), ('json', b'{')])
def test_report_is_made_by_a_process_and_comes_as_a_file(hour: FirstHour, kind: str, begin: bytes) -> None:
    if 'report' not in hour.facts:
        hour.facts['report'] = hour.backend.task('PUT', '/reports', {'jurisdiction': 'germany', 'year': '2024', 'fetch_prices': False})
    status, content = hour.backend.raw('GET', f'/reports/{hour.facts["report"]}/download?format={kind}')
    assert status == 200, content
    assert content.startswith(begin)
    assert len(content) > 20_000


def test_backup_is_checked_and_restored_by_a_process(hour: FirstHour) -> None:
    made = hour.backend.task('POST', '/backups/export', {'passphrase': PASSPHRASE})
    checked = hour.backend.task('POST', '/backups/check', {'path': made['path'], 'passphrase': PASSPHRASE})
    assert checked['rows']['history_event'] > TRADES
    restored = hour.backend.task('POST', '/backups/import', {'path': made['path'], 'passphrase': PASSPHRASE, 'password': PASSWORD, 'name': 'anna2'})
    assert (restored['name'], restored['database_checked']) == ('anna2', True)
    assert set(hour.call('GET', '/users')) == {'anna', 'anna2'}


# ------------------------------------------------------------------ words
@pytest.fixture(scope='module')
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('words')
    made = run('users', 'create', 'berta', '--data-dir', folder / 'data', stdin=PASSWORD + '\n')
    assert made.returncode == 0, made.stderr
    (folder / 'trades.csv').write_text(trades(FEW), newline='')
    return folder


def test_words_do_in_the_binary_what_they_do_in_a_checkout(shelf: Path) -> None:
    def do(*arguments: object, stdin: str = PASSWORD + '\n') -> str:
        done = run(*arguments, '--data-dir', 'data', stdin=stdin, folder=shelf)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    assert 'berta' in do('users', 'list')
    assert json.loads(do('import', '--profile', 'berta', '--dry-run', '--json', 'trades.csv'))['message'] == ''
    do('import', '--profile', 'berta', 'trades.csv')
    do('export', '--profile', 'berta', '--output', 'history.csv')
    assert len((shelf / 'history.csv').read_text().splitlines()) == 1 + 2 * FEW
    do('report', '--profile', 'berta', '--jurisdiction', 'germany', '--year', '2024', '--offline', '--output', 'report.xlsx')
    assert zipfile.ZipFile(shelf / 'report.xlsx').testzip() is None
    do('backup', '--profile', 'berta', '--folder', '.', stdin=f'{PASSWORD}\n{PASSPHRASE}\n')
    [backup] = shelf.glob('*.age')
    do('check-backup', backup.name, stdin=PASSPHRASE + '\n')
    do('restore', backup.name, '--name', 'clara', stdin=PASSPHRASE + '\n')
    assert 'clara' in do('users', 'list')
    checked = run('doctor', '--offline', '--data-dir', 'data', folder=shelf)
    assert (checked.returncode, '0 failed' in checked.stdout) in ((0, True), (10, True)), checked.stdout
    assert run('openapi').stdout == subprocess.run([*SOURCE, 'openapi'], capture_output=True, text=True, timeout=60, check=True, cwd=PROJECT).stdout


def test_wrong_use_is_answered_as_in_a_checkout() -> None:
    assert run('--version').stdout == f'rotkehlchen {__version__}\n'
    for arguments in (['--no-such-option'], ['worker'], ['worker', 'os'], ['import', '--no-such-option']):
        done = run(*arguments)
        assert (done.returncode, 'usage: rotkehlchen' in done.stderr) == (2, True), arguments


# ------------------------------------------------------------------ environment
def test_binary_obeys_no_variable_of_python(tmp_path: Path) -> None:
    """Whoever sets the environment of a shell must not get code of theirs into the process that holds the keys."""
    (tmp_path / 'json').mkdir()
    for name in ('json/__init__.py', 'sitecustomize.py', 'usercustomize.py', 'rotkehlchen.py'):
        (tmp_path / name).write_text('raise SystemExit("trapped")')
    hostile = {'PYTHONPATH': str(tmp_path), 'PYTHONHOME': str(tmp_path), 'PYTHONSTARTUP': str(tmp_path / 'json/__init__.py'), 'PYTHONINSPECT': '1',
               'PYTHONUSERBASE': str(tmp_path), 'PYTHONPLATLIBDIR': 'nowhere', 'PYTHONWARNINGS': 'error'}
    done = run('users', 'list', '--data-dir', tmp_path / 'data', environment=hostile, folder=tmp_path)
    assert 'trapped' not in done.stdout + done.stderr
    assert (done.returncode, 'There is no data directory' in done.stderr) == (8, True)


@pytest.mark.parametrize('locale', ['C', 'POSIX', 'tr_TR.UTF-8', 'de_DE.ISO-8859-1', 'nonsense'])
def test_binary_takes_any_locale(shelf: Path, tmp_path: Path, locale: str) -> None:
    data = tmp_path / 'Größe İ'
    shutil.copytree(shelf / 'data', data)
    for environment in ({'LC_ALL': locale}, {'LANG': locale, 'PYTHONUTF8': '0'}):
        done = run('users', 'list', '--data-dir', data, environment=environment)
        assert (done.returncode, 'berta' in done.stdout) == (0, True), done.stderr


# ------------------------------------------------------------------ end
def test_end_of_the_parent_pipe_is_the_end_of_the_binary(tmp_path: Path) -> None:
    known = processes()
    token_in, token_out = os.pipe()
    process = subprocess.Popen(
        [str(PROGRAM), '--data-dir', str(tmp_path / 'data'), '--rest-api-port', '0', '--parent-fd', '0', '--token-fd', str(token_out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}, cwd='/', pass_fds=[token_out])
    os.close(token_out)
    assert process.stdout is not None
    assert process.stdin is not None
    assert b'#token' not in process.stdout.readline()
    with os.fdopen(token_in) as reader:
        assert len(reader.readline().strip()) >= 32
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()
    until_gone(known)
    assert not (tmp_path / 'data' / 'api-token').exists()


def test_killed_binary_leaves_no_process_of_its_pool(hour: FirstHour, tmp_path: Path) -> None:
    """While its pool decodes: the data directory is a copy of the one that has transactions."""
    known = processes()
    hour.call('PATCH', '/users/anna', {'action': 'logout'})
    shutil.copytree(hour.backend.data_directory, tmp_path / 'data', ignore=shutil.ignore_patterns('api-token'))
    hour.call('POST', '/users/anna', {'password': PASSWORD})
    second = start(tmp_path / 'data')
    try:
        second.call('POST', '/users/anna', {'password': PASSWORD})
        second.call('POST', '/blockchains/transactions/decode', {'chain': 'eth', 'async_query': True, 'ignore_cache': True})
        deadline = time.monotonic() + 30
        while len(processes() - known) < 3:
            assert time.monotonic() < deadline, second.log.read_text()
            time.sleep(0.01)
    finally:
        second.kill()
    until_gone(known)


def test_start_takes_little_longer_than_that_of_the_sources(tmp_path: Path) -> None:
    """The quickest of a few, with everything made before: other programs of the machine only add to it."""
    def measure(program: Sequence[str], environment: dict[str, str] | None, folder: Path) -> float:
        times = []
        for _ in range(STARTS):
            begun = time.monotonic()
            with Backend(tmp_path / 'data', program=program, environment=environment, folder=folder) as backend:
                assert backend.call('GET', '/ping') is True
                times.append(time.monotonic() - begun)
        return min(times)

    measure([str(PROGRAM)], NOTHING, tmp_path)
    binary, source = measure([str(PROGRAM)], NOTHING, tmp_path), measure(SOURCE, None, PROJECT)
    print(f'start to ping: binary {binary:.2f} s, sources {source:.2f} s')
    assert binary < source * 1.5 + 0.2

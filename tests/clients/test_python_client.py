"""The generated Python client and the worked scripts, against a running backend."""

import ast
import csv
import importlib.util
import io
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.api.openapi import describe, operation_id
from rotkehlchen.api.table import load_routes
from rotkehlchen.services.profile import ProfileService
from rotkehlchen.storage.global_db.connection import open_global_database
from tests.app.console_world import CHEAP, GOOD, NOW, PARTLY, PASSWORD
from tests.backend import Backend
from tools.python_client.__main__ import TARGET, compose

PROJECT = Path(__file__).parents[2]
SCRIPTS = PROJECT / 'docs' / 'scripts'
spec = importlib.util.spec_from_file_location('rotkehlchen_client', TARGET)
assert spec is not None
assert spec.loader is not None
rotkehlchen_client = importlib.util.module_from_spec(spec)
spec.loader.exec_module(rotkehlchen_client)
ApiError, Client = rotkehlchen_client.ApiError, rotkehlchen_client.Client


@pytest.fixture(scope='module')
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A backend with a profile whose password costs little to check."""
    data = tmp_path_factory.mktemp('client') / 'data'
    database = open_global_database(data)
    database.prepare_once()
    database.close()
    ProfileService(data, CHEAP, lambda: NOW).create('anna', PASSWORD).profile.close()
    with Backend(data) as running:
        yield running


@pytest.fixture(scope='module')
def client(backend: Backend) -> Any:
    found = Client.local(backend.data_directory, backend.port)
    found.log_in('anna', PASSWORD)
    return found


# ------------------------------------------------------------------ the file
def test_client_is_up_to_date() -> None:
    assert TARGET.read_text() == compose(describe(load_routes())), 'run python -m tools.python_client'


def test_client_has_a_documented_method_for_each_route_and_needs_nothing_installed() -> None:
    tree = ast.parse(TARGET.read_text())
    (found,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == 'Client']
    methods = {node.name: node for node in found.body if isinstance(node, ast.FunctionDef)}
    assert methods.keys() == {operation_id(route) for route in load_routes()}
    assert all(ast.get_docstring(node) for node in methods.values())
    imported = {
        name.partition('.')[0] for node in ast.walk(tree)
        for name in ([node.module or ''] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names] if isinstance(node, ast.Import) else [])
    }
    assert imported <= sys.stdlib_module_names


# ------------------------------------------------------------------ calls
def test_client_reads_writes_and_passes_errors_on(client: Any) -> None:
    client.log_in('anna', 'not asked for, as the profile is open')
    client.put_tags(name='mine', description='a ü', background_color='112233', foreground_color='FFFFFF')
    assert client.get_tags()['mine']['description'] == 'a ü'
    with pytest.raises(ApiError) as refused:
        client.put_tags(name='mine', description='', background_color='112233', foreground_color='FFFFFF')
    assert (refused.value.status, refused.value.code) == (409, refused.value.code)
    assert refused.value.message
    with pytest.raises(ApiError) as wrong:
        client.put_tags(name='x', background_color='nonsense', foreground_color='FFFFFF')
    assert wrong.value.params['field'] == 'background_color'
    client.delete_tags(name='mine')
    assert 'mine' not in client.get_tags()


def test_client_waits_for_tasks_and_takes_files(client: Any, tmp_path: Path) -> None:
    path = tmp_path / 'trades.csv'
    path.write_text(PARTLY, newline='')
    assert client.post_import_preview(file=path)['new_groups'] == 2
    assert client.put_import_preview(file=str(path), source='')['problem_count'] == 2
    with pytest.raises(ApiError, match='cannot be read'):
        client.put_import_preview(file=str(tmp_path / 'none.csv'))
    made = client.put_history_events_export()
    assert client.get_history_events_export_download(file_path=made['file_path']).startswith(b'identifier,')
    saved = client.get_history_events_export_download(file_path=made['file_path'], save_to=tmp_path / 'history.csv')
    assert saved.read_bytes().startswith(b'identifier,')
    with pytest.raises(ApiError) as missing:
        client.get_history_events_export_download(file_path='none', save_to=tmp_path / 'none.csv')
    assert missing.value.status == 404
    assert not (tmp_path / 'none.csv').exists()


def test_client_without_token_or_application_says_so(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(ApiError) as refused:
        Client(backend.url, 'wrong').get_users()
    assert refused.value.status == 401
    with pytest.raises(ApiError, match='is the application running'):
        Client.local(tmp_path)
    with pytest.raises(ApiError) as unreachable:
        Client('http://127.0.0.1:9', timeout=5).get_ping()
    assert unreachable.value.code == 'unreachable'


# ------------------------------------------------------------------ worked scripts
def run(backend: Backend, script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / script), '--data-dir', str(backend.data_directory), '--port', str(backend.port), '--profile', 'anna']
    return subprocess.run(
        [*command, *map(str, arguments)], env={**os.environ, 'PYTHONPATH': str(TARGET.parent)}, input=PASSWORD + '\n', capture_output=True, text=True,
        timeout=60, check=False)


def test_client_tells_of_one_error_not_of_those_below_it(client: Any) -> None:
    with pytest.raises(ApiError) as missing:
        client.get_reports_by_report_id(999_999)
    assert missing.value.__context__ is None


@pytest.mark.parametrize('said', [b'', b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"result"', b'nonsense\r\n\r\n'])
def test_client_says_so_when_the_application_goes_away_while_it_answers(said: bytes) -> None:
    with pytest.raises(ApiError) as gone, peer_that_says(said) as client:
        client.get_ping()
    assert (gone.value.code, gone.value.retry) == ('unreachable', 'later')


def test_file_that_is_cut_off_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / 'report.xlsx').write_bytes(b'of last year')
    with pytest.raises(ApiError), peer_that_says(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nPK') as client:
        client.get_reports_by_report_id_download(1, format='xlsx', save_to=tmp_path / 'report.xlsx')
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [('report.xlsx', b'of last year')]


@contextmanager
def peer_that_says(said: bytes) -> Iterator[Any]:
    """A client of somebody who answers so, and is gone."""
    with socket.create_server(('127.0.0.1', 0)) as listening:
        def answer() -> None:
            peer, _ = listening.accept()
            with peer:
                peer.recv(65_536)
                peer.sendall(said)
        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield Client(f'http://127.0.0.1:{listening.getsockname()[1]}', 'x' * 43)
        finally:
            thread.join()


def test_script_of_net_worth_gives_a_row_a_location(backend: Backend, client: Any) -> None:
    client.put_balances_manual(balances=[
        {'asset': 'EUR', 'label': 'bank', 'amount': '1200.50', 'location': 'banks', 'tags': [], 'balance_type': 'asset'},
        {'asset': 'ETH', 'label': 'ledger', 'amount': '2', 'location': 'external', 'tags': [], 'balance_type': 'asset'},
    ])
    client.put_settings(settings={'main_currency': 'EUR'})
    done = run(backend, 'net_worth_by_location.py')
    assert done.returncode == 0, done.stderr
    rows = {row['location']: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert rows['banks'] == {'location': 'banks', 'value': '1200.5', 'currency': 'EUR', 'complete': 'yes'}
    assert rows['external']['complete'] == 'no'
    assert 'No price is known of ETH.' in done.stderr


def test_script_imports_a_folder_and_says_what_was_left_out(backend: Backend, client: Any, tmp_path: Path) -> None:
    for name, text in (('a.csv', GOOD), ('b.csv', PARTLY), ('c.csv', 'who,knows\r\n1,2\r\n'), ('d.txt', GOOD)):
        (tmp_path / name).write_text(text, newline='')
    done = run(backend, 'import_folder.py', tmp_path)
    assert done.returncode == 1, done.stderr
    assert 'a.csv: rotki_trades, 2 imported, 0 there already' in done.stdout
    assert 'b.csv: rotki_trades, 0 imported, 2 there already' in done.stdout
    assert 'line 5 not understood' in done.stdout
    assert 'c.csv: not imported: ' in done.stdout
    assert '3 files, 1 of them taken in whole.' in done.stdout
    done = run(backend, 'import_folder.py', tmp_path / 'nowhere')
    assert (done.returncode, f'there is no folder {tmp_path / "nowhere"}' in done.stderr) == (2, True), 'a folder that is not there is not an empty one'


def test_script_of_a_tax_report_writes_the_workbook(backend: Backend, client: Any, tmp_path: Path) -> None:
    path = tmp_path / 'trades.csv'
    path.write_text(GOOD, newline='')
    client.post_import_runs(file=path)
    done = run(backend, 'tax_report.py', 'germany', '2023', tmp_path / 'report.xlsx', '--offline')
    assert done.returncode in (0, 1), done.stderr
    assert (tmp_path / 'report.xlsx').read_bytes().startswith(b'PK')
    assert ('not known' in done.stdout) == (done.returncode == 1)
    assert 'lines in EUR' in done.stdout
    assert run(backend, 'tax_report.py', 'atlantis', '2023', tmp_path / 'none.xlsx').returncode == 1
    assert not (tmp_path / 'none.xlsx').exists()
    done = run(backend, 'tax_report.py', 'germany', '2023', tmp_path / 'no folder' / 'report.xlsx', '--offline')
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr

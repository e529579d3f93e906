"""The built web client as the server hands it out."""

from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from rotkehlchen.api.client_files import ClientFiles
from rotkehlchen.api.guard import Policy

SCRIPT = 'console.log("page");' * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / 'static').mkdir()
    (tmp_path / 'index.html').write_text('<title>Portfolio</title>')
    (tmp_path / 'static' / 'Page-1a.js').write_text(SCRIPT)
    return tmp_path


def get(files: ClientFiles, path: str, **headers: str) -> TestResponse:
    return Client(files).get(path, headers={'Host': '127.0.0.1:4242', **headers})


def test_page_and_scripts_are_served_with_their_types_and_ages(folder: Path) -> None:
    files = ClientFiles(folder, Policy(4242, None))
    page, script = get(files, '/'), get(files, '/static/Page-1a.js', **{'Accept-Encoding': 'gzip'})
    assert (page.status_code, page.mimetype, page.headers['Cache-Control']) == (200, 'text/html', 'no-cache')
    assert (script.status_code, script.mimetype, script.headers['Content-Encoding']) == (200, 'text/javascript', 'gzip')
    assert 'immutable' in script.headers['Cache-Control']
    assert len(script.data) < len(SCRIPT) < int(get(files, '/static/Page-1a.js').headers['Content-Length']) + 1


def test_a_client_that_is_replaced_meanwhile_is_served_as_it_was(folder: Path) -> None:
    files = ClientFiles(folder, Policy(4242, None))
    assert b'Portfolio' in get(files, '/').data
    (folder / 'static' / 'Page-1a.js').unlink()
    (folder / 'index.html').write_text('<title>Another version</title>')
    assert get(files, '/static/Page-1a.js').text == SCRIPT
    assert b'Portfolio' in get(files, '/').data


def test_a_client_that_is_replaced_before_it_was_asked_for_is_served_as_it_is_then(folder: Path) -> None:
    files = ClientFiles(folder, Policy(4242, None))
    (folder / 'static' / 'Page-1a.js').unlink()
    (folder / 'index.html').unlink()
    assert b'not built' in get(files, '/').data  # the build is under way
    assert get(files, '/static/Page-1a.js').status_code == 404
    (folder / 'static' / 'Page-2b.js').write_text(SCRIPT)
    (folder / 'index.html').write_text('<title>Another version</title>')
    assert b'Another version' in get(files, '/').data
    assert get(files, '/static/Page-2b.js').text == SCRIPT
    assert not files.knows('/static/Page-1a.js')


def test_nothing_else_of_the_disk_is_known(folder: Path) -> None:
    (folder / 'static' / 'link').symlink_to('/etc/passwd')
    files = ClientFiles(folder, Policy(4242, None))
    assert [path for path in ('/static/link', '/static/../index.html', '/etc/passwd', '/static') if files.knows(path)] == []

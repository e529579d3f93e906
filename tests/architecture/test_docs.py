"""The documents against the program: what they must name, and that whatever they name exists."""

import argparse
import ast
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rotkehlchen.api.table import load_routes
from rotkehlchen.app.command import COMMANDS, WORDS, load_word
from rotkehlchen.app.configuration import server_parser
from rotkehlchen.app.console import status
from rotkehlchen.contracts.kind import KINDS
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.services.setting import DEFAULTS
from rotkehlchen.services.tax_report.service import SETTING_NAMES
from tools import supported
from tools.error_codes import find_codes

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / 'docs'
DOCUMENTS = sorted([PROJECT / 'README.md', PROJECT / 'ARCHITECTURE.md', PROJECT / 'CHANGELOG.md', *DOCS.rglob('*.md')])
GENERATED = {'api-coverage.md'}  # lists routes of the established interface, too, that are still to come
WRITTEN = [document for document in DOCUMENTS if document.name not in GENERATED]
ANCHORS = re.compile(r'^#+ +(.+)$', re.MULTILINE)
IMAGE = re.compile(r'!\[[^\]]+\]\(([^)\s]+)\)')
LARGEST_IMAGE_BYTES = 150 * 1024
NOT_CONTACTED = {'ethereum-beacon-api.publicnode.com', 'www.w3.org', 'json-schema.org'}  # a setting that is kept only; names of formats
LINK = re.compile(r'(?<!!)\[[^\]]+\]\(([^)\s]+)\)')
CODE = re.compile(r'`([^`\n]+)`')
BLOCK = re.compile(r'^```[\s\S]*?^```|^(?: {4,}\S[^\n]*\n)+', re.MULTILINE)
BOLD = re.compile(r'\*\*([^*]+)\*\*')
ROUTE = re.compile(r'^(GET|PUT|POST|PATCH|DELETE) (/[^\s?]*)')
TOP_FOLDERS = ('rotkehlchen/', 'frontend/', 'electron-app/', 'tests/', 'tools/', 'docs/', '.ci/')
SERVER_ARGUMENTS = {action.option_strings[-1] for action in server_parser()._actions if action.option_strings}
ids = [str(document.relative_to(PROJECT)) for document in WRITTEN]


@lru_cache
def text_of(document: Path) -> str:
    return document.read_text(encoding='utf-8')


def code_in(document: Path) -> Iterator[str]:
    """Pieces of code in the text, and lines of code blocks."""
    text = text_of(document)
    for block in BLOCK.findall(text):
        yield from (line.strip() for line in block.splitlines() if not line.startswith('```'))
    yield from CODE.findall(BLOCK.sub('', text))


def table_rows(document: Path, heading: str) -> dict[str, list[str]]:
    """Cells by the code in the first cell, of the table under a heading."""
    section = text_of(document).partition(f'## {heading}\n')[2].partition('\n## ')[0]
    rows = [[cell.strip() for cell in line.strip().strip('|').split(' | ')] for line in section.splitlines() if line.startswith('| `')]
    return {cells[0].strip('`'): cells[1:] for cells in rows}


# ------------------------------------------------------------------ what must be named
def test_every_setting_is_explained_with_its_default() -> None:
    rows = table_rows(DOCS / 'configuration.md', 'Settings of a profile')
    assert rows.keys() == DEFAULTS.keys()
    for name, (default, used, meaning) in rows.items():
        assert used in ('now', 'kept'), name
        assert meaning, name
        value = DEFAULTS[name]
        if isinstance(value, dict | list):
            shown = {'a list'} if isinstance(value, list) and len(value) > 4 else {'a table'} if isinstance(value, dict) else set()
            shown |= {' '.join(f'`{item}`' for item in value) or 'empty'}
        else:
            shown = {'empty' if value == '' else f'`{value if isinstance(value, str) else json.dumps(value)}`'}
        assert default in shown, f'{name}: the default is {value!r}'


def test_setting_said_to_be_used_is_read_somewhere_and_no_other() -> None:
    sources = [path for path in (PROJECT / 'rotkehlchen').rglob('*.py') if path.name != 'setting.py']
    client = [path for path in (PROJECT / 'frontend/src').rglob('*') if path.suffix in ('.ts', '.vue') and not path.name.endswith('.test.ts')]
    backend_text = '\n'.join(map(text_of, sources))
    client_text = '\n'.join(map(text_of, (path for path in client if path.name != 'schema.generated.ts')))
    reading = re.compile(r"""(?:get\(|settings\.get\(|values\[)'(\w+)'""")
    read_by_backend = {name for name in reading.findall(backend_text) if name in DEFAULTS} | {'main_currency', 'version', 'last_write_ts', *SETTING_NAMES}
    read_by_client = {'ui_floating_precision', 'display_date_in_localtime', 'frontend_settings'}
    for name in read_by_client:
        assert name in client_text
    for name, (_default, used, _meaning) in table_rows(DOCS / 'configuration.md', 'Settings of a profile').items():
        assert (used == 'now') == (name in read_by_backend | read_by_client), f'{name} is said to be {used}'


def test_every_option_of_the_command_line_is_explained() -> None:
    rows = table_rows(DOCS / 'configuration.md', 'Command line')
    assert {name for name in rows if name.startswith('--')} == SERVER_ARGUMENTS
    named = ' '.join(rows)
    assert all(f'-m rotkehlchen {word}' in named for word in COMMANDS)


@pytest.mark.parametrize('word', WORDS)
def test_every_option_of_a_command_word_is_explained(word: str) -> None:
    options = set(options_of(load_word(word).parser()))
    explained = [set(re.findall(r'--[a-z-]+', text)) for text in first_cells(DOCS / 'command-line.md', 'Options of every word', word)]
    assert options == set().union(*explained)
    assert {'--data-dir', '--json'} == explained[0]


def first_cells(document: Path, *headings: str) -> Iterator[str]:
    for heading in headings:
        section = text_of(document).partition(f'\n## {heading}\n')[2].partition('\n## ')[0]
        yield ' '.join(line.partition(' | ')[0] for line in section.splitlines() if line.startswith('| `-'))


def options_of(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Of a word and the words after it."""
    for action in parser._actions:
        yield from (option for option in action.option_strings if option.startswith('--') and option != '--help')
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from options_of(inner)


def test_every_check_and_exit_status_is_explained() -> None:
    text = text_of(DOCS / 'command-line.md')
    sources = ''.join(map(text_of, [*(PROJECT / 'rotkehlchen/services/diagnosis').glob('*.py'), PROJECT / 'rotkehlchen/app/console/doctor.py']))
    names = set(re.findall(r"Check\(\s*'(\w+)'", sources)) - {'profiles', 'network', 'profile_opens'}  # these three only say why others are skipped
    assert names >= {'nodes', 'clock', 'global_database', 'profile_files'}
    assert not [name for name in names if f'`{name}`' not in text]
    statuses = {value for name, value in vars(status).items() if name.isupper() and isinstance(value, int)}
    assert statuses == {int(found) for found in re.findall(r'^\| (\d+) \| ', text, re.MULTILINE)}


def test_every_code_of_the_command_line_is_explained() -> None:
    sources = ''.join(map(text_of, (PROJECT / 'rotkehlchen/app/console').glob('*.py')))
    explained = text_of(DOCS / 'command-line.md') + text_of(DOCS / 'error-codes.md')
    codes = set(re.findall(r"code='(\w+)'", sources))
    assert codes
    assert not [code for code in codes if f'`{code}`' not in explained]


def test_every_area_of_routes_is_in_the_coverage() -> None:
    text = text_of(DOCS / 'api-coverage.md')
    assert not [route.name for route in load_routes() if f'| {route.area} | {route.method} |' not in text]


def test_every_oracle_is_named_for_users_and_its_hosts_in_security() -> None:
    for manifest in Registry().manifests('oracle'):
        assert manifest.id in re.sub(r'\s+v(?=\d)', 'v', text_of(DOCS / 'user-guide.md').lower().replace('european central bank', 'ecb').replace(
            'uniswap v2 and v3', 'uniswapv2 uniswapv3')), f'{manifest.id} is missing in the user guide'
        for host in manifest.details.get('requests_per_minute', {}):
            assert f'`{host}`' in text_of(DOCS / 'security.md'), f'{host} is missing in security.md'


def test_every_integration_is_in_the_list() -> None:
    text = text_of(DOCS / 'supported.md')
    for kind in KINDS:
        for manifest in Registry().manifests(kind):
            assert f'| `{manifest.id}` | {manifest.name} | ' in text, f'{kind} {manifest.id}: run python -m tools.supported'
    assert text == supported.render(Registry())


def test_every_country_and_file_is_named_in_its_guide() -> None:
    for manifest in Registry().manifests('jurisdiction'):
        assert manifest.name in text_of(DOCS / 'tax.md'), manifest.id
    formats = text_of(DOCS / 'import-formats.md').lower()
    for manifest in Registry().manifests('importer'):
        assert re.search(rf'\b{manifest.id}\b', formats), manifest.id


def test_every_host_that_may_be_contacted_is_in_the_list() -> None:
    listed = set(re.findall(r'^\| `([^`]+)` \| ', text_of(DOCS / 'supported.md').partition('## Hosts')[2], re.MULTILINE))
    for kind in KINDS:
        for manifest in Registry().manifests(kind):
            assert supported.hosts_of(manifest) <= listed, manifest.id
    in_code = dict(chain.from_iterable(map(hosts_in, (PROJECT / 'rotkehlchen').rglob('*.py'))))
    assert {'ipfs.io', 'coins.llama.fi', 'www.ecb.europa.eu'} <= in_code.keys()
    assert not {host: where for host, where in in_code.items() if host not in listed | NOT_CONTACTED}


def hosts_in(source: Path) -> Iterator[tuple[str, str]]:
    """Hosts of addresses in code, not in docstrings, and the file that has each."""
    tree = ast.parse(text_of(source))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            for address in re.findall(r'(?:https|wss?|http)://[\w.-]+\.[a-z]{2,}', node.value):
                host = urlsplit(address).hostname or ''
                if not host.endswith(('.example', 'example.org', 'example.com')):
                    yield host, str(source.relative_to(PROJECT))


def test_every_error_code_is_explained() -> None:
    explained = set(re.findall(r'^\| `(\w+)` \| ', text_of(DOCS / 'error-codes.md'), re.MULTILINE))
    assert find_codes().keys() == explained


def test_every_make_target_is_explained() -> None:
    [phony] = re.findall(r'^\.PHONY: (.+)$', text_of(PROJECT / 'Makefile'), re.MULTILINE)
    named = set(chain.from_iterable(re.findall(r'(?:^|\s)make ([a-z-]+)', piece) for document in WRITTEN for piece in code_in(document)))
    assert not set(phony.split()) - named


def test_pictures_are_there_and_small_and_each_is_shown() -> None:
    shown = {(document.parent / target).resolve() for document in WRITTEN for target in IMAGE.findall(text_of(document))}
    assert len(shown) >= 10
    assert shown == {path.resolve() for path in (DOCS / 'images').iterdir()}
    for path in shown:
        content = path.read_bytes()
        assert content.startswith(b'\x89PNG'), path.name
        assert len(content) <= LARGEST_IMAGE_BYTES, path.name


def test_buttons_and_pages_in_bold_are_called_so_in_the_client() -> None:
    words = {
        form.rstrip('.').casefold()
        for text in texts_of(json.loads(text_of(PROJECT / 'frontend/src/app/locales/en.json'))) for form in text.split(' | ')
    }
    named = [part for bold in BOLD.findall(text_of(DOCS / 'user-guide.md')) for part in ' '.join(bold.split()).split(' → ')]
    assert len(named) > 30
    assert not [part for part in named if part.rstrip('.').casefold() not in words]


def texts_of(messages: dict[str, Any]) -> Iterator[str]:
    for message in messages.values():
        if isinstance(message, dict):
            yield from texts_of(message)
        else:
            yield message


def test_every_kind_of_integration_with_folders_is_explained() -> None:
    guide = text_of(DOCS / 'integrations.md')
    for kind in KINDS.values():
        if Registry().folders(kind.name):
            assert f'integrations/{kind.folder}/<id>/' in guide
            assert all(f'`{capability}`' in guide for capability in kind.capabilities)


def test_every_document_is_linked_from_the_readme() -> None:
    linked = set(LINK.findall(text_of(PROJECT / 'README.md')))
    missing = [path.name for path in DOCS.glob('*.md') if f'docs/{path.name}' not in linked]
    assert not missing


# ------------------------------------------------------------------ what is named exists
@pytest.mark.parametrize('document', WRITTEN, ids=ids)
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(BLOCK.sub('', text_of(document))):
        if target.startswith(('https://', 'http://')):
            continue
        path, _, anchor = target.partition('#')
        found = (document.parent / path).resolve() if path else document
        assert found.exists(), f'{target} does not exist'
        if anchor:
            assert anchor in {anchor_of(title) for title in ANCHORS.findall(text_of(found))}, f'{target} has no such heading'


def anchor_of(title: str) -> str:
    return re.sub(r'[^\w\- ]', '', title.lower()).replace(' ', '-')


@pytest.mark.parametrize('document', WRITTEN, ids=ids)
def test_files_that_are_named_exist(document: Path) -> None:
    for piece in code_in(document):
        for word in piece.split():
            path = word.strip('(),;:\'"')
            if path.startswith(TOP_FOLDERS):
                pattern = re.sub(r'<[^>]*>', '*', path).rstrip('/')
                if pattern.startswith(('frontend/dist', 'frontend/node_modules')):
                    continue
                assert next(PROJECT.glob(pattern), None) is not None, f'{path} does not exist'


@pytest.mark.parametrize('document', WRITTEN, ids=ids)
def test_make_targets_that_are_named_exist(document: Path) -> None:
    targets = set(re.findall(r'^([a-z-]+):', text_of(PROJECT / 'Makefile'), re.MULTILINE))
    for piece in code_in(document):
        for target in re.findall(r'(?:^|\s)make ([a-z-]+)', piece):
            assert target in targets, f'make {target} does not exist'


@pytest.mark.parametrize('document', WRITTEN, ids=ids)
def test_routes_that_are_named_exist(document: Path) -> None:
    for method, path in routes_in(document):
        assert find_route(method, path), f'{method or "any method"} {path} does not exist'


def routes_in(document: Path) -> Iterator[tuple[str | None, str]]:
    for piece in code_in(document):
        if (found := ROUTE.match(piece)) is not None:
            yield found[1], found[2].removeprefix('/api/1')
        for method, path in re.findall(r"""(?:call|run)\(?\s*'?(GET|PUT|POST|PATCH|DELETE)'?,?\s+f?'?(/[^\s'?]*)""", piece):
            yield method, path
        for path in re.findall(r'(?:\$API|/api/1|\{API\})(/[^\s\'"`?]*)', piece):
            yield None, path


def find_route(method: str | None, path: str) -> bool:
    parts = path.strip('/').split('/')
    if parts[-1] in ('…', '...'):
        return True
    return any(
        (method is None or route.method == method) and fits(route.path.strip('/').split('/'), parts) for route in load_routes()
    )


def fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    return len(pattern) == len(parts) and all(known.startswith('<') or known == part for known, part in zip(pattern, parts, strict=True))


@pytest.mark.parametrize('document', WRITTEN, ids=ids)
def test_options_in_commands_exist(document: Path) -> None:
    words = {*COMMANDS}
    for piece in code_in(document):
        if '-m rotkehlchen' not in piece:
            continue
        arguments = shlex.split(piece.partition('-m rotkehlchen')[2].replace("'", ''), comments=True)
        if arguments and arguments[0] in words:
            continue
        for argument in arguments:
            assert not argument.startswith('--') or argument.partition('=')[0] in SERVER_ARGUMENTS, f'{piece}: no option {argument}'


def test_examples_in_python_are_python() -> None:
    blocks = list(chain.from_iterable(re.findall(r'```python\n(.*?)```', text_of(document), re.DOTALL) for document in WRITTEN))
    assert len(blocks) >= 4
    for block in blocks:
        compile(block, 'example', 'exec')

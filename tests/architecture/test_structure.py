"""Rules of the house that a machine can check: import directions, what a start loads, names."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SOURCES = sorted((PROJECT / 'rotkehlchen').rglob('*.py'))
FORBIDDEN_WORDS = ('util', 'helper', 'common', 'manager', 'handler', 'misc')


def imported_names(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules_after(code: str) -> set[str]:
    script = f'import sys\n{code}\nprint("\\n".join(sys.modules))'
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True, timeout=60, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_import_directions_are_kept() -> None:
    linter = Path(sys.executable).parent / 'lint-imports'
    done = subprocess.run([linter, '--no-cache'], capture_output=True, text=True, timeout=120, cwd=PROJECT)
    assert done.returncode == 0, done.stdout[-3000:]


def test_one_integration_never_imports_another() -> None:
    for file in SOURCES:
        parts = file.relative_to(PROJECT).parts
        own = '.'.join(parts[:4]) if parts[1] == 'integrations' and len(parts) > 4 else None
        for name in imported_names(file):
            if name.startswith('rotkehlchen.integrations'):
                assert own is not None, f'{file} imports an integration; the registry loads them'
                assert name.startswith(own), f'{file} imports another integration: {name}'


def test_registry_reads_manifests_without_any_integration_code() -> None:
    loaded = modules_after(
        'from rotkehlchen.contracts.registry import Registry\nfrom rotkehlchen.services.chain import ShippedChains\n'
        'assert len(ShippedChains(Registry()).chains) > 17\nRegistry().manifests("oracle")')
    assert not [name for name in loaded if name.startswith('rotkehlchen.integrations')]
    assert not loaded & {'requests', 'urllib3', 'flask', 'gevent', 'eth_abi', 'currency_converter'}


def test_importing_the_network_layer_loads_no_http_library() -> None:
    loaded = modules_after('import rotkehlchen.net.http, rotkehlchen.net.jsonrpc, rotkehlchen.net.node_pool, rotkehlchen.services.node')
    assert not loaded & {'requests', 'urllib3', 'ssl', 'http.client'}


def test_wiring_loads_no_integration_code_and_reads_no_manifest() -> None:
    loaded = modules_after('import rotkehlchen.app.wiring')
    assert not [name for name in loaded if name.startswith('rotkehlchen.integrations.')]
    assert not loaded & {'requests', 'tomllib'}


@pytest.mark.parametrize('word', FORBIDDEN_WORDS)
def test_no_module_is_named_by_a_word_that_says_nothing(word: str) -> None:
    named = [str(file.relative_to(PROJECT)) for file in SOURCES if word in {file.stem, file.stem + 's', file.stem.removesuffix('s')}]
    assert not named


def test_whatever_catches_everything_says_why_or_passes_it_on() -> None:
    for file in SOURCES:
        text = file.read_text(encoding='utf-8')
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            handler = node if isinstance(node, ast.ExceptHandler) else None
            broad = handler is not None and (handler.type is None or ast.unparse(handler.type) in ('Exception', 'BaseException'))
            if broad or (isinstance(node, ast.Call) and ast.unparse(node) == 'suppress(Exception)'):
                passed_on = handler is not None and isinstance(handler.body[-1], ast.Raise)
                reason = lines[node.lineno - 1].partition('#')[2].replace('noqa: BLE001', '')
                assert passed_on or len(reason) > 10, f'{file.relative_to(PROJECT)}:{node.lineno} catches everything'


@pytest.mark.parametrize('layer', ['services', 'decoding', 'ledger', 'accounting', 'api/v1'])
def test_amounts_are_parsed_by_the_money_module_alone(layer: str) -> None:
    """`Decimal` of a literal is fine; of a variable it may be outside text, which is for `parse_amount`."""
    for file in (PROJECT / 'rotkehlchen' / layer).rglob('*.py'):
        for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == 'Decimal':
                literal = all(isinstance(argument, ast.Constant) for argument in node.args)
                assert literal, f'{file.relative_to(PROJECT)}:{node.lineno} makes a Decimal of a variable'


def pinned(*files: str) -> set[str]:
    """Names of the distributions that these lists of requirements install."""
    return {re.sub('[-_.]+', '-', name).lower() for file in files for name in re.findall(r'^([\w.-]+)==', (PROJECT / file).read_text(), re.MULTILINE)}


@pytest.mark.parametrize(('folder', 'lists'), [
    ('rotkehlchen', ('requirements.txt',)),
    ('demo', ('requirements.txt', 'requirements-demo.txt')),
])
def test_a_fresh_machine_has_what_is_imported(folder: str, lists: tuple[str, ...]) -> None:
    """`make run` and `make demo` install only their own lists; here, all lists are installed, and a missing line would not be felt."""
    installed, own = packages_distributions(), {'rotkehlchen', 'demo', 'tools'}
    top = {name.split('.')[0] for file in (PROJECT / folder).rglob('*.py') if 'node_modules' not in file.parts for name in imported_names(file)}
    needed = {re.sub('[-_.]+', '-', distribution).lower()
              for name in top - own - sys.stdlib_module_names for distribution in installed[name]}
    assert needed
    assert needed <= pinned(*lists)

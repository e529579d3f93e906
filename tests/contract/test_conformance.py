"""What every integration folder keeps to, found on disk: a new folder is tested without a line here."""

import shutil
from pathlib import Path

import pytest

from rotkehlchen.contracts.registry import SHIPPED, Registry
from tools.new import UsageError, main, make_files, write_files
from tools.validate import PROJECT, find_logo_problem, find_problems


def test_every_folder_keeps_its_contract() -> None:
    assert find_problems() == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / 'rotkehlchen' / 'integrations', ignore=shutil.ignore_patterns('__pycache__')))


def problems_after(copy: Path, path: str, old: str, new: str) -> str:
    file = copy / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return '\n'.join(find_problems(copy))


@pytest.mark.parametrize(('path', 'old', 'new', 'expected'), [
    ('chains/eth/manifest.toml', 'id = "eth"', 'id = "ether"', 'chains/eth: id: must be the name of its folder'),
    ('chains/eth/manifest.toml', 'chain_id = 1\n', 'chain_id = 10\n', 'chain_id 10 is also that of eth'),
    ('chains/eth/manifest.toml', 'evm_name = "ethereum"', 'evm_name = "base"', 'evm_chain_name base is also that of'),
    ('chains/eth/logo.svg', '<path', '<script>alert(1)</script><path', 'chains/eth: logo.svg has an element that is no shape'),
    ('oracles/defillama/oracle.py', 'def build(', 'open(__file__ + ".log", "w")\ndef build(', 'does something when it is imported: open'),
    ('oracles/defillama/oracle.py', 'def build(', 'import socket; socket.getaddrinfo("localhost", 1)\ndef build(', 'socket.getaddrinfo'),
    ('oracles/defillama/oracle.py', 'def build(', 'import threading; threading.Thread(target=print).start()\ndef build(', 'a thread'),
    ('oracles/defillama/oracle.py', 'def build(', 'def built(', 'build is not defined'),
    ('oracles/defillama/oracle.py', 'def build(', 'import atexit; atexit.register(print)\ndef built(', 'build is not defined'),
    ('oracles/defillama/oracle.py', 'def build(', 'import nothing_of_this_name\ndef build(', 'cannot be imported'),
])
def test_folder_that_breaks_its_contract_is_named(copy: Path, path: str, old: str, new: str, expected: str) -> None:
    assert expected in problems_after(copy, path, old, new)


def test_missing_parts_are_named(copy: Path) -> None:
    (copy / 'chains/eth/manifest.toml').unlink()
    (copy / 'chains/base/logo.svg').unlink()
    (copy / 'oracles/ecb/oracle.py').unlink()
    found = find_problems(copy)
    assert 'chains/eth: manifest.toml is missing' in found
    assert 'chains/base: logo.svg is missing' in found
    assert 'oracles/ecb: oracle.py is missing' in found


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'


@pytest.mark.parametrize('content', [
    SVG.format('<script>1</script>'), SVG.format('<path onload="x()" d=""/>'), SVG.format('<image href="https://x.example/a.png"/>'),
    SVG.format('<use href="https://x.example/a.svg#a"/>'), SVG.format('<path fill="url(https://x.example)" d=""/>'),
    SVG.format('<style>*{}</style>'),
    SVG.format('<foreignObject/>'), SVG.format('<path style="background: url( //x.example )" d=""/>'), '<html></html>', 'nonsense', '',
    '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format('<path d=""/>'), '<svg xmlns="http://www.w3.org/2000/svg"/>',
    SVG.format('<path d="' + 'M0 0' * 9000 + '"/>'),
    SVG.format('<x:path xmlns:x="urn:x"/>'),
])
def test_unsafe_logo_is_refused(content: str) -> None:
    assert find_logo_problem(content.encode()) is not None


def test_logo_of_shapes_is_safe() -> None:
    shapes = '<defs><linearGradient id="a"/></defs><path fill="url(#a)" d="M0 0"/><use href="#a"/>'
    assert find_logo_problem(SVG.format(shapes).encode()) is None


@pytest.mark.parametrize('kind', ['chain', 'importer', 'indexer', 'jurisdiction', 'oracle', 'protocol'])
def test_scaffold_passes_validation_and_its_own_test(copy: Path, kind: str, tmp_path: Path) -> None:
    assert main([f'kind={kind}', 'id=acme_two', 'name=Acme Two'], tmp_path) == 0
    assert find_problems(copy) == []
    registry = Registry(copy)
    assert registry.get(kind, 'acme_two').name == 'Acme Two'
    [test] = (tmp_path / 'tests').rglob('test_*.py')
    assert test.parent.name == 'acme_two'
    compile(test.read_text(), str(test), 'exec')


def test_scaffolded_oracle_reads_a_documented_answer(copy: Path, tmp_path: Path) -> None:
    main(['kind=oracle', 'id=acme'], tmp_path)
    module = Registry(copy).load('oracle', 'acme')
    [test] = (tmp_path / 'tests').rglob('test_*.py')
    source = test.read_text().replace('from rotkehlchen.integrations.oracles.acme.oracle import parse_prices', '')
    names = {'parse_prices': module.parse_prices}
    exec(compile(source, str(test), 'exec'), names)
    for name, check in list(names.items()):
        if name.startswith('test_'):
            check()


@pytest.mark.parametrize(('kind', 'identifier', 'options'), [
    ('spaceship', 'acme', {}), ('chain', 'Acme', {}), ('chain', '../acme', {}), ('chain', 'eth', {}), ('chain', 'acme', {'chain_id': '1'}),
    ('chain', 'acme', {'chain_id': 'x'}), ('chain', 'acme', {'name': 'a"b'}), ('chain', '', {}),
])
def test_scaffold_of_nonsense_is_refused(kind: str, identifier: str, options: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        make_files(kind, identifier, options, Registry())


def test_scaffold_takes_a_chain_id(copy: Path, tmp_path: Path) -> None:
    write_files(make_files('chain', 'acme', {'chain_id': '7654321'}, Registry(copy)), tmp_path)
    assert 'chain_id = 7654321' in (copy / 'chains/acme/manifest.toml').read_text()
    assert find_problems(copy) == []


def test_project_folder_is_the_one_with_the_integrations() -> None:
    assert PROJECT / 'rotkehlchen' / 'integrations' == SHIPPED

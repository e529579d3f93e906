"""A fork of a known family is a few lines in a folder of its own: written here as anyone would write it, used, and deleted again."""

import ast
import shutil
from pathlib import Path

import pytest

from demo.local_chain import keccak
from rotkehlchen.contracts.registry import SHIPPED, Registry
from rotkehlchen.decoding.families.factory import UNISWAP_V2_CODE, create2
from rotkehlchen.decoding.families.pool_swap import SWAP_V2
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.rulebook import load_ruleset
from tests.decoding.built import ME, OTHER, Built, address
from tools.validate import find_problems

FEW = 30
FACTORY, FIRST, SECOND = (address(one) for one in (91, 92, 93))
POOL = create2(FACTORY, keccak(bytes.fromhex(FIRST[2:] + SECOND[2:])), UNISWAP_V2_CODE)
MANIFEST = """id = "forkswap"
name = "Forkswap"
capabilities = ["decoding"]
docs = ["https://forkswap.example"]

[[sources]]
url = "https://forkswap.example/contracts"
read = 2026-11-26
facts = "factory, code hash and router"

[protocol]
[[protocol.counterparties]]
id = "forkswap"
label = "Forkswap"
"""
RULES = f'''"""Forkswap: a fork of Uniswap's second version. Source: forkswap.example (contracts)."""

from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.factory import UNISWAP_V2_CODE, Factory

RULES = exchange_rules(Exchange('forkswap', {{1: (Factory('{FACTORY}', UNISWAP_V2_CODE),)}}, {{1: ['{address(94)}']}}))
'''
ONE = 10**18
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def rules_without_code() -> list[Path]:
    """Rules that only say where what a family knows applies."""
    return [file for file in sorted(SHIPPED.glob('protocols/*/rules.py')) if not any(isinstance(one, FUNCTIONS) for one in ast.walk(parse(file)))]


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def count_lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())


def count_rules(file: Path) -> int:
    """Lines of code, which the docstring is not."""
    docstring, *_ = parse(file).body
    return count_lines('\n'.join(file.read_text().splitlines()[docstring.end_lineno:]))


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    copy = tmp_path / 'rotkehlchen' / 'integrations'
    return Path(shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns('__pycache__')))


def tell_swap(folder: Path) -> list[tuple[str, str, str | None]]:
    """A swap at a pool of the fork, called by a contract that nobody knows, told by every folder that there is."""
    built = Built(to=OTHER, input=b'1234').move(FIRST, ME, POOL, ONE).move(SECOND, POOL, ME, 2 * ONE)
    built.log(POOL, SWAP_V2, [OTHER, ME], [ONE, 0, 0, 2 * ONE])
    return [(one.type, one.subtype, one.counterparty) for one in decode(built.transaction(), load_ruleset(Registry(folder))).events]


def test_fork_is_a_few_lines_and_touches_nothing_else(shipped: Path) -> None:
    fork = shipped / 'protocols' / 'forkswap'
    unknown = [('trade', 'spend', None), ('trade', 'receive', None)]
    assert tell_swap(shipped) == unknown
    fork.mkdir()
    (fork / 'manifest.toml').write_text(MANIFEST)
    (fork / 'rules.py').write_text(RULES)
    shutil.copy(SHIPPED / 'protocols' / 'honeyswap' / 'logo.svg', fork)
    assert count_lines(MANIFEST + RULES) < FEW
    assert [problem for problem in find_problems(shipped) if 'forkswap' in problem] == []
    assert tell_swap(shipped) == [('trade', 'spend', 'forkswap'), ('trade', 'receive', 'forkswap')]
    shutil.rmtree(fork)
    assert tell_swap(shipped) == unknown


def test_shipped_folders_without_code_are_as_short() -> None:
    files = rules_without_code()
    assert {'camelot', 'honeyswap', 'trader_joe', 'pancakeswap', 'kyber'} <= {file.parent.name for file in files}
    assert {file.parent.name: count_rules(file) for file in files if count_rules(file) >= FEW} == {}


@pytest.mark.parametrize('name', ['honeyswap', 'trader_joe'])
def test_shipped_fork_of_one_exchange_is_a_few_lines_in_all(name: str) -> None:
    folder = SHIPPED / 'protocols' / name
    assert sum(count_lines(file.read_text()) for file in folder.iterdir() if file.suffix in ('.py', '.toml')) < FEW

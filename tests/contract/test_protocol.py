"""What every protocol's folder keeps to, found on disk: its words, its rules, its addresses, and that none needs another's.

Rules are run on logs made up for them, whole, cut short and changed, beside transfers of many kinds: whatever they claim must be words
that are declared, and nothing may come out of decoding but a result.
"""

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rotkehlchen.contracts.chain import parse_chain
from rotkehlchen.contracts.manifest import Manifest
from rotkehlchen.contracts.protocol import CallRule, LogRule, Rule, TransferRule, parse_protocol
from rotkehlchen.contracts.registry import SHIPPED, Registry
from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.decoding.pipeline import Decoded, decode
from rotkehlchen.decoding.rulebook import load_ruleset
from rotkehlchen.decoding.ruleset import Ruleset
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address, word

REGISTRY = Registry()
FOLDERS = REGISTRY.manifests('protocol')
# Chains that no folder ships and a user may add (EIP-155 ids, chainlist.org): a wrong digit in an id would be none of them.
ELSEWHERE = frozenset({
    30, 40, 122, 146, 204, 250, 252, 314, 324, 480, 999, 1088, 1101, 1116, 1135, 1284, 1285, 1329, 1868, 1923, 2222, 2818, 4326, 5000, 7000, 8217, 9745,
    13371, 33139, 34443, 42220, 42793, 43111, 43113, 43114, 48900, 57073, 59144, 60808, 80094, 80084, 81457, 98865, 98866, 130, 143, 169, 196, 288,
    1313161554, 167000, 543210, 660279, 747474, 7777777, 11155111, 11155420, 84532, 421614, 666666666, 728126428, 1666600000, 1399811149, 21000000,
    2741, 5330, 5031, 88888, 8333, 232, 185, 291, 690, 1625, 1514, 1750, 3637, 98881, 32769, 239, 988, 25, 128, 66, 321, 42170,
})
ADDRESS = re.compile(r'0x[0-9a-fA-F]{40}')
NAME = re.compile(r'[a-z0-9][a-z0-9_-]*')
TOKENS = (address(31), address(32), address(33))
COIN = 10**18

by_id = pytest.mark.parametrize('folder', FOLDERS, ids=lambda folder: folder.id)


def rules_of(folder: Manifest) -> tuple[Rule, ...]:
    return tuple(REGISTRY.load('protocol', folder.id).RULES)


# ---------------------------------------------------------------------- what is written
def test_there_are_folders() -> None:
    assert len(FOLDERS) > 50


def test_a_word_has_one_label_and_a_kind_one_text() -> None:
    labels: dict[str, str] = {}
    texts: dict[str, str] = {}
    for info in map(parse_protocol, FOLDERS):
        for one in info.counterparties:
            assert labels.setdefault(one.id, one.label) == one.label, f'{info.id}: another label of {one.id}'
        for kind, text in info.texts.items():
            assert texts.setdefault(kind, text) == text, f'{info.id}: another text of {kind}'


@by_id
def test_rules_have_names_topics_and_selectors(folder: Manifest) -> None:
    rules = rules_of(folder)
    assert rules
    names = [rule.name for rule in rules]
    assert len(set(names)) == len(names)
    assert all(NAME.fullmatch(name) for name in names)
    Ruleset({folder.id: rules})
    for rule in rules:
        assert callable(rule.handle)
        for topic in topics_of(rule):
            is_anonymous = topic == '' and rule.where is not None  # a log without topics, of one contract that is known to make such
            assert is_anonymous or re.fullmatch(r'0x[0-9a-f]{64}', topic), f'{rule.name}: {topic}'
        for selector in (rule.selectors or ()) if isinstance(rule, CallRule) else ():
            assert re.fullmatch(r'0x[0-9a-f]{8}', selector), f'{rule.name}: {selector}'


@by_id
def test_addresses_and_chains_are_right(folder: Manifest) -> None:
    known = {parse_chain(one).chain_id for one in REGISTRY.manifests('chain')} | ELSEWHERE
    for rule in rules_of(folder):
        for where in (rule.where, rule.tokens if isinstance(rule, TransferRule) else None):
            for chain_id, contracts in (where or {}).items():
                assert chain_id in known, f'{rule.name}: chain {chain_id}'
                for one in contracts:
                    assert ADDRESS.fullmatch(one), f'{rule.name}: {one}'


def test_checksums_of_addresses_in_code() -> None:
    """A wrong digit of an address in mixed case is found by its case (eips.ethereum.org/EIPS/eip-55)."""
    wrong = [
        f'{file.parent.name}/{file.name}: {found}' for file in code_files() for found in re.findall(r"'(0x[0-9a-fA-F]{40})'", file.read_text())
        if found[2:] not in (found[2:].lower(), found[2:].upper()) and found != to_checksum_address(found)
    ]
    assert wrong == []


def test_hexadecimal_constants_have_a_length_that_means_something() -> None:
    """Anything else lost a digit."""
    lengths = {0, 1, 8, 40, 64}  # nothing, a number, a selector, an address, a word
    wrong = [
        f'{file.parent.name}/{file.name}: {found}' for file in code_files()
        for found in re.findall(r"'0x([0-9a-fA-F]*)'", file.read_text()) if len(found) not in lengths
    ]
    assert wrong == []


@by_id
def test_folder_imports_no_other_folder(folder: Manifest) -> None:
    """What forks share is a family of decoding: any folder can be deleted and the others still load."""
    prefix = 'rotkehlchen.integrations.'
    for file in sorted(folder.folder.glob('**/*.py')):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ''] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith(prefix) or f'{name}.'.startswith(f'{prefix}protocols.{folder.id}.'), f'{file.name} imports {name}'


def test_families_import_no_folder() -> None:
    for file in (SHIPPED.parent / 'decoding').glob('**/*.py'):
        assert 'rotkehlchen.integrations' not in file.read_text(), file.name


# ---------------------------------------------------------------------- what is done
def code_files() -> Iterator[Path]:
    yield from sorted(SHIPPED.glob('protocols/*/*.py'))
    yield from sorted((SHIPPED.parent / 'decoding').glob('**/*.py'))


def topics_of(rule: Rule) -> tuple[str, ...]:
    if not isinstance(rule, LogRule):
        return ()
    return (rule.topics,) if isinstance(rule.topics, str) else rule.topics


def places_of(rule: Rule) -> list[tuple[int, str]]:
    """(chain, contract) where a rule applies, a few of them; any contract for one that names none."""
    where = rule.where or (rule.tokens if isinstance(rule, TransferRule) else None) or {1: (OTHER,)}
    return [(chain_id, next(iter(contracts)).lower()) for chain_id, contracts in list(where.items())[:2] if contracts]


def made_up(rule: Rule, draw: random.Random) -> Built:
    """A transaction in which a rule has something to say: its contract called, its log with plausible words, transfers around it."""
    chain_id, contract = draw.choice(places_of(rule) or [(1, OTHER)])
    selector = draw.choice(rule.selectors) if isinstance(rule, CallRule) and rule.selectors else '0x12345678'
    chain = replace(ETHEREUM, chain_id=chain_id) if chain_id == 1 else EvmFacts(chain_id, f'chain {chain_id}', 'ETH', wrapped_native=address(44))
    values: list[int | str] = [ME, OTHER, contract, *TOKENS, COIN, 5, 0, 32, 64, 96, (1 << 256) - 1]
    called = bytes.fromhex(selector[2:]) + b''.join(word(draw.choice(values)) for _ in range(draw.randrange(12)))
    built = Built(to=contract, chain=chain, value=draw.choice((0, COIN)), input=called, tokens=dict.fromkeys(TOKENS, 18))
    for _ in range(draw.randrange(1, 6)):
        token = draw.choice((*TOKENS, NATIVE, contract, ETHEREUM.wrapped_native or ''))
        sides = draw.choice(((ME, contract), (contract, ME), (ZERO, ME), (ME, ZERO), (OTHER, ME), (ME, OTHER), (contract, OTHER), (OTHER, contract)))
        built.move(token, *sides, draw.choice((COIN, 5)))
        for topic in draw.sample(topics_of(rule), min(1, len(topics_of(rule)))):
            indexed = [draw.choice((ME, ME, OTHER, *TOKENS, 5)) for _ in range(draw.randrange(4))]
            built.log(contract, topic, indexed, [draw.choice(values) for _ in range(draw.randrange(14))])
    if draw.random() < 0.2:
        built.nft(contract, *draw.choice(((ZERO, ME), (ME, contract))), 5)
    return built


def mutate(built: Built, draw: random.Random) -> Built:
    """Logs cut short, without topics, with bits turned."""
    for log in built.logs:
        data = bytearray.fromhex(log['data'][2:])
        if draw.random() < 0.5:
            del data[draw.randrange(len(data) + 1):]
        if data and draw.random() < 0.5:
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        log['data'] = '0x' + data.hex()
        if draw.random() < 0.3:
            del log['topics'][draw.randrange(len(log['topics']) + 1):]
    built.input = built.input[:draw.randrange(len(built.input) + 1)]
    return built


@pytest.fixture(scope='module')
def everything() -> Ruleset:
    return load_ruleset(REGISTRY)


def results(folder: Manifest, ruleset: Ruleset, *, is_mutated: bool, times: int = 3) -> Iterator[Decoded]:
    draw = random.Random(folder.id)
    for rule in rules_of(folder):
        for _ in range(times):
            built = made_up(rule, draw)
            yield decode((mutate(built, draw) if is_mutated else built).transaction(), ruleset)


WORDS = {one.id for info in map(parse_protocol, FOLDERS) for one in info.counterparties} | {'gas', 'account delegation', None}


@by_id
def test_words_of_events_are_declared(folder: Manifest) -> None:
    """By the folder itself: deleted, it takes its words along. What it makes is right by itself: no rule fails on whole logs but by their length."""
    own = {one.id for one in parse_protocol(folder).counterparties}
    for decoded in results(folder, Ruleset({folder.id: rules_of(folder)}), is_mutated=False, times=12):
        for event in decoded.events:
            if not event.rule.startswith('plain/'):
                assert event.counterparty in own | {None}, event.rule
            assert event.amount >= 0


@by_id
def test_broken_logs_never_stop_decoding(folder: Manifest, everything: Ruleset) -> None:
    for decoded in results(folder, everything, is_mutated=True):
        assert all(event.counterparty in WORDS for event in decoded.events)
        assert len({event.key for event in decoded.events}) == len(decoded.events)
        assert [event.position for event in decoded.events] == sorted({event.position for event in decoded.events})


@by_id
def test_without_any_one_folder_the_others_decode(folder: Manifest) -> None:
    ruleset = load_ruleset(REGISTRY, without={folder.id})
    for decoded in results(folder, ruleset, is_mutated=False, times=1):
        assert not any(event.rule.startswith(f'{folder.id}/') for event in decoded.events)

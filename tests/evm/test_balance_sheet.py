"""The program that reads many balances, run by a real node and compared with Multicall3; and hostile answers."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.local_chain import Contract, HttpRpc, LocalChain
from rotkehlchen.core.errors import BadResponseError, UnavailableError
from rotkehlchen.net.evm.balance_sheet import (
    MAX_CODE_BYTES,
    MAX_HOLDERS,
    MAX_TOKENS,
    BalanceSheetReader,
    SheetEntry,
    UnsupportedError,
    build_program,
    parse_sheet,
)
from rotkehlchen.net.evm.client import EvmClient
from tests.services.evm_world import address_of

HOLDERS = [address_of(0x5000 + number) for number in range(4)]


@pytest.fixture(scope='module')
def tokens(chain: LocalChain) -> list[Contract]:
    tokens = [chain.token(f'T{number}', 'T', 18) for number in range(6)]
    chain.mint(tokens[0], HOLDERS[3], 7)
    chain.mint(tokens[4], HOLDERS[0], 2**255)
    chain.mint(tokens[4], HOLDERS[1], 1)
    return tokens


def found(tokens: list[Contract]) -> list[SheetEntry]:
    return [
        SheetEntry(tokens[0].address, HOLDERS[3], 7), SheetEntry(tokens[4].address, HOLDERS[0], 2**255),
        SheetEntry(tokens[4].address, HOLDERS[1], 1),
    ]


def test_sheet_has_what_is_held_and_nothing_else(chain: LocalChain, tokens: list[Contract]) -> None:
    rpc = chain.new_rpc()
    assert EvmClient(rpc).token_sheet([token.address for token in tokens], HOLDERS) == found(tokens)
    assert rpc.requests == 1


def test_sheet_agrees_with_multicall_on_random_holdings(chain: LocalChain, tokens: list[Contract]) -> None:
    chance = random.Random(7)
    holders = [address_of(0x6000 + number) for number in range(MAX_HOLDERS + 30)]
    for _ in range(60):
        chain.mint(chance.choice(tokens), chance.choice(holders), chance.randrange(1, 2**100))
    addresses = [token.address for token in tokens] + [address_of(0x77)]
    client = EvmClient(chain.new_rpc())
    pairs = [(token, holder) for token in addresses for holder in holders]
    _, amounts = client.balances([], pairs)
    sheet = client.token_sheet(addresses, holders)
    assert sheet is not None
    assert {(entry.token, entry.holder): entry.amount for entry in sheet} == {
        pair: amount for pair, amount in zip(pairs, amounts, strict=True) if amount != 0
    }


@pytest.mark.parametrize('code', ['0x5b600056', '0x60006000fd', '0x00', '0x60016000f3', '0xfe'])
def test_token_that_burns_gas_or_fails_is_unread_and_disturbs_no_other(chain: LocalChain, tokens: list[Contract], code: str) -> None:
    bad = address_of(0xBAD)
    chain.set_code(bad, code)
    addresses = [bad, *(token.address for token in tokens), bad]
    assert EvmClient(chain.new_rpc()).token_sheet(addresses, HOLDERS) == [
        *(SheetEntry(bad, holder, None) for holder in HOLDERS), *found(tokens), *(SheetEntry(bad, holder, None) for holder in HOLDERS),
    ]


def test_sheet_shrinks_to_what_the_node_takes(chain: LocalChain, tokens: list[Contract]) -> None:
    rpc = chain.new_rpc()

    def before(payload: Any) -> None:
        if len(payload['params'][0]['data']) > 12_000:
            raise BadResponseError('request entity too large')
    rpc.before = before
    many = [tokens[number % 6].address for number in range(600)]
    sheet = EvmClient(rpc).token_sheet(many, HOLDERS)
    assert sheet is not None
    assert len(sheet) == 300
    assert rpc.requests < 12


def test_node_with_too_little_gas_gets_smaller_programs_and_right_answers(tokens: list[Contract]) -> None:
    small = LocalChain(1, '--gas-limit', '26000000')
    try:
        token = small.token('Small', 'S', 18)
        small.mint(token, HOLDERS[1], 5)
        rpc = small.new_rpc()
        sheet = EvmClient(rpc).token_sheet([token.address] * 2000, HOLDERS)
        assert sheet == [SheetEntry(token.address, HOLDERS[1], 5)] * 2000
    finally:
        small.close()


def test_node_that_does_not_run_programs_is_left_for_multicall(chain: LocalChain, tokens: list[Contract]) -> None:
    rpc = chain.new_rpc()

    def before(payload: Any) -> None:
        if isinstance(payload, dict) and payload['method'] == 'eth_call' and 'to' not in payload['params'][0]:
            raise BadResponseError('to is required')
    rpc.before = before
    client = EvmClient(rpc)
    assert client.token_sheet([token.address for token in tokens], HOLDERS) is None
    assert rpc.requests == 2
    assert client.token_sheet([token.address for token in tokens], HOLDERS) is None
    assert rpc.requests == 2


def test_dead_node_is_unavailable_not_unsupported() -> None:
    with pytest.raises(UnavailableError):
        EvmClient(HttpRpc('http://127.0.0.1:1')).token_sheet([address_of(1)], HOLDERS)


@pytest.mark.parametrize('answer', ['0x', '0x00', '0x6080', '0x01ff', 'x', None, '0x01' + 'ff' * 36])
def test_nonsense_is_unsupported(answer: object) -> None:
    class Garbage:
        def call(self, method: str, params: list[object]) -> object:
            return answer

        def batch(self, calls: object) -> list[object]:
            return []

    with pytest.raises(UnsupportedError):
        list(BalanceSheetReader(Garbage()).run([address_of(1)], HOLDERS))


@given(st.binary(max_size=200))
def test_parsing_of_random_bytes_gives_entries_or_bad_response(raw: bytes) -> None:
    tokens = [address_of(number) for number in range(1, 6)]
    try:
        entries = parse_sheet(b'\x01' + raw, tokens, HOLDERS)
    except BadResponseError:
        return
    assert len(entries) <= len(tokens) * len(HOLDERS)


def test_largest_program_keeps_within_the_limit_of_creation_code() -> None:
    addresses = [address_of(number) for number in range(1, MAX_TOKENS + 1)]
    assert len(build_program(addresses, addresses[:MAX_HOLDERS])) <= MAX_CODE_BYTES

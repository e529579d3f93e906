"""EvmClient against a real node with real tokens, and with contracts that misbehave."""

from typing import Any

import pytest

from demo.local_chain import MULTICALL3, WETH9, HttpRpc, LocalChain
from rotkehlchen.core.errors import BadResponseError, RateLimitedError, UnavailableError
from rotkehlchen.core.ids import EvmAddress, to_checksum_address
from rotkehlchen.net.evm.abi import Call, encode_balance_of
from rotkehlchen.net.evm.client import EvmClient, TokenText
from rotkehlchen.net.evm.multicall import FIRST_CHUNK_CALLS, CallBatcher

GUZZLER = '0x5b600056'  # loops until the gas is gone
REVERTER = '0x60006000fd'


def address_of(number: int) -> EvmAddress:
    return to_checksum_address(f'0x{number:040x}')


def returning(data: bytes) -> str:
    """Code that answers every call with `data`, which it carries behind itself."""
    return '0x61' + len(data).to_bytes(2).hex() + '80600c6000396000f3' + data.hex()


def test_balances_of_many_addresses_and_tokens_come_in_one_request(chain: LocalChain) -> None:
    tokens = [chain.token(f'Token {i}', f'T{i}', 6) for i in range(3)]
    weth = chain.deploy(WETH9)
    weth.send('deposit()', value=5)
    holders = [address_of(0x10000 + i) for i in range(20)]
    for index, holder in enumerate(holders):
        chain.do('anvil_setBalance', holder, hex(1000 + index))
        if index < 5:
            chain.mint(tokens[index % 3], holder, 10**6 * (index + 1))
    rpc = chain.new_rpc()
    pairs = [(token.address, holder) for token in tokens for holder in holders] + [(weth.address, chain.owner)]
    native, amounts = EvmClient(rpc).balances(holders, pairs)
    assert native == [1000 + index for index in range(20)]
    found = {pair: amount for pair, amount in zip(pairs, amounts, strict=True) if amount}
    assert found == {(tokens[i % 3].address, holders[i]): 10**6 * (i + 1) for i in range(5)} | {(weth.address, chain.owner): 5}
    assert rpc.requests == 1


@pytest.mark.parametrize('mode', ['no address', 'no contract', 'no contract and no batches'])
def test_balances_without_multicall3_are_read_all_the_same(chain: LocalChain, mode: str) -> None:
    token = chain.token('Plain', 'PLN', 18)
    chain.mint(token, chain.accounts[1], 77)
    rpc = chain.new_rpc()
    if 'batches' in mode:
        refuse_batches(rpc)
    client = EvmClient(rpc, None if mode == 'no address' else address_of(0xDEAD))
    native, amounts = client.balances([chain.accounts[1]], [(token.address, chain.accounts[1]), (address_of(0xBEEF), chain.accounts[1])])
    assert native == [int(chain.do('eth_getBalance', chain.accounts[1], 'latest'), 16)]
    assert amounts == [77, None]


def refuse_batches(rpc: HttpRpc) -> None:
    def before(payload: Any) -> None:
        if isinstance(payload, list):
            raise BadResponseError('batch requests are not allowed')
    rpc.before = before


def test_contract_that_burns_all_gas_does_not_falsify_its_neighbours(chain: LocalChain) -> None:
    good = [chain.token(f'Good {i}', 'G', 18) for i in range(2)]
    holder = address_of(0x20000)
    for token in good:
        chain.mint(token, holder, 9)
    bad = address_of(0x20001)
    chain.set_code(bad, GUZZLER)
    calls = [Call(good[i % 2].address, encode_balance_of(holder)) for i in range(100)]
    calls.insert(40, Call(bad, encode_balance_of(holder)))
    answers = CallBatcher(chain.new_rpc(), MULTICALL3).run(calls)
    assert answers[40] is None
    assert [int.from_bytes(answer or b'') for index, answer in enumerate(answers) if index != 40] == [9] * 100


def test_reverting_and_short_answers_are_unread_not_zero(chain: LocalChain) -> None:
    reverter, short, huge = (address_of(0x30000 + i) for i in range(3))
    chain.set_code(reverter, REVERTER)
    chain.set_code(short, returning(b'\x01'))
    chain.set_code(huge, returning(b'\xff' * 64))
    _, amounts = EvmClient(chain.new_rpc()).balances([], [(token, chain.owner) for token in (reverter, short, huge)])
    assert amounts == [None, None, 2**256 - 1]


def test_chunk_size_shrinks_to_what_the_node_takes_and_grows_again(chain: LocalChain) -> None:
    token = chain.token('Size', 'SZ', 18)
    chain.mint(token, chain.owner, 3)
    rpc = chain.new_rpc()
    limit = 60_000

    def before(payload: Any) -> None:
        if len(str(payload)) > limit:
            raise BadResponseError('request entity too large')
    rpc.before = before
    batcher = CallBatcher(rpc, MULTICALL3)
    calls = [Call(token.address, encode_balance_of(chain.owner))] * 1000
    assert all(int.from_bytes(answer or b'') == 3 for answer in batcher.run(calls))
    assert batcher.chunk_size <= 200
    limit = 10**9
    assert all(int.from_bytes(answer or b'') == 3 for answer in batcher.run(calls * 2))
    assert batcher.chunk_size > 400


@pytest.mark.parametrize('calls', [0, 1, FIRST_CHUNK_CALLS])
def test_dead_node_is_told_after_few_tries(chain: LocalChain, calls: int) -> None:
    rpc = HttpRpc('http://127.0.0.1:1')
    with pytest.raises(UnavailableError):
        EvmClient(rpc).balances([chain.owner], [(chain.owner, chain.owner)] * calls)
    assert rpc.requests <= 4


@pytest.mark.parametrize('error', [
    BadResponseError('quota exceeded'), BadResponseError('method not supported'), RateLimitedError('slow down'),
])
def test_node_that_refuses_everything_is_told_after_few_tries(chain: LocalChain, error: Exception) -> None:
    rpc = chain.new_rpc()

    def before(_payload: Any) -> None:
        raise error
    rpc.before = before
    with pytest.raises(type(error)):
        EvmClient(rpc).balances([chain.owner], [(chain.owner, chain.owner)] * 5000)
    assert rpc.requests <= 12


@pytest.mark.parametrize('answer', [None, 5, '0x', '0x1', '0xzz', 'hello', [], {}, '0x' + '00' * 64, '0x' + 'ff' * 640])
def test_node_that_answers_garbage_is_a_bad_response(answer: object) -> None:
    class Garbage:
        def call(self, method: str, params: list[object]) -> object:
            return answer

        def batch(self, calls: object) -> list[object]:
            return [answer] * len(list(calls))  # type: ignore[call-overload]

    client = EvmClient(Garbage())
    try:
        native, amounts = client.balances([address_of(1)], [(address_of(2), address_of(1))])
    except BadResponseError:
        return
    assert amounts == [None] or isinstance(answer, str)
    assert native in ([None], [0], [2**256 - 1])


def test_token_texts_of_honest_old_and_hostile_contracts(chain: LocalChain) -> None:
    honest = chain.token('USD Coin', 'USDC', 6)
    evil = chain.token('<script>alert(1)</script>\u202eCDSU\u200b', 'US\u0000DC\u202e', 255)
    old, plain = address_of(0x40000), address_of(0x40001)
    chain.set_code(old, returning(b'MKR'.ljust(32, b'\0')))
    texts = EvmClient(chain.new_rpc()).token_texts([honest.address, evil.address, old, plain])
    assert texts[0] == TokenText('USD Coin', 'USDC', 6)
    assert texts[1] == TokenText('scriptalert(1)/scriptCDSU', 'USDC', None, is_altered=True)
    assert not texts[1].is_token
    assert (texts[2].symbol, texts[2].decimals) == ('MKR', None)
    assert texts[3] == TokenText(None, None, None)


def test_account_states_tell_use_and_code(chain: LocalChain) -> None:
    fresh, rich = address_of(0x50000), address_of(0x50001)
    chain.do('anvil_setBalance', rich, hex(5))
    states = EvmClient(chain.new_rpc()).account_states([fresh, rich, chain.owner, to_checksum_address(MULTICALL3)])
    assert [(s.balance, s.nonce and s.nonce > 0, s.has_code) for s in states[:2]] == [(0, 0, False), (5, 0, False)]
    assert states[2].nonce
    assert states[3].has_code is True


def test_reads_at_an_old_block_give_the_old_value(chain: LocalChain) -> None:
    token = chain.token('Old', 'OLD', 18)
    client = EvmClient(chain.new_rpc())
    before = client.block_number()
    chain.mint(token, chain.owner, 1)
    call = (token.address, encode_balance_of(chain.owner))
    assert [int.from_bytes(client.call_many([call], block)[0] or b'\1\1') for block in (before, None)] == [0, 1]
    assert client.block_timestamp(before) <= client.block_timestamp(client.block_number())

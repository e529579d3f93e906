"""JSON of a node to facts: every movement of value once, fees of each model, and what is no transfer though it is named one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts, Surroundings, Transaction
from rotkehlchen.core.time import TimestampS
from rotkehlchen.decoding.facts import (
    APPROVAL,
    NATIVE_MIRRORS,
    TOKEN_MIRRORS,
    TRANSFER,
    TRANSFER_BATCH,
    TRANSFER_SINGLE,
    WETH_DEPOSIT,
    WETH_WITHDRAWAL,
    FactError,
    parse_transaction,
)
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

TOKEN, WETH = address(5), str(ETHEREUM.wrapped_native)


def moves(built: Built) -> list[tuple[str, str, str, str, int]]:
    return [(one.kind, one.token, one.sender, one.receiver, one.amount) for one in built.transaction().transfers]


def parse(raw: dict[str, Any] | None = None, receipt: dict[str, Any] | None = None, chain: EvmFacts = ETHEREUM) -> Transaction:
    whole = {'hash': '0x' + 'AB' * 32, 'from': ME.upper().replace('X', 'x'), 'to': OTHER, 'value': '0x0', 'input': '0x', 'gasPrice': '0x10', **(raw or {})}
    paid = {'status': '0x1', 'gasUsed': '0x64', 'effectiveGasPrice': '0x3', 'logs': [], **(receipt or {})}
    return parse_transaction(whole, paid, [], TimestampS(1), Surroundings(chain, frozenset({ME}), {}))


# ---------------------------------------------------------------------- transfers
def test_value_comes_first_then_internal_transfers_then_logs() -> None:
    built = Built(value=3).move(TOKEN, OTHER, ME, 5).move(NATIVE, OTHER, ME, 4)
    assert [one.source for one in built.transaction().transfers] == ['value', 'internal:0', 'log:10']
    assert [one.position for one in built.transaction().transfers] == sorted(one.position for one in built.transaction().transfers)


def test_transfers_of_each_standard() -> None:
    built = Built().move(TOKEN, ME, OTHER, 5).nft(TOKEN, ZERO, ME, 77)
    built.log(TOKEN, TRANSFER_SINGLE, [OTHER, ZERO, ME], [7, 2]).log(TOKEN, TRANSFER_BATCH, [OTHER, ME, OTHER], [64, 160, 2, 8, 9, 2, 3, 4])
    found = built.transaction().transfers
    assert [(one.kind, one.token_id, one.amount) for one in found] == [
        ('erc20', None, 5), ('erc721', 77, 1), ('erc1155', 7, 2), ('erc1155', 8, 3), ('erc1155', 9, 4)]
    assert [one.source for one in found][-2:] == ['log:13.0', 'log:13.1']


def test_nft_from_before_indexed_words() -> None:
    assert moves(Built().log(TOKEN, TRANSFER, [], [ME, OTHER, 5])) == [('erc721', TOKEN, ME, OTHER, 1)]


@pytest.mark.parametrize(('topics', 'data'), [([], [ME, OTHER]), ([ME], [OTHER, 5]), ([ME, OTHER], []), ([ME, OTHER, 5, 6], [])])
def test_log_of_another_shape_is_no_transfer(topics: list[int | str], data: list[int | str | bytes]) -> None:
    assert moves(Built().log(TOKEN, TRANSFER, topics, data)) == []


def test_batches_that_do_not_fit_are_none() -> None:
    assert moves(Built().log(TOKEN, TRANSFER_BATCH, [OTHER, ME, OTHER], [64, 160, 2, 8, 9, 1, 3])) == []
    assert moves(Built().log(TOKEN, TRANSFER_BATCH, [OTHER, ME, OTHER], [64, 1 << 200])) == []
    assert moves(Built().log(TOKEN, TRANSFER_SINGLE, [OTHER, ME, OTHER], [1])) == []
    assert moves(Built().log(TOKEN, TRANSFER_SINGLE, [OTHER, ME], [1, 2])) == []


def test_wrapped_coin_tells_by_its_own_logs_unless_it_tells_by_transfers() -> None:
    assert moves(Built().log(WETH, WETH_DEPOSIT, [ME], [5])) == [('erc20', WETH, ZERO, ME, 5)]
    assert moves(Built().log(WETH, WETH_WITHDRAWAL, [ME], [5])) == [('erc20', WETH, ME, ZERO, 5)]
    assert moves(Built().log(WETH, WETH_DEPOSIT, [ME], [5]).move(WETH, ZERO, ME, 5)) == [('erc20', WETH, ZERO, ME, 5)]
    assert len(moves(Built().log(WETH, WETH_DEPOSIT, [ME], [5]).move(WETH, ZERO, ME, 6))) == 2
    far = Built().log(WETH, WETH_DEPOSIT, [ME], [5]).log(OTHER, APPROVAL).move(WETH, ZERO, ME, 5)  # of another wrapping
    assert len(moves(far)) == 2
    assert moves(Built().log(TOKEN, WETH_DEPOSIT, [ME], [5])) == []


def test_other_faces_of_what_moved_already_are_left_out() -> None:
    for mirror in NATIVE_MIRRORS:
        assert moves(Built().move(mirror, ME, OTHER, 5)) == []
    for mirror in TOKEN_MIRRORS:
        assert moves(Built().move(mirror, ME, OTHER, 5).move(TOKEN, ME, OTHER, 5)) == [('erc20', TOKEN, ME, OTHER, 5)]
        assert moves(Built().move(mirror, ME, OTHER, 5)) == [('erc20', mirror, ME, OTHER, 5)]


def test_failed_transaction_moves_no_coin() -> None:
    assert moves(Built(value=3, succeeded=False)) == []
    built = Built(value=3)
    built.internal = [{'from': OTHER, 'to': ME, 'value': '5', 'isError': '1'}, {'from': OTHER, 'to': ME, 'value': '0', 'isError': '0'}]
    assert moves(built) == [('native', NATIVE, ME, OTHER, 3)]


def test_approvals_of_both_shapes() -> None:
    built = Built().approve(TOKEN, ME, OTHER, 9).log(TOKEN, APPROVAL, [], [ME, OTHER, 8]).log(TOKEN, APPROVAL, [ME, OTHER, 7])
    assert [(one.owner, one.spender, one.amount) for one in built.transaction().approvals] == [(ME, OTHER, 9), (ME, OTHER, 8)]


# ---------------------------------------------------------------------- the transaction itself
def test_letters_are_lower_case_and_a_deployment_has_its_contract() -> None:
    tx = parse({'to': None}, {'contractAddress': TOKEN.upper().replace('X', 'x')})
    assert (tx.sender, tx.to, tx.deployed, tx.hash) == (ME, '', TOKEN, '0x' + 'ab' * 32)
    assert parse(receipt={'contractAddress': TOKEN}).deployed == ''


def test_fee_of_each_model() -> None:
    l1 = {'l1Fee': '0x7'}
    assert parse(receipt=l1).fee == 300
    for model in ('op_stack', 'scroll'):
        chain = replace(ETHEREUM, gas_fee=model)
        assert (parse(receipt=l1, chain=chain).fee, parse(receipt=l1, chain=chain).is_fee_whole) == (307, True)
        assert (parse(chain=chain).fee, parse(chain=chain).is_fee_whole) == (300, False)
    isthmus = {**l1, 'operatorFeeScalar': '0xf4240', 'operatorFeeConstant': '0x2'}
    assert parse(receipt=isthmus, chain=replace(ETHEREUM, gas_fee='op_stack')).fee == 300 + 7 + 100 + 2
    assert parse(receipt=isthmus, chain=replace(ETHEREUM, gas_fee='arbitrum')).fee == 300


def test_price_of_gas_from_before_the_receipt_told_it() -> None:
    assert parse(receipt={'effectiveGasPrice': None}).fee == 1600


def test_receipt_from_before_byzantium_has_no_status() -> None:
    assert parse(receipt={'status': None}).is_successful
    assert not parse(receipt={'status': '0x0'}).is_successful


@pytest.mark.parametrize('raw', [{'value': 'many'}, {'hash': None}, {'input': '0xzz'}, {'authorizationList': [{}]}])
def test_what_is_no_transaction_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(FactError):
        parse(raw)


@given(st.binary(max_size=200), st.integers(0, 3), st.sampled_from([TRANSFER, APPROVAL, TRANSFER_SINGLE, TRANSFER_BATCH, WETH_DEPOSIT, WETH_WITHDRAWAL]))
def test_any_log_parses(data: bytes, topics: int, topic: str) -> None:
    built = Built().log(WETH, topic, [ME] * topics)
    built.logs[0]['data'] = '0x' + data.hex()
    assert all(one.amount >= 0 for one in built.transaction().transfers)


# ---------------------------------------------------------------------- what rules ask of it
def test_words_of_a_log() -> None:
    log = Built().log(TOKEN, TRANSFER, [ME, 5], [OTHER, -2, 96, 2, 8, 9]).transaction().logs[0]
    assert (log.address_at(0), log.signed(1), log.words(2), log.topic_address(1), log.topic_int(2)) == (OTHER, -2, (8, 9), ME, 5)
    for ask in (lambda: log.word(6), lambda: log.words(1), lambda: log.topic_int(3)):
        with pytest.raises(IndexError):
            ask()


def test_questions_are_collected_until_they_are_answered() -> None:
    tx = Built(answers={(TOKEN, '0xaa'): bytes(31) + b'\x05', (TOKEN, '0xbb'): None}).transaction()
    assert (tx.ask_int(TOKEN, '0xaa'), tx.ask(TOKEN, '0xbb'), tx.questions) == (5, None, set())
    assert tx.ask_address(TOKEN, '0xcc') is None
    assert tx.questions == {(TOKEN, b'\xcc')}
    assert tx.token(OTHER) is None
    assert tx.unknown_tokens == {OTHER}


def test_net_of_an_account_leaves_out_what_cancels_out() -> None:
    tx = Built(value=3).move(TOKEN, ME, OTHER, 5).move(TOKEN, OTHER, ME, 5).nft(WETH, OTHER, ME, 1).transaction()
    assert tx.net(ME) == {NATIVE: -3}

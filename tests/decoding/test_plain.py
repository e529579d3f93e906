"""What a transaction means without any protocol."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.transaction import NATIVE, Surroundings, TokenFact
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.plain import MAX_MESSAGE_BYTES
from rotkehlchen.decoding.ruleset import Ruleset
from tests.decoding.balance import change_by_events, change_by_transfers
from tests.decoding.built import ME, OTHER, ZERO, Built, address

TOKEN, BOUGHT, FRIEND = address(5), address(6), address(7)
COIN = 10**18
CALL = b'\x12\x34\x56\x78'


NOTHING = Ruleset({})


def test_transfers_are_told_from_each_side() -> None:
    assert Built().move(TOKEN, ME, OTHER, COIN).events() == [('spend', 'none', TOKEN, '1', None)]
    assert Built(sender=OTHER).move(TOKEN, OTHER, ME, COIN).events() == [('receive', 'none', TOKEN, '1', None)]
    assert Built(value=COIN).events() == [('spend', 'none', 'ETH', '1', None)]
    assert Built(sender=OTHER).move(TOKEN, OTHER, FRIEND, COIN).events() == []


def test_transfer_between_own_accounts_is_one_event() -> None:
    built = Built(tracked=(ME, FRIEND)).move(TOKEN, ME, FRIEND, COIN)
    assert built.events() == [('transfer', 'none', TOKEN, '1', None)]
    assert Built().move(TOKEN, ME, ME, COIN).events() == [('transaction to self', 'none', TOKEN, '1', None)]


def test_nft_is_one_of_its_own_asset() -> None:
    event = Built().nft(TOKEN, ZERO, ME, 77).decode().events[0]
    assert (str(event.amount), event.asset.lower()) == ('1', f'eip155:1/erc721:{TOKEN}/77')


def test_gas_is_paid_by_a_tracked_sender_even_where_the_transaction_failed() -> None:
    for built, word in ((Built(), 'spend'), (Built(succeeded=False), 'fail')):
        tx = replace(built.transaction(), fee=21_000)
        event = decode(tx, NOTHING).events[0]
        assert (event.type, event.subtype, event.counterparty, event.position, event.amount * COIN) == (word, 'fee', 'gas', 0, 21_000)
        assert not [one for one in decode(replace(tx, sender=OTHER), NOTHING).events if one.counterparty == 'gas']


def test_swap_nobody_knows_needs_one_asset_each_way_and_a_call() -> None:
    assert Built(input=CALL).move(TOKEN, ME, OTHER, COIN).move(BOUGHT, OTHER, ME, COIN).events() == [
        ('trade', 'spend', TOKEN, '1', None), ('trade', 'receive', BOUGHT, '1', None)]
    for built in (
        Built().move(TOKEN, ME, OTHER, COIN).move(BOUGHT, OTHER, ME, COIN),
        Built(input=CALL).move(TOKEN, ME, OTHER, COIN).move(TOKEN, OTHER, ME, COIN),
        Built(input=CALL).move(TOKEN, ME, OTHER, COIN).nft(BOUGHT, OTHER, ME, 3),
        Built(input=CALL).move(TOKEN, ME, OTHER, COIN).move(BOUGHT, OTHER, ME, COIN).move(FRIEND, OTHER, ME, COIN),
        Built(input=CALL, sender=OTHER).move(TOKEN, ME, OTHER, COIN).move(BOUGHT, OTHER, ME, COIN),
    ):
        assert {event[0] for event in built.events()} <= {'spend', 'receive'}


def test_approval_of_the_user_is_told_and_nobody_elses() -> None:
    assert Built().approve(TOKEN, ME, OTHER, COIN).events() == [('informational', 'approve', TOKEN, '1', None)]
    assert Built().approve(TOKEN, OTHER, ME, COIN).events() == []


def test_deployment_message_and_call_to_oneself() -> None:
    tx = replace(Built(to='').transaction(), deployed=TOKEN)
    event = decode(tx, NOTHING).events[0]
    assert (event.type, (event.address or '').lower()) == ('deploy', TOKEN)
    assert Built(to=ME).events() == [('transaction to self', 'none', 'ETH', '0', None)]
    message = Built(input='gm, ünïcode'.encode()).decode().events[0]
    assert (message.type, message.subtype, message.params['text']) == ('informational', 'message', 'gm, ünïcode')


@pytest.mark.parametrize('data', [b'\xff\xfe', b'a\x00b', b'x' * (MAX_MESSAGE_BYTES + 1), b''])
def test_bytes_that_are_no_text_are_no_message(data: bytes) -> None:
    assert Built(input=data).events() == []


def test_delegation_counts_where_the_sender_signed_it_itself() -> None:
    def delegation(nonce: str) -> list[tuple[str, str, str | None]]:
        built = Built(extra={'authorizationList': [{'address': TOKEN, 'nonce': nonce}]})
        return [(*event[:2], event[4]) for event in built.events()]

    assert delegation('0x6') == [('informational', 'delegate', 'account delegation')]
    assert delegation('0x5') == []


def test_transfer_of_nothing_is_told_where_nothing_else_is() -> None:
    assert Built(sender=OTHER).move(TOKEN, ME, OTHER, 0).events() == [('informational', 'none', TOKEN, '0', None)]
    assert Built(sender=OTHER).move(TOKEN, ME, OTHER, 0).move(TOKEN, OTHER, ME, COIN).events() == [('receive', 'none', TOKEN, '1', None)]


def test_token_without_decimals_counts_its_smallest_unit() -> None:
    tx = Built().move(TOKEN, ME, OTHER, 5).transaction()
    for tokens, asked in (({}, {TOKEN}), ({TOKEN: TokenFact(None)}, set())):
        decoded = decode(replace(tx, around=Surroundings(tx.around.chain, tx.around.tracked, tokens), unknown_tokens=set()), NOTHING)
        assert (str(decoded.events[0].amount), decoded.unknown_tokens) == ('5', asked)


@given(st.lists(st.tuples(
    st.sampled_from([TOKEN, BOUGHT, NATIVE]), st.sampled_from([ME, FRIEND, OTHER, ZERO]), st.sampled_from([ME, FRIEND, OTHER, ZERO]), st.integers(0, 3),
), max_size=8), st.binary(max_size=8), st.sampled_from([ME, OTHER]))
def test_what_is_told_adds_up_to_what_moved(rows: list[tuple[str, str, str, int]], data: bytes, sender: str) -> None:
    """The balance of each account and asset, as the events tell it, is what the transfers make it."""
    built = Built(input=data, sender=sender, tracked=(ME, FRIEND), tokens={TOKEN: 0, BOUGHT: 0})
    for row in rows:
        built.move(*row)
    assert change_by_events(built.decode().events) == change_by_transfers(built.transaction())

"""The sign of every pair, written out: what a balance does is too important to follow from a table that the code itself reads."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rotkehlchen.core.effect import arrives_at, effect, is_at_custodian
from rotkehlchen.core.event import PAIRS, HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

WALLET = HistoryEvent(
    group='1', position=0, timestamp=TimestampMs(0), location='ethereum', account='0xA', type='spend', subtype='none', asset=AssetId('ETH'),
    amount=Decimal('1.5'),
)
EXCHANGE = replace(WALLET, location='kraken', account='main', entry_type='asset movement event')

SIGNS = {
    '+': """receive/reward receive/receive_wrapped receive/generate_debt receive/return_wrapped receive/airdrop receive/donate receive/none
        receive/liquidate receive/payment receive/grant receive/interest receive/cashback receive/refund receive/spam withdrawal/remove_asset
        withdrawal/redeem_wrapped withdrawal/withdraw_from_protocol withdrawal/bridge withdrawal/cancel_order withdrawal/refund
        withdrawal/generate_debt trade/receive staking/reward staking/remove_asset staking/redeem_wrapped staking/block_production
        staking/mev_reward adjustment/receive deploy/nft migrate/receive mint/nft multi_trade/receive margin/profit
        exchange_adjustment/receive exchange_transfer/receive""",
    '-': """deposit/deposit_asset deposit/deposit_for_wrapped deposit/deposit_to_protocol deposit/bridge deposit/place_order deposit/fee
        spend/return_wrapped spend/payback_debt spend/fee spend/donate spend/payment spend/none spend/clawback spend/burn loss/liquidate
        loss/hack loss/liquidity_provision_loss loss/none withdrawal/fee trade/spend trade/fee renew/none staking/deposit_asset
        staking/deposit_for_wrapped staking/fee transfer/donate transfer/none transfer/fee adjustment/spend deploy/spend migrate/spend fail/fee
        mint/fee burn/nft multi_trade/spend multi_trade/fee margin/loss margin/fee exchange_adjustment/spend exchange_transfer/spend
        exchange_transfer/fee""",
    '0': """informational/none informational/governance informational/deposit_asset informational/remove_asset informational/place_order
        informational/create informational/update informational/apply informational/approve informational/attest informational/mev_reward
        informational/block_production informational/consolidate informational/delegate informational/message trade/none deploy/none
        transaction_to_self/none""",
}
SIGN_OF = {
    tuple(word.replace('_', ' ') for word in pair.split('/')): {'+': 1, '-': -1, '0': 0}[sign]
    for sign, pairs in SIGNS.items() for pair in pairs.split()
}


def test_signs_written_here_cover_every_pair() -> None:
    assert set(SIGN_OF) == set(PAIRS)


@pytest.mark.parametrize('pair', sorted(PAIRS))
def test_effect_in_a_wallet(pair: tuple[str, str]) -> None:
    assert effect(replace(WALLET, type=pair[0], subtype=pair[1])) == SIGN_OF[pair] * Decimal('1.5')


@pytest.mark.parametrize('entry', ['asset movement event', 'history event', 'swap event'])
@pytest.mark.parametrize('pair', sorted(PAIRS))
def test_effect_at_an_exchange_differs_in_deposits_and_withdrawals_only(pair: tuple[str, str], entry: str) -> None:
    sign = {('deposit', 'deposit asset'): 1, ('withdrawal', 'remove asset'): -1}.get(pair, SIGN_OF[pair])
    assert effect(replace(EXCHANGE, type=pair[0], subtype=pair[1], entry_type=entry)) == sign * Decimal('1.5')


def test_effect_of_an_unknown_pair_is_unknown() -> None:
    assert effect(replace(WALLET, type='spend', subtype='airdrop')) is None


def test_transaction_that_deposits_to_an_exchange_leaves_the_wallet_though_it_names_the_exchange() -> None:
    assert effect(replace(WALLET, type='deposit', subtype='deposit asset', counterparty='kraken')) == Decimal('-1.5')


@pytest.mark.parametrize(('location', 'entry', 'expected'), [
    ('ethereum', 'evm event', False), ('fantom', 'evm event', False), ('bitcoin', 'history event', False), ('banks', 'history event', True),
    ('kraken', 'swap event', True), ('ethereum', 'asset movement event', True), ('solana', 'solana event', False),
])
def test_custodian_is_told_by_entry_and_location(location: str, entry: str, expected: bool) -> None:
    assert is_at_custodian(replace(WALLET, location=location, entry_type=entry)) is expected


def test_transfer_arrives_at_the_address_and_nothing_else_does() -> None:
    assert arrives_at(replace(WALLET, type='transfer', address='0xB')) == '0xB'
    assert arrives_at(replace(WALLET, type='transfer', subtype='donate', address='0xB')) is None
    assert arrives_at(replace(WALLET, address='0xB')) is None

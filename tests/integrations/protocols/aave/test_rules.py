"""Aave: interest in receipts, gateways, debts, liquidations, staking, the way from version 2 to 3."""

from rotkehlchen.contracts.transaction import NATIVE, Surroundings, TokenFact
from rotkehlchen.decoding.families.lending_v3 import (
    BORROW,
    BURN,
    COLLATERAL_ON,
    LIQUIDATION,
    MINT,
    POOL,
    REPAY,
    REWARDS,
    SUPPLY,
    WITHDRAW,
)
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.ruleset import Ruleset
from rotkehlchen.integrations.protocols.aave.first import CORE, DEPOSIT
from rotkehlchen.integrations.protocols.aave.first import POOL as FIRST_POOL
from rotkehlchen.integrations.protocols.aave.market import V2, V3
from rotkehlchen.integrations.protocols.aave.rules import RULES
from rotkehlchen.integrations.protocols.aave.staking import AAVE, CLAIMED, STAKED_SHARES, STAKES
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

POOL_V3, POOL_V2 = V3.pools[1][0], V2.pools[1][0]  # type: ignore[index]
TOKEN, RECEIPT, DEBT, GATEWAY, TREASURY = (address(number) for number in range(10, 15))
COIN = 10**18


def supplied(*, payer: str = ME, growth: int = 0) -> Built:
    built = Built(to=POOL_V3, input=b'1234').move(TOKEN, payer, RECEIPT, 5 * COIN).move(RECEIPT, ZERO, ME, 5 * COIN + growth)
    built.log(RECEIPT, MINT, [payer, ME], [5 * COIN + growth, growth, 1]).log(POOL_V3, COLLATERAL_ON, [TOKEN, ME])
    return built.log(POOL_V3, SUPPLY, [TOKEN, ME, 0], [payer, 5 * COIN])


def test_supply_tells_receipt_interest_and_collateral() -> None:
    assert supplied(growth=COIN).events('aave') == [
        ('informational', 'none', TOKEN, '0', 'aave-v3'), ('deposit', 'deposit for wrapped', TOKEN, '5', 'aave-v3'),
        ('receive', 'receive wrapped', RECEIPT, '5', 'aave-v3'), ('receive', 'interest', RECEIPT, '1', 'aave-v3'),
    ]


def test_supply_of_somebody_else_explains_nothing() -> None:
    built = Built(to=POOL_V3).move(TOKEN, OTHER, RECEIPT, COIN).move(RECEIPT, ZERO, OTHER, COIN)
    assert built.log(POOL_V3, SUPPLY, [TOKEN, OTHER, 0], [OTHER, COIN]).events('aave') == []


def test_withdrawal_splits_interest_off() -> None:
    built = Built(to=POOL_V3).move(RECEIPT, ME, ZERO, 5 * COIN).log(RECEIPT, BURN, [ME, ME], [5 * COIN, COIN, 1]).move(TOKEN, RECEIPT, ME, 6 * COIN)
    assert built.log(POOL_V3, WITHDRAW, [TOKEN, ME, ME], [6 * COIN]).events('aave') == [
        ('spend', 'return wrapped', RECEIPT, '5', 'aave-v3'), ('withdrawal', 'redeem wrapped', TOKEN, '5', 'aave-v3'),
        ('receive', 'interest', TOKEN, '1', 'aave-v3'),
    ]


def test_withdrawal_of_less_than_had_grown_mints_the_rest() -> None:
    built = Built(to=POOL_V3).move(RECEIPT, ZERO, ME, 2 * COIN).log(RECEIPT, MINT, [ME, ME], [2 * COIN, 5 * COIN, 1]).move(TOKEN, RECEIPT, ME, 3 * COIN)
    assert built.log(POOL_V3, WITHDRAW, [TOKEN, ME, ME], [3 * COIN]).events('aave') == [
        ('spend', 'return wrapped', RECEIPT, '3', 'aave-v3'), ('withdrawal', 'redeem wrapped', TOKEN, '3', 'aave-v3'),
        ('receive', 'interest', RECEIPT, '5', 'aave-v3'),
    ]


def test_gateway_gives_the_coin() -> None:
    weth = str(ETHEREUM.wrapped_native)
    built = Built(to=GATEWAY, input=b'1234').move(NATIVE, GATEWAY, ME, COIN).move(RECEIPT, ME, GATEWAY, COIN).move(RECEIPT, GATEWAY, ZERO, COIN)
    assert built.move(weth, RECEIPT, GATEWAY, COIN).log(POOL_V3, WITHDRAW, [weth, GATEWAY, GATEWAY], [COIN]).events('aave') == [
        ('spend', 'return wrapped', RECEIPT, '1', 'aave-v3'), ('withdrawal', 'redeem wrapped', 'ETH', '1', 'aave-v3'),
    ]


def test_debt_is_made_and_paid_back() -> None:
    built = Built(to=POOL_V3).move(DEBT, ZERO, ME, COIN).move(TOKEN, RECEIPT, ME, COIN)
    assert built.log(POOL_V3, BORROW, [TOKEN, ME, 0], [ME, COIN, 2, 1]).events('aave') == [
        ('receive', 'receive wrapped', DEBT, '1', 'aave-v3'), ('receive', 'generate debt', TOKEN, '1', 'aave-v3'),
    ]
    built = Built(to=POOL_V3).move(DEBT, ME, ZERO, COIN).move(TOKEN, ME, RECEIPT, COIN)
    assert built.log(POOL_V3, REPAY, [TOKEN, ME, ME], [COIN, 0]).events('aave') == [
        ('spend', 'return wrapped', DEBT, '1', 'aave-v3'), ('spend', 'payback debt', TOKEN, '1', 'aave-v3'),
    ]


def test_liquidation_takes_receipts_and_a_fee() -> None:
    built = Built(to=POOL_V3, sender=OTHER).move(DEBT, ME, ZERO, COIN).move(RECEIPT, ME, ZERO, 2 * COIN)
    built.log(RECEIPT, BURN, [ME, OTHER], [2 * COIN, 0, 1]).move(RECEIPT, ME, TREASURY, 10**16)
    assert built.log(POOL_V3, LIQUIDATION, [TOKEN, DEBT, ME], [COIN, 2 * COIN, OTHER, 0]).events('aave') == [
        ('spend', 'payback debt', DEBT, '1', 'aave-v3'), ('loss', 'liquidate', RECEIPT, '2', 'aave-v3'), ('spend', 'fee', RECEIPT, '0.01', 'aave-v3'),
    ]


def test_interest_of_a_transfer_needs_a_token_of_the_pool() -> None:
    built = Built(to=RECEIPT).move(RECEIPT, ZERO, ME, COIN).log(RECEIPT, MINT, [ME, ME], [COIN, COIN, 1])
    assert built.events('aave') == [('receive', 'none', RECEIPT, '1', None)]
    tx = built.transaction()
    tx.around = Surroundings(tx.around.chain, tx.around.tracked, {**tx.around.tokens, RECEIPT: TokenFact(18, 'aEthUSD', 'Aave Ethereum USD')})
    assert [(one.subtype, one.counterparty) for one in decode(tx, Ruleset({'aave': RULES})).events] == [('interest', 'aave-v3')]
    built.answers[RECEIPT, POOL] = bytes.fromhex(POOL_V3[2:]).rjust(32, b'\0')
    assert built.events('aave') == [('receive', 'interest', RECEIPT, '1', 'aave-v3')]


def test_reward_of_an_unknown_contract_is_none_of_aave() -> None:
    for contract, word in ((V3.rewards[1][0], 'aave-v3'), (OTHER, None)):  # type: ignore[index]
        built = Built(to=contract).move(TOKEN, TREASURY, ME, COIN).log(contract, REWARDS, [ME, TOKEN, ME], [ME, COIN])
        assert built.events('aave')[0][4] == word


def test_first_version_mints_interest_by_a_transfer_of_its_own() -> None:
    built = Built(to=FIRST_POOL).move(RECEIPT, ZERO, ME, COIN).move(RECEIPT, ZERO, ME, 5 * COIN).move(TOKEN, ME, CORE, 5 * COIN)
    assert built.log(FIRST_POOL, DEPOSIT, [TOKEN, ME, 0], [5 * COIN, 1]).events('aave') == [
        ('receive', 'reward', RECEIPT, '1', 'aave-v1'), ('deposit', 'deposit for wrapped', TOKEN, '5', 'aave-v1'),
        ('receive', 'receive wrapped', RECEIPT, '5', 'aave-v1'),
    ]


def test_stake_of_rewards_that_never_left_the_contract() -> None:
    stake = STAKES[1][0].lower()
    built = Built(to=stake).log(stake, CLAIMED, [ME, stake], [COIN]).move(AAVE, stake, stake, COIN).move(stake, ZERO, ME, COIN)
    assert built.log(stake, STAKED_SHARES, [stake, ME], [COIN, COIN]).events('aave') == [
        ('staking', 'reward', AAVE, '1', 'aave'), ('staking', 'deposit asset', AAVE, '1', 'aave'), ('receive', 'receive wrapped', stake, '1', 'aave'),
    ]


def test_migration_names_both_versions() -> None:
    old = address(20)
    built = Built(to=GATEWAY).move(old, ME, GATEWAY, COIN).log(POOL_V2, WITHDRAW, [TOKEN, GATEWAY, GATEWAY], [COIN]).move(RECEIPT, ZERO, ME, COIN)
    assert built.log(POOL_V3, SUPPLY, [TOKEN, ME, 0], [GATEWAY, COIN]).events('aave') == [
        ('migrate', 'spend', old, '1', 'aave-v2'), ('migrate', 'receive', RECEIPT, '1', 'aave-v3'),
    ]

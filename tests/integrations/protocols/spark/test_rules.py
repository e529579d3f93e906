"""Spark: savings without a transfer of shares, the exchange of dollars, the market as a fork."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.decoding.families.lending_v3 import SUPPLY
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW
from rotkehlchen.integrations.protocols.spark.rules import AIRDROPS, LEND, PSM, SAVINGS, SUSDS, SWAP
from tests.decoding.built import ME, OTHER, ZERO, Built, address

TOKEN, RECEIPT = address(10), address(11)
VAULT = SAVINGS[1][0].lower()
BASE = EvmFacts(8453, 'base', 'ETH')
COIN = 10**18


def test_shares_burnt_without_a_transfer_are_told() -> None:
    built = Built(to=VAULT).move(TOKEN, ZERO, ME, 2 * COIN).log(VAULT, WITHDRAW, [ME, ME, ME], [2 * COIN, COIN])
    assert built.events('spark') == [('spend', 'return wrapped', VAULT, '1', 'spark'), ('withdrawal', 'redeem wrapped', TOKEN, '2', 'spark')]


def test_deposit_by_somebody_else_is_theirs() -> None:
    built = Built(to=VAULT).move(TOKEN, OTHER, VAULT, COIN).move(VAULT, ZERO, OTHER, COIN).log(VAULT, DEPOSIT, [OTHER, OTHER], [COIN, COIN])
    assert built.events('spark') == []


def test_exchange_is_a_deposit_where_it_gives_the_savings_token() -> None:
    psm, savings = PSM[8453][0].lower(), SUSDS[8453]
    built = Built(to=psm, chain=BASE).move(TOKEN, ME, psm, 2 * COIN).move(savings, psm, ME, COIN)
    assert built.log(psm, SWAP, [TOKEN, savings, ME], [ME, 2 * COIN, COIN, 0]).events('spark') == [
        ('deposit', 'deposit for wrapped', TOKEN, '2', 'spark'), ('receive', 'receive wrapped', savings, '1', 'spark'),
    ]


def test_market_is_of_spark() -> None:
    pool = LEND.pools[1][0]  # type: ignore[index]
    built = Built(to=pool).move(TOKEN, ME, RECEIPT, COIN).move(RECEIPT, ZERO, ME, COIN).log(pool, SUPPLY, [TOKEN, ME, 0], [ME, COIN])
    assert {event[4] for event in built.events('spark')} == {'spark'}


def test_airdrop_comes_from_a_wallet() -> None:
    built = Built(to=AIRDROPS[1][0], input=b'1234').move(TOKEN, OTHER, ME, COIN)
    assert built.events('spark') == [('receive', 'airdrop', TOKEN, '1', 'spark')]

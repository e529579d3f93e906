"""Umami: vaults over GMX on Arbitrum. A deposit and a withdrawal are requested by the user and carried out later by a keeper."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.claim import leg, retype

WORD: Final = 'umami'
BASIS_POINTS: Final = 10_000
VAULT_FEE_BASIS_POINTS: Final = 15  # of deposits and withdrawals, docs.umami.finance
REQUEST_HANDLER: Final = {42161: ('0xCe7d18DC36d1261Abd1a9da0cc5abAa9060468BA',)}
CHEF: Final = {42161: ('0x52F6159dCAE4CE617A3d50aEb7fAB617526d9D8F',)}

REQUESTED: Final = '0xcb44caf4e540faf3a37f18c1f3c9b5ba9eab933a836b92416b42cba1cb55a13d'  # number, account and vault indexed
CARRIED_OUT: Final = '0x03aec6fba080e11e77759ba47b698ea18645dfceaa61e72300851d90b746fe10'  # number, account and vault indexed
HARVESTED: Final = '0x71bab65ced2e5750775a0613be067df48ef06cf92a496ebf7663ae0660924954'  # Harvest(address,uint256,uint256)
STAKED: Final = '0x90890809c654f11d6e72a28fa60149770a0d11ec6c92319d6ceb2bb0a4ea1a15'  # Deposit(address,uint256,uint256)
UNSTAKED: Final = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)


def request(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What goes to the vault: tokens, of which it keeps its fee, and the coin that pays the keeper; or shares to be redeemed."""
    account, vault = log.topic_address(2), log.topic_address(3)
    legs = []
    for one in tx.outgoing(account=account, to=vault):
        if one.token == NATIVE:
            continue
        fee = one.amount * VAULT_FEE_BASIS_POINTS // BASIS_POINTS
        legs += [leg(one, 'deposit', 'deposit for wrapped', amount=one.amount - fee), leg(one, 'deposit', 'fee', amount=fee)]
    legs += [leg(one, 'spend', 'return wrapped') for one in tx.moves(token=vault, sender=account) if one.amount]
    legs += [leg(one, 'deposit', 'fee') for one in tx.outgoing(account=account, token=NATIVE, to=vault)]
    if legs:
        yield Claim(WORD, tuple(legs))


def carry_out(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Shares for what was deposited, or tokens for the shares that were given back."""
    account, vault = log.topic_address(2), log.topic_address(3)
    yield from retype(WORD, tx.incoming(account=account, token=vault), 'receive', 'receive wrapped')
    yield from retype(WORD, (one for one in tx.incoming(account=account) if one.token != vault), 'withdrawal', 'redeem wrapped')


def harvest(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.incoming(account=log.topic_address(1), source=log.address), 'staking', 'reward')


def stake(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.outgoing(account=log.topic_address(1), to=log.address, amount=log.word(0)), 'staking', 'deposit asset')


def unstake(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.incoming(account=log.topic_address(1), source=log.address, amount=log.word(0)), 'staking', 'remove asset')


RULES = (
    LogRule('request', REQUESTED, request, REQUEST_HANDLER), LogRule('carry_out', CARRIED_OUT, carry_out, REQUEST_HANDLER),
    LogRule('harvest', HARVESTED, harvest, CHEF), LogRule('stake', STAKED, stake, CHEF), LogRule('unstake', UNSTAKED, unstake, CHEF),
)

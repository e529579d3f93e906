"""Vote escrows: a coin locked for votes, as Curve's VotingEscrow does it for an account, and Velodrome's and others' for an NFT.

Source: github.com/curvefi/curve-dao-contracts (VotingEscrow), github.com/velodrome-finance/contracts (VotingEscrow).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg, note

DEPOSIT: Final = '0x4566dfc29f6f11d13a418c26a02bef7c28bae749d4de47e4e6a7cddea6730d59'  # Deposit(address,uint256,uint256,int128,uint256)
WITHDRAW: Final = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
FEES: Final = '0x9cdcf2f7714cca3508c7f0110b04a90a80a3a8dd0e35de99689db74d28c5383e'  # Claimed(address,uint256,uint256,uint256)


def escrow_rules(counterparty: str, escrows: Addresses, coins: Mapping[int, str]) -> tuple[Rule, ...]:
    """`coins`: what is locked, by chain."""
    return (
        LogRule('lock', DEPOSIT, partial(_locks, counterparty, coins), escrows),
        LogRule('unlock', WITHDRAW, partial(_unlocks, counterparty), escrows),
    )


def fee_rules(counterparty: str, distributors: Addresses) -> tuple[Rule, ...]:
    """Shares of fees that those who locked claim."""
    return (LogRule('fees', FEES, partial(_earns, counterparty), distributors),)


def _locks(counterparty: str, coins: Mapping[int, str], tx: Transaction, log: Log) -> Iterator[Claim]:
    """A new lock or more in it; a longer one moves nothing."""
    provider, value, until = log.topic_address(1), log.word(0), log.topic_int(2)
    paid = next((one for one in tx.outgoing(to=log.address, amount=value)), None) if value else None
    if paid is not None:
        yield from claim(counterparty, leg(paid, 'deposit', 'deposit to protocol', kind='vote_lock', params={'until': until}))
    elif not value and tx.is_mine(provider):
        yield from note(
            counterparty, provider, subtype='update', at=log.position, token=coins[tx.chain_id], address=log.address, kind='longer_lock',
            params={'until': until})


def _unlocks(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    back = next((one for one in tx.incoming(source=log.address, amount=log.word(0))), None)
    if back is not None:
        yield from claim(counterparty, leg(back, 'withdrawal', 'withdraw from protocol'))


def _earns(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    paid = next((one for one in tx.incoming(source=log.address, amount=log.word(0))), None)
    if paid is not None:
        yield from claim(counterparty, leg(paid, 'receive', 'reward'))

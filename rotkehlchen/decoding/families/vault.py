"""Tokenized vaults (ERC-4626, eips.ethereum.org/EIPS/eip-4626): assets go in for shares, shares go back for assets.

Some vaults tell of their shares by no transfer; a router in between takes or gives the assets, the native coin too: the amounts that the
vault's own log names are what ties it together.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, unwrap, wrap

DEPOSIT: Final = '0xdcbc1c05240f31ff3ad067ef1ee35ce4997762752e3a095284754544f4c709d7'  # Deposit(address,address,uint256,uint256)
WITHDRAW: Final = '0xfbde797d201c681b91056529119e0b02407c7bb96a4a2c75c01fc9667232c8db'  # Withdraw(address,address,address,uint256,uint256)


def erc4626_rules(counterparty: str, vaults: Addresses | None, prefix: str = '', rank: Rank | None = None) -> tuple[LogRule, ...]:
    """Rules of vaults. `vaults` None: any contract with these logs."""
    return (
        LogRule(f'{prefix}deposit', DEPOSIT, partial(erc4626_deposits, counterparty), vaults, rank),
        LogRule(f'{prefix}withdraw', WITHDRAW, partial(erc4626_withdraws, counterparty), vaults, rank),
    )


def erc4626_deposits(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Assets for shares."""
    if len(log.topics) != 3:
        return
    sender, owner, assets, shares = log.topic_address(1), log.topic_address(2), log.word(0), log.word(1)
    minted = find_near(tx.moves(token=log.address, sender=ZERO_ADDRESS, receiver=owner), log, shares)
    paid = find_near((one for one in tx.outgoing() if one.receiver in (log.address, sender)), log, assets) or find_near(
        (one for one in tx.outgoing() if one.sender in (sender, owner) and one.token != log.address), log, assets)
    if tx.is_mine(owner):
        yield from wrap(counterparty, [paid] if paid else [], [minted] if minted else [])


def erc4626_withdraws(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Shares for assets. The shares' burn is made up from the log where no transfer tells of it."""
    if len(log.topics) != 4:
        return
    sender, receiver, owner, assets, shares = *(log.topic_address(number) for number in (1, 2, 3)), log.word(0), log.word(1)
    burnt = find_near((one for one in tx.outgoing(token=log.address) if one.receiver in (ZERO_ADDRESS, log.address, sender)), log, shares)
    back = find_near((one for one in tx.incoming() if one.receiver == receiver), log, assets) or find_near(
        (one for one in tx.incoming() if one.sender in (sender, receiver)), log, assets)
    if back is None:
        return
    if burnt is not None:
        yield from unwrap(counterparty, [burnt], [back])
    elif tx.is_mine(owner):
        given = Leg('spend', 'return wrapped', account=owner, token=log.address, amount=shares, address=log.address)
        yield Claim(counterparty, (given, leg(back, 'withdrawal', 'redeem wrapped')), unbalanced='burn_untold')


def find_near(moves: Iterable[Transfer], log: Log, amount: int) -> Transfer | None:
    """The transfer of an amount that is nearest to a log."""
    fitting = [one for one in moves if one.amount == amount]
    return min(fitting, key=lambda one: abs(one.position - log.position), default=None)

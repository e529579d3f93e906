"""Contracts with which a transfer has one meaning: stakes, claims, distributions.

A rule of this family names the contracts, the direction and the meaning; where the same contract serves several purposes, the function that
was called or a log of the contract tells which.
"""

from collections.abc import Callable, Collection, Iterator

from rotkehlchen.contracts.protocol import Addresses, Claim, Rank, TransferRule
from rotkehlchen.contracts.transaction import Transaction, Transfer
from rotkehlchen.decoding.claim import leg

Applies = Callable[[Transaction, Transfer], bool]


def received(
        name: str, counterparty: str, where: Addresses, event_type: str, subtype: str, *, token: str | None = None,
        selectors: Collection[str] | None = None, topics: Collection[str] | None = None, rank: Rank = Rank.CONTRACT, kind: str = '',
) -> TransferRule:
    """What a contract in `where` sends to the user. `token`, `selectors` (of the call), `topics` (of a log of the contract) narrow it."""
    return _rule(name, counterparty, where, event_type, subtype, 'in', token, selectors, topics, rank, kind)


def sent(
        name: str, counterparty: str, where: Addresses, event_type: str, subtype: str, *, token: str | None = None,
        selectors: Collection[str] | None = None, topics: Collection[str] | None = None, rank: Rank = Rank.CONTRACT, kind: str = '',
) -> TransferRule:
    """What the user sends to a contract in `where`. Arguments as of `received`."""
    return _rule(name, counterparty, where, event_type, subtype, 'out', token, selectors, topics, rank, kind)


def _rule(
        name: str, counterparty: str, where: Addresses, event_type: str, subtype: str, direction: str, token: str | None,
        selectors: Collection[str] | None, topics: Collection[str] | None, rank: Rank, kind: str,
) -> TransferRule:
    def handle(tx: Transaction, one: Transfer) -> Iterator[Claim]:
        side, mine = (one.sender, one.receiver) if direction == 'in' else (one.receiver, one.sender)
        if not tx.is_mine(mine) or tx.is_mine(side) or (token is not None and one.token != token.lower()):
            return
        if selectors is not None and tx.selector not in selectors:
            return
        if topics is not None and not any(log.topic in topics for log in tx.logs_of(address=side)):
            return
        yield Claim(counterparty, (leg(one, event_type, subtype, kind=kind),), order='own')

    return TransferRule(name, handle, where=where, rank=rank)

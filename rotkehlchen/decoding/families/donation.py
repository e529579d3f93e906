"""Donations to many at once: who gives sends everything to one contract, or each donation goes straight to its recipient.

The logs name recipient, token and amount of each. What a contract took together is told apart by them; a recipient who is tracked as well
gets a transfer between one's own accounts.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, nearest

DONATED: Final = 'donate'


@dataclass(frozen=True, slots=True)
class Donation:
    """`donor`: the account that gave, where the log tells. `token`: NATIVE for coins."""

    log: Log
    recipient: str
    token: str
    amount: int
    donor: str


Reader = Callable[[Transaction, Log], Donation | None]


def donation_rule(name: str, counterparty: str, topics: tuple[str, ...], read: Reader, where: Addresses | None, rank: Rank | None = None) -> LogRule:
    """A rule for logs that name one donation each; all of a transaction are explained together, at the first."""
    def handle(tx: Transaction, log: Log) -> Iterator[Claim]:
        if next(one for one in tx.logs if one.topic in topics) is log:
            found = [donation for one in tx.logs if one.topic in topics and (donation := read(tx, one)) is not None]
            yield from explain(tx, counterparty, found)
    return LogRule(name, topics, handle, where, rank)


def explain(tx: Transaction, counterparty: str, donations: Sequence[Donation]) -> Iterator[Claim]:
    """Donations by token: those of an account that is tracked and those that such an account got."""
    for token in dict.fromkeys(one.token for one in donations):
        these = [one for one in donations if one.token == token]
        pool = _pool(tx, token, {one.recipient for one in these})
        if pool:
            yield from _from_pool(tx, counterparty, pool, these)
        else:
            yield from _direct(tx, counterparty, these)


def _pool(tx: Transaction, token: str, recipients: Collection[str]) -> list[Transfer]:
    """What a tracked account sent to whoever distributes it: to none of the recipients."""
    if not tx.is_mine(tx.sender):
        return []
    return [one for one in tx.outgoing(account=tx.sender, token=token) if one.receiver not in recipients]


def _from_pool(tx: Transaction, counterparty: str, pool: Sequence[Transfer], donations: Sequence[Donation]) -> Iterator[Claim]:
    source, own, others, takes = pool[0], list[Leg](), list[Leg](), list(pool)
    for one in donations:
        got = next((move for move in tx.incoming(token=one.token, amount=one.amount) if move.receiver == one.recipient and move not in takes), None)
        if got is not None:
            takes.append(got)
            own.append(Leg('transfer', DONATED, got, account=source.sender, address=one.recipient, kind=DONATED))
        else:
            others.append(Leg('spend', DONATED, source, amount=one.amount, address=one.recipient, kind=DONATED))
    rest = sum(one.amount for one in pool) - sum(one.amount for one in donations)
    rest_leg = [Leg('spend', 'none', source, amount=rest)] if rest > 0 else []
    yield Claim(counterparty, (*own, *others, *rest_leg), tuple(takes), at=source.position)


def _direct(tx: Transaction, counterparty: str, donations: Sequence[Donation]) -> Iterator[Claim]:
    taken = set[str]()
    for one in donations:
        moves = [move for move in tx.mine if move.token == one.token and move.amount == one.amount and move.receiver == one.recipient]
        found = nearest(one.log, [move for move in moves if move.source not in taken])
        if found is not None:
            taken.add(found.source)
            gives, gets = tx.is_mine(found.sender), tx.is_mine(found.receiver)
            event_type, address = ('transfer' if gets else 'spend', one.recipient) if gives else ('receive', one.donor)
            yield Claim(counterparty, (leg(found, event_type, DONATED, address=address, kind=DONATED),), order='own')

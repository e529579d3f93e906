"""Contracts whose log names the amount of the one transfer that it is about: stakes, locks, payouts, claims of a vesting.

The transfer is the one of that amount nearest to the log, between a user whom the log names and anybody: many contracts pay from a wallet
of their own.
"""

from collections.abc import Iterator
from typing import Final, Literal

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule
from rotkehlchen.contracts.transaction import WORD, Log, Transaction
from rotkehlchen.decoding.claim import claim, leg
from rotkehlchen.decoding.families.vault import find_near

Direction = Literal['in', 'out']
IN: Final = 'in'
OUT: Final = 'out'


def told(
        name: str, counterparty: str, topics: str | tuple[str, ...], where: Addresses | None, event_type: str, subtype: str,
        direction: Direction, *, word: int = 0, token: str | None = None, at_log: bool = False, kind: str = '',
) -> LogRule:
    """The rule of such a log. `word`: where its data has the amount. `at_log`: the event stands where the log is, not the transfer."""
    def handle(tx: Transaction, log: Log) -> Iterator[Claim]:
        named = names(log)
        moves = tx.incoming(token=token) if direction == IN else tx.outgoing(token=token)
        found = find_near((one for one in moves if named & {one.sender, one.receiver} & tx.around.tracked), log, log.word(word))
        if found is not None:
            at = log.position if at_log else None
            yield from claim(counterparty, leg(found, event_type, subtype, address=log.address, kind=kind), at=at)

    return LogRule(name, topics, handle, where)


def names(log: Log) -> set[str]:
    """Every address that the log may name, in its topics or its data."""
    return {'0x' + topic[-40:] for topic in log.topics[1:]} | {log.address_at(number) for number in range(len(log.data) // WORD)}

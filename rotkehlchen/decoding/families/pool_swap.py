"""Swaps told by the logs of pools: what the user gave is what went into a first pool, what came is what a last pool gave.

A pool belongs to a protocol if its factory made it, or if a router of the protocol called it. In between there may be a contract that
nobody knows; where amounts do not fit, it did more than that, and nothing is said.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rule, lower_addresses
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction, Transfer
from rotkehlchen.decoding.families.factory import Factories
from rotkehlchen.decoding.families.router import settle

SWAP_V2: Final = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'  # Swap(address,uint256,uint256,uint256,uint256,address)
SWAP_SOLIDLY: Final = '0xb3e2773606abfd36b5bd91394b3a54d1398336c65005baf7bf7a05efeffaf75b'  # Swap(address,address,uint256,uint256,uint256,uint256)
SWAP_V3: Final = '0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67'  # Swap(address,address,int256,int256,uint160,uint128,int24)
SWAP_INTEGRAL: Final = '0x121cb44ee54098b1a04743c487e7460d8dd429b27f88b1f4d4767396e1a59f79'  # Algebra's Swap with two fees more
SWAP_PANCAKE: Final = '0x19b47279256b2a23a1665c810c8d55a1758940ee09377d4f8d26497a3577dc83'  # Pancakeswap's Swap with two fees of its own
SIGNED: Final = (SWAP_V3, SWAP_INTEGRAL, SWAP_PANCAKE)


@dataclass(frozen=True, slots=True)
class Hop:
    """One pool that changed one coin into another."""

    pool: str
    sold: str
    amount_in: int
    bought: str
    amount_out: int


def swap_rule(name: str, counterparty: str, topics: str | tuple[str, ...], factories: Factories, routers: Addresses) -> Rule:
    """The rule of a protocol's pools, whoever calls them."""
    def handle(tx: Transaction, log: Log) -> Iterator[Claim]:
        if len(log.topics) == 3 and any(is_of(tx, log, pair, factories, routers) for pair in _pairs(tx, log)):
            yield from swaps(tx, counterparty, find_hops(tx, topics, factories, routers), log.address)

    return LogRule(name, topics, handle)


def swaps(tx: Transaction, counterparty: str, hops: Collection[Hop], address: str) -> Iterator[Claim]:
    """What the user gave into the hops and got out of them."""
    given = [one for one in tx.outgoing() if any(_fits(tx, one, hop.sold, hop.amount_in, one.receiver == hop.pool) for hop in hops)]
    got = [one for one in tx.incoming() if any(_fits(tx, one, hop.bought, hop.amount_out, one.sender == hop.pool) for hop in hops)]
    if len({one.token for one in given}) == len({one.token for one in got}) == 1 and given[0].token != got[0].token:
        yield from after_pools(tx, settle(tx, counterparty, [*given, *got], address=address, order='group'))


def find_hops(tx: Transaction, topics: str | tuple[str, ...], factories: Factories, routers: Addresses) -> list[Hop]:
    wanted = (topics,) if isinstance(topics, str) else topics
    found = []
    for log in tx.logs:
        if log.topic in wanted and len(log.topics) == 3:
            pair = next((pair for pair in _pairs(tx, log) if is_of(tx, log, pair, factories, routers)), None)
            if pair is not None:
                amount_in, amount_out = amounts_of(log)
                found.append(Hop(log.address, pair[0], amount_in, pair[1], amount_out))
    return found


def after_pools(tx: Transaction, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Swaps stand where the last pool tells of its own: behind the approvals that tokens tell of on the way."""
    last = max((log.position for log in tx.logs if log.topic in (SWAP_V2, SWAP_SOLIDLY, *SIGNED)), default=0)
    for one in claims:
        legs = max((leg.transfer.position for leg in one.legs if leg.transfer is not None), default=0)
        yield replace(one, at=max(last, legs))


def is_of(tx: Transaction, log: Log, pair: tuple[str, str], factories: Factories, routers: Addresses) -> bool:
    """Whether a protocol's factory made the pool, or a router of it called the pool."""
    made = any(factory.makes(log.address, *pair) for factory in factories.get(tx.chain_id, ()))
    return made or log.topic_address(1) in lower_addresses(routers, tx.chain_id)


def amounts_of(log: Log) -> tuple[int, int]:
    """What went into the pool and what came out of it."""
    if log.topic in SIGNED:
        first, second = log.signed(0), log.signed(1)
        return (first, -second) if first > 0 else (second, -first)
    in_0, in_1, out_0, out_1 = (log.word(number) for number in range(4))
    return (in_0 or in_1, out_1) if out_1 else (in_1 or in_0, out_0)


def _pairs(tx: Transaction, log: Log) -> Iterable[tuple[str, str]]:
    """Which coin may have gone in and which came out, by the transfers of the pool."""
    amount_in, amount_out = amounts_of(log)
    sold = {one.token: one.amount == amount_in for one in tx.moves(receiver=log.address)}
    bought = {one.token: one.amount == amount_out for one in tx.moves(sender=log.address)}
    pairs = [(first, second) for first in sold for second in bought if first != second]
    return sorted(pairs, key=lambda pair: -(sold[pair[0]] + bought[pair[1]]))


def _fits(tx: Transaction, transfer: Transfer, token: str, amount: int, is_direct: bool) -> bool:
    """Whether a transfer is the one of a hop: with the pool itself, or of the same amount through a contract in between."""
    same = transfer.token == token or (transfer.token == NATIVE and token == tx.wrapped_native)
    return same and (is_direct or transfer.amount == amount)

"""Exchanges of Uniswap's second version and of Solidly's kind: a pool for each pair, which is the token of its own liquidity.

Source: docs.uniswap.org/contracts/v2 (pair, router), github.com/velodrome-finance/contracts (Pool, Router).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rule, lower_addresses
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import retype, unwrap, wrap
from rotkehlchen.decoding.families.factory import Factories
from rotkehlchen.decoding.families.pool_swap import SWAP_SOLIDLY, SWAP_V2, after_pools, swap_rule
from rotkehlchen.decoding.families.router import settle

MINT: Final = '0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f'  # Mint(address,uint256,uint256)
BURN: Final = '0xdccd412f0b1252819cb1fd330b93224ca42612892bb3f4f789976e6d81936496'  # Burn(address,uint256,uint256,address)
BURN_SOLIDLY: Final = '0x5d624aa9c148153ab3446c1b154f660ee7701e549fe9b62dab7171b1c80e6fa2'  # Burn(address,address,uint256,uint256)
SWAPS: Final = (
    '0x38ed1739', '0x8803dbee', '0x7ff36ab5', '0x4a25d94a', '0x18cbafe5', '0xfb3bdb41', '0x5c11d795', '0xb6f9de95', '0x791ac947',
)  # swapExactTokensForTokens and its eight siblings of the router
SWAPS_AVAX: Final = ('0xa2a1623d', '0x7a42416a', '0x676528d1', '0x8a657e67', '0xc57559dd', '0x762b1562')  # those six whose names say AVAX
SWAPS_REFERRED: Final = ('0xac3893ba', '0xb4822be3', '0x52aa4c22')  # those for tokens with fees, with a referrer
SWAPS_SOLIDLY: Final = (
    '0xf41766d8', '0x67ffb66a', '0x18a13086', '0x13dcfc59', '0x7301e3c8',  # the router of the first version
    '0xcac88ea9', '0x903638a4', '0xc6b7f1b6', '0x88cd821e', '0x3da5acba', '0x12bc3aca',  # of the second version, also for tokens with fees
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """`routers`: contracts whose calls tell that a pool is the exchange's; swaps through them are told by the call alone."""

    counterparty: str
    factories: Factories
    routers: Addresses


def exchange_rules(exchange: Exchange, prefix: str = '') -> tuple[Rule, ...]:
    return (
        swap_rule(f'{prefix}swap', exchange.counterparty, (SWAP_V2, SWAP_SOLIDLY), exchange.factories, exchange.routers),
        LogRule(f'{prefix}add_liquidity', MINT, partial(_adds, exchange)),
        LogRule(f'{prefix}remove_liquidity', (BURN, BURN_SOLIDLY), partial(_removes, exchange)),
        CallRule(f'{prefix}router', partial(_routes, exchange), exchange.routers, (*SWAPS, *SWAPS_AVAX, *SWAPS_REFERRED, *SWAPS_SOLIDLY)),
    )


def _routes(exchange: Exchange, tx: Transaction) -> Iterator[Claim]:
    """A swap through the router; what it did not need of the coin it gives back."""
    pools = {log.address for log in tx.logs if log.topic in (SWAP_V2, SWAP_SOLIDLY)}
    given = tx.outgoing(to={tx.to, *pools})  # tokens that take a fee send a part elsewhere
    backs = [one for one in tx.incoming(source=tx.to) if any(one.token == other.token for other in given)]
    got = [one for one in tx.incoming() if one.token_id is None and one not in backs]
    found = list(after_pools(tx, settle(tx, exchange.counterparty, [*given, *got], order='group')))
    yield from found
    if found:
        yield from retype(exchange.counterparty, backs, 'withdrawal', 'refund')


def _adds(exchange: Exchange, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Both coins for the pool's token."""
    if len(log.topics) != 2:  # markets of lending tell of minting under the same name
        return
    near = _near(tx, log)
    given = [one for one in tx.outgoing(to=near) if one.token_id is None and one.token != log.address]
    got = tx.incoming(token=log.address, source=ZERO_ADDRESS)
    if given and got and _is_of(exchange, tx, log, [one.token for one in tx.moves(receiver=log.address)]):
        yield from wrap(exchange.counterparty, given, got)
        yield from retype(exchange.counterparty, tx.incoming(token=NATIVE, source=near), 'withdrawal', 'refund')


def _removes(exchange: Exchange, tx: Transaction, log: Log) -> Iterator[Claim]:
    """The pool's token for both coins."""
    if len(log.topics) != 3:
        return
    near = _near(tx, log)
    given = tx.outgoing(token=log.address, to={ZERO_ADDRESS, *near})
    got = [one for one in tx.incoming(source=near) if one.token_id is None and one.token != log.address]
    if given and got and _is_of(exchange, tx, log, [one.token for one in tx.moves(sender=log.address)]):
        yield from unwrap(exchange.counterparty, given, got)


def _near(tx: Transaction, log: Log) -> set[str]:
    return {one for one in (log.address, log.topic_address(1), tx.to) if one and not tx.is_mine(one)}


def _is_of(exchange: Exchange, tx: Transaction, log: Log, tokens: list[str]) -> bool:
    pair = sorted({one for one in tokens if one not in (log.address, NATIVE)})
    made = len(pair) == 2 and any(factory.makes(log.address, *pair) for factory in exchange.factories.get(tx.chain_id, ()))
    return made or log.topic_address(1) in lower_addresses(exchange.routers, tx.chain_id)

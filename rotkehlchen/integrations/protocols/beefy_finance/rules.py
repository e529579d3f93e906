"""Beefy on all its chains: vaults and their zaps, concentrated liquidity, and pools that pay rewards for shares.

A vault is known by its share's name, or by what its strategy tells beside the share's minting or burning. Whoever deposits may also
harvest: then the caller's part of the harvest comes along as wrapped coin. Source: docs.beefy.finance, github.com/beefyfinance.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, swap
from rotkehlchen.decoding.families.reward_pool import PAID_IN, Words, pool_rules
from rotkehlchen.decoding.families.share import exchanges, is_burnt, is_minted

WORD: Final = 'beefy_finance'
FULFILLED: Final = '0x1ba5b6ed656994657175705961138c96bd8ec133c35817fa85903f450129e0b1'
# FulfilledOrder(((address,uint256)[],(address,uint256)[],(address,uint256,bytes),address,address),address,address)
STRATEGY: Final = frozenset({
    '0x4d6ce1e535dbade1c23defba91e23b8f791ce5edc0cc320257a2b364e4e38426',  # Deposit(uint256)
    '0x5b6b431d4476a211bb7d41c20d1aab9ae2321deee0d20be3d9fc9b1093fa6e3d',  # Withdraw(uint256)
})
HARVESTED: Final = '0x9bc239f1724cacfb88cb1d66a2dc437467699b68a8c90d7b63110cf4b6f92410'  # StratHarvest(address,uint256,uint256)
STAKED_WORDS: Final = Words(
    stake=('staking', 'deposit asset'), unstake=('staking', 'remove asset'), wrap=('staking', 'deposit for wrapped'),
    unwrap=('staking', 'redeem wrapped'),
)


def vault_brand(tx: Transaction, token: str) -> str | None:
    symbol, name = tx.label(token)
    is_named = symbol.startswith('moo') or name.startswith(('moo ', 'cow '))
    return WORD if is_named or (token == tx.to and any(log.topic in STRATEGY and len(log.topics) == 1 for log in tx.logs)) else None


def pool_brand(tx: Transaction, log: Log, token: str | None) -> str | None:
    """A pool whose receipt is a token: named like one, or paying rewards by token as well; or one in which a vault's shares are staked."""
    symbol, _ = tx.label(log.address)
    if symbol.startswith(('rcow', 'rmoo')) or (token is not None and tx.label(token)[0].startswith(('moo', 'cow'))):
        return WORD
    known = tx.token(log.address)
    return WORD if known is not None and known.decimals is not None and any(tx.logs_of(PAID_IN, address=log.address)) else None


def vaults(tx: Transaction) -> Iterator[Claim]:
    for one in exchanges(vault_brand, tx):
        yield _with_rewards(tx, one.legs, ())


def zaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What the router took and gave. Which side is the vault's, the share's minting or burning tells; what came back of the input is less of it."""
    given = tx.outgoing(account=log.topic_address(2), to=log.address)
    got = tx.incoming(account=log.topic_address(3), source=log.address)
    spent, back = _less_returned(given, got)
    came = [one for one in got if one not in back]
    if not spent or not came:
        return
    if any(one.token != tx.wrapped_native and is_minted(tx, one) for one in came):
        legs = (*spent_legs(spent, 'deposit', 'deposit for wrapped'), *(leg(one, 'receive', 'receive wrapped') for one in came))
    elif any(one.token != tx.wrapped_native and is_burnt(tx, one) for one in given):
        legs = (*spent_legs(spent, 'spend', 'return wrapped'), *(leg(one, 'withdrawal', 'redeem wrapped') for one in came))
    else:
        yield from swap(WORD, given, got)
        return
    yield _with_rewards(tx, legs, (*given, *got))


def spent_legs(spent: Iterable[tuple[Transfer, int]], event_type: str, subtype: str) -> Iterator[Leg]:
    return (leg(one, event_type, subtype, amount=amount) for one, amount in spent)


def _less_returned(given: Sequence[Transfer], got: Sequence[Transfer]) -> tuple[list[tuple[Transfer, int]], list[Transfer]]:
    """(what of each transfer was kept, what was sent back of them)."""
    back = [one for one in got if one.token in {other.token for other in given}]
    first = {one.token: one for one in reversed(given)}
    kept = [(one, one.amount - sum(other.amount for other in back if other.token == one.token and first[one.token] is one)) for one in given]
    return [(one, amount) for one, amount in kept if amount > 0], back


def _with_rewards(tx: Transaction, legs: tuple[Leg, ...], takes: tuple[Transfer, ...]) -> Claim:
    """Wrapped coin that a harvested strategy sent comes after the legs."""
    strategies = {log.address for log in tx.logs_of(HARVESTED)}
    taken = {one.transfer.source for one in legs if one.transfer} | {one.source for one in takes}
    extra = [one for one in tx.incoming(token=tx.wrapped_native or '-') if one.sender in strategies and one.source not in taken]
    return Claim(WORD, (*legs, *(leg(one, 'receive', 'reward') for one in extra)), takes, at=_last(legs))


def _last(legs: tuple[Leg, ...]) -> int:
    return max(one.transfer.position for one in legs if one.transfer)


RULES = (
    CallRule('vault', vaults, None, rank=Rank.SHAPE), LogRule('zap', FULFILLED, zaps, rank=Rank.ENTRY),
    *pool_rules(pool_brand, words=STAKED_WORDS),
)

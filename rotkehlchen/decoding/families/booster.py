"""Boosters of Convex's kind: liquidity tokens are deposited for a receipt, most often staked at once in a pool that pays rewards.

Convex and Aura run the same contracts. Aura's pools are tokens, Convex's are not: where nothing came back for a deposit, it is staked.
A pool pays the emission of the protocol it boosts; the protocol's own coin comes along from elsewhere, and so do extra rewards.
Source: github.com/convex-eth/platform, github.com/aurafinance/convex-platform.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rank, Rule, lower_addresses
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, retype, unwrap, wrap
from rotkehlchen.decoding.families import reward_pool
from rotkehlchen.decoding.families.direct import received, sent

DEPOSITED: Final = '0x73a19dd210f1a7f902193214c0ee91dd35ee5b4d920cba8d519eca65a7b488ca'  # Deposited(address,uint256,uint256)
WITHDRAWN: Final = '0x92ccf450a286a957af52509bc1c9939d1a6a481783e142e41e2499f0bb66ebc6'  # Withdrawn(address,uint256,uint256)
UNLOCKED: Final = '0x2fd83d5e9f5d240bed47a97a24cf354e4047e25edc2da27b01fd95e5e8a0c9a5'  # Withdrawn(address,uint256,bool)
EARMARK: Final = ('0xcc956f3f',)  # earmarkRewards(uint256)


@dataclass(frozen=True, slots=True)
class Booster:
    """Contracts by chain: `boosters`, `pools` (stakes of the protocol's own coins), `lockers`, `claimers` (claim from many pools at once).

    `coin`: what pools pay beside what they earn, by chain: whoever is paid it with a pool's reward has a pool of this protocol.
    `receipt`: how the names of its receipts end.
    """

    counterparty: str
    boosters: Addresses
    pools: Addresses
    lockers: Addresses
    claimers: Addresses
    coin: Mapping[int, str]
    receipt: str


def booster_rules(made: Booster) -> tuple[Rule, ...]:
    word = made.counterparty
    return (
        LogRule('deposit', DEPOSITED, partial(_deposits, word), made.boosters),
        LogRule('withdraw', WITHDRAWN, partial(_withdraws, word), made.boosters),
        LogRule('stake', reward_pool.STAKED, partial(_stakes, made), rank=Rank.CONTRACT),
        LogRule('unstake', reward_pool.WITHDRAWN, partial(_stakes, made), rank=Rank.CONTRACT),
        LogRule('reward', (reward_pool.PAID, reward_pool.PAID_IN), partial(_rewards, made), rank=Rank.CONTRACT),
        CallRule('claim_many', partial(_claims, word), made.claimers),
        received('earmark', word, made.boosters, 'receive', 'reward', selectors=EARMARK),
        sent('lock', word, made.lockers, 'deposit', 'deposit to protocol'),
        received('unlock', word, made.lockers, 'withdrawal', 'withdraw from protocol', topics=(UNLOCKED,)),
    )


def _deposits(word: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    account, amount = log.topic_address(1), log.word(0)
    paid = _nearest(tx.outgoing(account=account, amount=amount), log)
    receipt = _nearest(tx.incoming(account=account, source=ZERO_ADDRESS, amount=amount), log)
    if paid is not None and receipt is not None:
        yield from wrap(word, [paid], [receipt])
    elif paid is not None:
        yield from claim(word, leg(paid, 'deposit', 'deposit to protocol'))


def _withdraws(word: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    account, amount = log.topic_address(1), log.word(0)
    back = _nearest(tx.incoming(account=account, amount=amount), log)
    receipt = _nearest(tx.outgoing(account=account, to=ZERO_ADDRESS, amount=amount), log)
    if back is not None and receipt is not None:
        yield from unwrap(word, [receipt], [back])
    elif back is not None:
        yield from claim(word, leg(back, 'withdrawal', 'withdraw from protocol'))


def _stakes(made: Booster, tx: Transaction, log: Log) -> Iterator[Claim]:
    """At a pool itself. What a booster tells of as well, pools of extra rewards repeat: then only the one that makes receipts counts."""
    run = reward_pool.stakes if log.topic == reward_pool.STAKED else reward_pool.unstakes
    is_boosted = _is_boosted(made, tx)
    yield from (one for one in run(partial(_brand, made), reward_pool.Words(), tx, log) if len(one.legs) > 1 or not is_boosted)


def _rewards(made: Booster, tx: Transaction, log: Log) -> Iterator[Claim]:
    """With a pool's reward all that arrived is one, but for stakes that came back."""
    account = log.topic_address(1)
    if tx.is_mine(account) and _brand(made, tx, log, None) is not None:
        back = {other.word(0) for topic in (reward_pool.WITHDRAWN, WITHDRAWN, UNLOCKED) for other in tx.logs_of(topic)}
        got = (one for one in tx.incoming(account=account) if one.kind == 'erc20' and one.amount not in back)
        yield from retype(made.counterparty, got, 'receive', 'reward')


def _claims(word: str, tx: Transaction) -> Iterator[Claim]:
    """All that a claimer collected, and what it took of it to lock it at once."""
    if tx.is_mine(tx.sender):
        yield from retype(word, tx.incoming(account=tx.sender), 'receive', 'reward')
        yield from retype(word, tx.outgoing(account=tx.sender, to=tx.to), 'deposit', 'deposit to protocol')


def _brand(made: Booster, tx: Transaction, log: Log, token: str | None) -> str | None:
    """A pool that is listed or used by a booster, one for the protocol's receipts, or one that pays together with the protocol's coin."""
    if log.address in (*lower_addresses(made.pools, tx.chain_id), *lower_addresses(made.lockers, tx.chain_id)):
        return made.counterparty
    coin = made.coin.get(tx.chain_id, '').lower()
    is_paid = bool(coin) and bool(tx.incoming(account=log.topic_address(1), token=coin))
    is_receipt = token is not None and tx.label(token)[1].endswith(made.receipt.lower())
    return made.counterparty if is_paid or is_receipt or _is_boosted(made, tx) else None


def _is_boosted(made: Booster, tx: Transaction) -> bool:
    boosters = lower_addresses(made.boosters, tx.chain_id)
    return any(any(tx.logs_of(topic, address=boosters)) for topic in (WITHDRAWN, DEPOSITED))


def _nearest(moves: list[Transfer], log: Log) -> Transfer | None:
    return min((one for one in moves if one.kind == 'erc20'), key=lambda one: abs(one.position - log.position), default=None)

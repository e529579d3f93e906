"""Contracts that take a stake and pay rewards for it, as Synthetix's StakingRewards and its many descendants do.

Some mint a receipt for the stake, which is then their own token. Some pay several rewards and name each one's token in the log.
Source: github.com/Synthetixio/synthetix (StakingRewards), docs.convexfinance.com, docs.beefy.finance (boosts and reward pools).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rank, lower_addresses
from rotkehlchen.contracts.transaction import Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg

STAKED: Final = '0x9e71bc8eea02a63969f509818f2dafb9254532904319f9dbda79b67bd34a5f3d'  # Staked(address,uint256)
WITHDRAWN: Final = '0x7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d5'  # Withdrawn(address,uint256)
PAID: Final = '0xe2403640ba68fed3a2f88b7557551d1993f84b99bb10ff833f0cf8db0c5e0486'  # RewardPaid(address,uint256)
PAID_IN: Final = '0x540798df468d7b23d11f156fdb954cb19ad414d150722a7b6d55ba369dea792e'  # RewardPaid(address,address,uint256)
UNSTAKED: Final = '0x0f5bb82176feb1b5e747e28471aa92156a04d9f3ab9f45f28e2d704232b93f75'  # Unstaked(address,uint256)

Brand = Callable[[Transaction, Log, str | None], str | None]  # (transaction, log of the pool, token staked) -> counterparty


@dataclass(frozen=True, slots=True)
class Words:
    """(type, subtype) of what happens. `stake`, `unstake` where no receipt is made, `wrap`, `unwrap` where one is."""

    stake: tuple[str, str] = ('deposit', 'deposit to protocol')
    unstake: tuple[str, str] = ('withdrawal', 'withdraw from protocol')
    wrap: tuple[str, str] = ('deposit', 'deposit for wrapped')
    unwrap: tuple[str, str] = ('withdrawal', 'redeem wrapped')
    reward: tuple[str, str] = ('receive', 'reward')


def pool_rules(
        brand: str | Brand, where: Addresses | None = None, *, words: Words | None = None, prefix: str = 'pool_', rank: Rank | None = None,
) -> tuple[LogRule, ...]:
    """`where` None: any contract that `brand` knows, which is a word or answers one."""
    known = brand if callable(brand) else partial(_always, brand)
    used = words or Words()
    return (
        LogRule(f'{prefix}stake', STAKED, partial(stakes, known, used), where, rank),
        LogRule(f'{prefix}unstake', (WITHDRAWN, UNSTAKED), partial(unstakes, known, used), where, rank),
        LogRule(f'{prefix}reward', (PAID, PAID_IN), partial(rewards, known, used), where, rank),
    )


def listed(counterparty: str, where: Addresses) -> Callable[[Transaction, str], str | None]:
    """Whether a contract is one of a list: the counterparty then."""
    return lambda tx, address: counterparty if address in lower_addresses(where, tx.chain_id) else None


def stakes(brand: Brand, words: Words, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Whatever of that amount left the account, and the pool's own token if it made one."""
    if len(log.topics) != 2 or not tx.is_mine(user := log.topic_address(1)):
        return
    amount = log.word(0)
    paid = _nearest(tx.outgoing(account=user, amount=amount), log, other_than=log.address)
    name = brand(tx, log, paid.token) if paid is not None else None
    if paid is None or name is None:
        return
    receipt = _nearest(tx.incoming(account=user, token=log.address, amount=amount), log)
    if receipt is None:
        yield from claim(name, leg(paid, *words.stake))
    else:
        yield from claim(name, leg(paid, *words.wrap), leg(receipt, 'receive', 'receive wrapped'))


def unstakes(brand: Brand, words: Words, tx: Transaction, log: Log) -> Iterator[Claim]:
    if len(log.topics) != 2 or not tx.is_mine(user := log.topic_address(1)):
        return
    amount = log.word(0)
    back = _nearest(tx.incoming(account=user, amount=amount), log, other_than=log.address)
    name = brand(tx, log, back.token) if back is not None else None
    if back is None or name is None:
        return
    receipt = _nearest(tx.outgoing(account=user, token=log.address, amount=amount), log)
    if receipt is None:
        yield from claim(name, leg(back, *words.unstake))
    else:
        yield from claim(name, leg(receipt, 'spend', 'return wrapped'), leg(back, *words.unwrap))


def rewards(brand: Brand, words: Words, tx: Transaction, log: Log) -> Iterator[Claim]:
    """The transfer of the amount that the log names, right before it."""
    names_token = log.topic == PAID_IN
    if len(log.topics) != 2 + names_token or not tx.is_mine(user := log.topic_address(1)):
        return
    name = brand(tx, log, None)
    paid = _nearest(tx.incoming(account=user, token=log.topic_address(2) if names_token else None, amount=log.word(0)), log)
    if name is not None and paid is not None:
        yield from claim(name, leg(paid, *words.reward))


def _nearest(moves: list[Transfer], log: Log, other_than: str = '') -> Transfer | None:
    fitting = [one for one in moves if one.token != other_than and one.kind in ('native', 'erc20')]
    return min(fitting, key=lambda one: abs(one.position - log.position), default=None)


def _always(word: str, tx: Transaction, log: Log, token: str | None) -> str | None:
    return word

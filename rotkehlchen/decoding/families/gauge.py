"""Liquidity gauges of Curve's kind: receipts of a pool staked for the gauge's own token, rewards claimed from it, coins minted for it.

Many protocols deploy the same contract (Curve, Balancer, Stake DAO). What tells them apart is the name of the gauge's token, the token
staked, or a list of gauges: `Brand` answers it. Gauges of the first version are no tokens: the stake is told by the transfer alone.
Source: github.com/curvefi/curve-dao-contracts (LiquidityGauge, LiquidityGaugeV2 to V6, Minter, RewardsOnlyGauge, ChildGauge).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rank, Rule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, retype, unwrap, wrap

DEPOSIT: Final = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c'  # Deposit(address,uint256)
WITHDRAW: Final = '0x884edad9ce6fa2440d8a54cc123490eb96d2768479d49ff9c7366125a9424364'  # Withdraw(address,uint256)
MINTED: Final = '0x9d228d69b5fdb8d273a2336f8fb8612d039631024ea9bf09c424a9503aa078f0'  # Minted(address,address,uint256)
LIMITS: Final = frozenset({
    '0x7ecd84343f76a23d2227290e0288da3251b045541698e575a5515af4f04197a3',  # UpdateLiquidityLimit(address,uint256,uint256,uint256,uint256)
    '0x55791b447387b190860304107853b38203f744481140f3b11fbaeade3de42099',  # the same with one more number
})
# claim_rewards() and with (address), with (address,address); claim_historic_rewards(address[8])
CLAIMS: Final = ('0xe6f1daf2', '0x84e9bd7e', '0x9faceb1b', '0xb9fa7a69')
NEAR: Final = 12  # logs between a gauge's transfer and its own log: rewards are paid between them

Brand = Callable[[Transaction, str, str | None], str | None]  # (transaction, gauge, token staked if known) -> counterparty, None: not ours


def gauge_rules(brand: Brand, rank: Rank = Rank.SHAPE) -> tuple[Rule, ...]:
    """Stakes, withdrawals and claims at gauges that `brand` knows."""
    return (
        LogRule('gauge_deposit', DEPOSIT, partial(deposits, brand), rank=rank),
        LogRule('gauge_withdraw', WITHDRAW, partial(withdraws, brand), rank=rank),
        CallRule('gauge_claim', partial(claims, brand), None, CLAIMS, rank=rank),
    )


def minter_rules(counterparty: str, coins: Mapping[int, str]) -> tuple[Rule, ...]:
    """Minters of a protocol's coin, `coins` by chain: whichever contract tells of it."""
    return (LogRule('mint', MINTED, partial(_mints, counterparty, coins), rank=Rank.GENERIC),)


def deposits(brand: Brand, tx: Transaction, log: Log) -> Iterator[Claim]:
    """The stake of a tracked provider, paid by itself to the gauge or to a contract that passes it on."""
    if len(log.topics) != 2 or log.address == tx.wrapped_native:
        return
    gauge, provider, value = log.address, log.topic_address(1), log.word(0)
    staked = next((one for one in tx.moves(receiver=gauge) if one.amount == value and abs(one.position - log.position) < NEAR), None)
    name = brand(tx, gauge, staked.token) if staked is not None and tx.is_mine(provider) else None
    if name is None or staked is None:
        return
    yield from rewards(brand, tx, gauge, staked.token)
    paid = staked if tx.is_mine(staked.sender) else _nearest(tx.outgoing(account=provider, token=staked.token), log, value)
    minted = _nearest(tx.incoming(account=provider, token=gauge), log, value)
    if paid is not None and minted is not None:
        yield from wrap(name, [paid], [minted])
    elif paid is not None and not any(tx.moves(token=gauge)):
        yield from claim(name, leg(paid, 'deposit', 'deposit to protocol'))


def withdraws(brand: Brand, tx: Transaction, log: Log) -> Iterator[Claim]:
    """A stake taken back."""
    if len(log.topics) != 2:
        return
    gauge, provider, value = log.address, log.topic_address(1), log.word(0)
    back = _nearest((one for one in tx.incoming(account=provider) if one.sender == gauge), log, value)
    name = brand(tx, gauge, back.token) if back is not None else None
    if name is None or back is None:
        return
    yield from rewards(brand, tx, gauge, back.token)
    burnt = _nearest((one for one in tx.outgoing(account=provider, token=gauge)), log, value)
    if burnt is not None:
        yield from unwrap(name, [burnt], [back])
    elif not any(tx.moves(token=gauge)):
        yield from claim(name, leg(back, 'withdrawal', 'withdraw from protocol'))


def claims(brand: Brand, tx: Transaction) -> Iterator[Claim]:
    """Rewards that a call of the gauge itself paid out."""
    yield from rewards(brand, tx, tx.to, None)


def rewards(brand: Brand, tx: Transaction, gauge: str, staked: str | None) -> Iterator[Claim]:
    """What a gauge sent besides the stake and its own token."""
    name = brand(tx, gauge, staked)
    if name is not None:
        yield from retype(name, (one for one in tx.incoming(source=gauge) if one.token not in (staked, gauge)), 'receive', 'reward')


def has_limits(tx: Transaction, gauge: str) -> bool:
    """Whether a contract tells of the limits that only gauges have."""
    return any(log.topic in LIMITS for log in tx.logs_of(address=gauge))


def _mints(counterparty: str, coins: Mapping[int, str], tx: Transaction, log: Log) -> Iterator[Claim]:
    """The coin arrives right before the log, whose amount is all that the account ever got for the gauge."""
    minted = [
        one for one in tx.incoming(account=log.topic_address(1), token=coins.get(tx.chain_id, ''), source={log.address, ZERO_ADDRESS})
        if 0 < log.position - one.position <= 2
    ]
    yield from retype(counterparty, minted[-1:], 'receive', 'reward', address=log.address)


def _nearest(moves: Iterator[Transfer] | list[Transfer], log: Log, amount: int | None = None) -> Transfer | None:
    fitting = [one for one in moves if amount is None or one.amount == amount]
    return min(fitting, key=lambda one: abs(one.position - log.position), default=None)

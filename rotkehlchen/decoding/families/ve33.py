"""Exchanges whose fees go to those who locked its coin and vote for pools, as Velodrome and Aerodrome are: gauges, locks as NFTs, votes.

Pools are Solidly's (`amm_v2`) and Slipstream's (`amm_v3`). Gauges take the pool's token, or a position's NFT, and give no receipt. Gauges
and the contracts that pay fees and bribes are many: they are known by their logs, on the chain of the exchange alone.
Source: github.com/velodrome-finance/contracts, slipstream and v1 (Gauge, CLGauge, VotingEscrow, Voter, Reward).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rank, Rule, TransferRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, note, retype
from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.factory import Factories
from rotkehlchen.decoding.families.pool_swap import SWAP_SOLIDLY, SWAP_V2, SWAP_V3, after_pools, find_hops, swap_rule
from rotkehlchen.decoding.families.router import settle
from rotkehlchen.decoding.families.vault import find_near

LOCKED: Final = '0x8835c22a0c751188de86681e15904223c054bedd5c68ec8858945b7831290273'  # Deposit(address,uint256,uint8,uint256,uint256,uint256)
LOCKED_V1: Final = '0xff04ccafc360e16b67d682d17bd9503c4c6b9a131f6be6325762dc9ffc7de624'  # Deposit(address,uint256,uint256,uint256,uint8,uint256)
UNLOCKED: Final = '0x02f25270a4d87bea75db541cdfe559334a275b4a233520ed6c0a2429667cca94'  # Withdraw(address,uint256,uint256,uint256)
STAKED_V1: Final = '0x90890809c654f11d6e72a28fa60149770a0d11ec6c92319d6ceb2bb0a4ea1a15'  # Deposit(address,uint256,uint256)
UNSTAKED_V1: Final = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
STAKED: Final = '0x5548c837ab068cf56a2c2479df0882a4922fd203edb7517321831d95078c5f62'  # Deposit(address,address,uint256)
UNSTAKED: Final = '0x884edad9ce6fa2440d8a54cc123490eb96d2768479d49ff9c7366125a9424364'  # Withdraw(address,uint256)
STAKED_NFT: Final = '0x1c8ab8c7f45390d58f58f1d655213a82cca5d12179761a87c16f098813b8f211'  # Deposit(address,uint256,uint128)
UNSTAKED_NFT: Final = '0x8903a5b5d08a841e7f68438387f1da20c84dea756379ed37e633ff3854b99b84'  # Withdraw(address,uint256,uint128)
REWARD: Final = '0x1f89f96333d3133000ee447473151fa9606543368f02271c9d95ae14f13bcc67'  # ClaimRewards(address,uint256)
REWARD_OF: Final = '0x9aa05b3d70a9e3e2f004f039648839560576334fb45c81f91b6db03ad9e2efc9'  # ClaimRewards(address,address,uint256)
FEES: Final = '0x865ca08d59f5cb456e85cd2f7ef63664ea4f73327414e9d8152c4158b0e94645'  # Claim(address,address,uint256,uint256)
VOTED: Final = '0x452d440efc30dfa14a0ef803ccb55936af860ec6a6960ed27f129bef913f296a'  # Voted(address,address,uint256,uint256,uint256,uint256)
VOTED_V1: Final = '0xea66f58e474bc09f580000e81f31b334d171db387d0c6098ba47bd897741679b'  # Voted(address,uint256,uint256)
LONGER: Final = 3  # the type of a deposit that only makes a lock last longer
NEAR: Final = 3  # logs between the payment of fees and the pool's own log

POOL_SYMBOLS: Final = ('samm', 'vamm')


@dataclass(frozen=True, slots=True)
class Market:
    """`coins`: what gauges pay, by chain. `managers`: of positions. `universal`: routers that also use pools of other exchanges.

    `distributors`: of new coins to those who locked theirs.
    """

    counterparty: str
    factories: Factories
    position_factories: Factories
    routers: Addresses
    position_routers: Addresses
    managers: Addresses
    escrows: Addresses
    voters: Addresses
    coins: Mapping[int, Collection[str]]
    universal: Addresses
    distributors: Addresses


Handler = Callable[[Market, Transaction, Log], Iterator[Claim]]


def market_rules(market: Market) -> tuple[Rule, ...]:
    def rule(name: str, topics: str | tuple[str, ...], handle: Handler, where: Addresses | None = None) -> Rule:
        return LogRule(name, topics, partial(handle, market), where)
    word = market.counterparty
    return (
        *exchange_rules(Exchange(word, market.factories, market.routers)),
        swap_rule('position_swap', word, SWAP_V3, market.position_factories, market.position_routers),
        *router_rules('position_router', word, market.position_routers), *position_rules(word, market.managers, 'position_'),
        CallRule('universal_router', partial(_routes, market), market.universal),
        received('rebase', word, market.distributors, 'receive', 'reward'),
        TransferRule('lock_nft', partial(_changes_lock, market), tokens=market.escrows, rank=Rank.SHAPE),
        rule('lock', (LOCKED, LOCKED_V1), _locks, market.escrows), rule('unlock', UNLOCKED, _unlocks, market.escrows),
        rule('vote', (VOTED, VOTED_V1), _votes, market.voters),
        rule('stake', (STAKED, STAKED_V1), _stakes), rule('unstake', (UNSTAKED, UNSTAKED_V1), _unstakes),
        rule('stake_nft', STAKED_NFT, _stakes_nft), rule('unstake_nft', UNSTAKED_NFT, _unstakes_nft),
        rule('reward', (REWARD, REWARD_OF), _rewards), rule('fees', FEES, _earns),
    )


def _routes(market: Market, tx: Transaction) -> Iterator[Claim]:
    """A swap through a universal router, if a pool on the way is the exchange's; what a token takes for itself goes elsewhere."""
    own = find_hops(tx, (SWAP_V2, SWAP_SOLIDLY), market.factories, {}) or find_hops(tx, SWAP_V3, market.position_factories, {})
    if own:
        near = {tx.to, *(log.address for log in tx.logs if log.topic in (SWAP_V2, SWAP_SOLIDLY, SWAP_V3))}
        yield from after_pools(tx, settle(tx, market.counterparty, [*tx.outgoing(to=near), *tx.incoming(source=near)], order='group'))


# ---------------------------------------------------------------------- locks and votes
def _changes_lock(market: Market, tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    """Locks merged or split: NFTs appear and disappear, nothing is paid."""
    if transfer.sender == ZERO_ADDRESS:
        yield from retype(market.counterparty, [transfer], 'mint', 'nft')
    elif transfer.receiver == ZERO_ADDRESS:
        yield from retype(market.counterparty, [transfer], 'burn', 'nft')


def _locks(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """A new lock is an NFT; more goes into one that is there; a longer one moves nothing."""
    provider = log.topic_address(1)
    is_first = log.topic == LOCKED_V1
    token_id, value = (log.word(0), log.word(1)) if is_first else (log.topic_int(2), log.word(0))
    kind = log.word(2) if is_first else log.topic_int(3)
    paid = find_near(tx.outgoing(to=log.address), log, value) if value else None
    minted = [one for one in tx.incoming(token=log.address, source=ZERO_ADDRESS) if one.token_id == token_id]
    if paid is not None:
        nfts = [leg(one, 'mint', 'nft') for one in minted]
        yield from claim(market.counterparty, leg(paid, 'deposit', 'deposit to protocol', params={'lock': str(token_id)}), *nfts)
    elif kind == LONGER and tx.is_mine(provider):
        yield from note(
            market.counterparty, provider, at=log.position, token=log.address, token_id=token_id, address=log.address, kind='longer_nft_lock')


def _unlocks(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What was locked; the NFT is burnt."""
    token_id, value = (log.topic_int(2), log.word(0)) if len(log.topics) > 2 else (log.word(0), log.word(1))
    back = find_near(tx.incoming(source=log.address), log, value)
    if back is not None:
        burnt = [one for one in tx.outgoing(token=log.address, to=ZERO_ADDRESS) if one.token_id == token_id]
        nfts = [leg(one, 'burn', 'nft') for one in burnt]
        yield from claim(market.counterparty, *nfts, leg(back, 'withdrawal', 'withdraw from protocol'))


def _votes(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    voter = log.topic_address(1)
    if tx.is_mine(voter):
        pool = log.topic_address(2) if log.topic == VOTED else ''
        weight = log.word(0 if log.topic == VOTED else 1)
        yield from note(
            market.counterparty, voter, subtype='governance', at=log.position, address=log.address, kind='pool_vote',
            params={'pool': pool, 'weight': str(weight)})


# ---------------------------------------------------------------------- gauges
def _stakes(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    amount = log.word(len(log.data) // 32 - 1)
    paid = find_near(tx.outgoing(to=log.address), log, amount)
    if paid is not None and _is_pool(market, tx, paid):
        yield from retype(market.counterparty, [paid], 'deposit', 'deposit to protocol')


def _unstakes(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    amount = log.word(len(log.data) // 32 - 1)
    back = find_near(tx.incoming(source=log.address), log, amount)
    if back is not None and _is_pool(market, tx, back):
        yield from retype(market.counterparty, [back], 'withdrawal', 'withdraw from protocol')


def _stakes_nft(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    paid = [one for one in tx.outgoing(to=log.address) if _is_position(market, tx, one, log)]
    yield from retype(market.counterparty, paid, 'deposit', 'deposit to protocol')


def _unstakes_nft(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    back = [one for one in tx.incoming(source=log.address) if _is_position(market, tx, one, log)]
    yield from retype(market.counterparty, back, 'withdrawal', 'withdraw from protocol')


def _rewards(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What a gauge pays in the exchange's coin, or a contract of fees and bribes in any."""
    tokens = {log.topic_address(2)} if log.topic == REWARD_OF else {one.lower() for one in market.coins.get(tx.chain_id, ())}
    paid = find_near((one for one in tx.incoming(source=log.address) if one.token in tokens), log, log.word(0))
    if paid is not None and tx.chain_id in market.coins:
        yield from retype(market.counterparty, [paid], 'receive', 'reward', address=log.address)


def _earns(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Fees of a pool for those whose liquidity is in no gauge: paid by a contract that keeps them."""
    amounts = {log.word(0), log.word(1)}
    paid = [one for one in tx.incoming() if one.amount in amounts and one.token_id is None and abs(one.position - log.position) <= NEAR]
    if tx.chain_id in market.coins and _has_symbol(tx, log.address):
        yield from retype(market.counterparty, paid, 'receive', 'reward', address=log.address)


def _is_pool(market: Market, tx: Transaction, transfer: Transfer) -> bool:
    return transfer.token_id is None and tx.chain_id in market.coins and _has_symbol(tx, transfer.token)


def _has_symbol(tx: Transaction, token: str) -> bool:
    return tx.label(token)[0].startswith(POOL_SYMBOLS)


def _is_position(market: Market, tx: Transaction, transfer: Transfer, log: Log) -> bool:
    managers = {one.lower() for one in market.managers.get(tx.chain_id, ())}
    return transfer.token in managers and transfer.token_id == log.topic_int(2)

"""Balancer's second and third version: one vault holds the coins of all pools, a pool is the receipt of its liquidity.

Routers and relayers act for a user; then they, not the vault, may take and give the native coin.
Source: docs.balancer.fi, github.com/balancer/balancer-v2-monorepo (Vault), github.com/balancer/balancer-v3-monorepo (Vault).
"""

from collections.abc import Iterator, Sequence

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, unwrap, wrap
from rotkehlchen.decoding.families.router import settle

V2, V3 = 'balancer-v2', 'balancer-v3'
V2_VAULT = '0xba12222222228d8ba445958a75a0704d566bf2c8'
V3_VAULT = '0xba1333333333a1ba1108e8412f11850a5c319ba9'
CHAINS = (1, 10, 56, 100, 137, 143, 146, 250, 252, 324, 999, 1101, 8453, 34443, 42161, 43114, 9745, 11155111)
V2_VAULTS = {chain: [V2_VAULT, '0x20dd72Ed959b6147912C2e529F0a0C651c33c9ce'] for chain in CHAINS}  # the second: Beethoven X on Fantom
V3_VAULTS = {chain: [V3_VAULT] for chain in CHAINS}

SWAP_V2 = '0x2170c741c41531aec20e7c107c24eecfdd15e69c9bb0a8dd37b1840b9e0b207b'  # Swap(bytes32,address,address,uint256,uint256)
CHANGED_V2 = '0xe5ce249087ce04f05a957192435400fd97868dba0e6a4b4c049abf8af80dae78'  # PoolBalanceChanged(bytes32,address,address[],int256[],uint256[])
INTERNAL_V2 = '0x18e1ea4139e68413d7d08aa752e71568e36b2c5bf940893314c2c5b01eaa0c42'  # InternalBalanceChanged(address,address,int256)
SWAP_V3 = '0x0874b2d545cb271cdbda4e093020c452328b24af12382ed62c4d00f5c26709db'  # Swap(address,address,address,uint256,uint256,uint256,uint256)
ADDED_V3 = '0xa26a52d8d53702bba7f137907b8e1f99ff87f6d450144270ca25e72481cca871'  # LiquidityAdded(address,address,uint8,uint256,uint256[],uint256[])
REMOVED_V3 = '0xfbe5b0d79fb94f1e81c0a92bf86ae9d3a19e9d1bf6202c0d3e75120f65d5d8a5'  # LiquidityRemoved(address,address,uint8,uint256,uint256[],uint256[])


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What accounts exchanged with the vault and with the router that acts for them, whatever the pools on the way."""
    near = _near(tx, log.address)
    if any(_is_liquidity(one) and tx.is_mine(one.topic_address(2)) for one in tx.logs_of(address=log.address)):
        return  # pools that hold receipts of others swap inside of joins and exits
    coins = {NATIVE, *(address for one in tx.logs_of(log.topic, address=log.address) for address in (one.topic_address(2), one.topic_address(3)))}
    moves = [
        one for one in tx.mine
        if log.address in (one.sender, one.receiver) or (one.token in coins and (one.sender in near or one.receiver in near))
    ]
    yield from settle(tx, V2 if log.topic == SWAP_V2 else V3, moves, address=log.address, order='group')


def changes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A join or an exit of the second version: the log names the coins, and the pool in the first twenty bytes of its id."""
    pool, owner = log.topics[1][:42], log.topic_address(2)
    coins, deltas = _addresses(log, 0), _signed(log, 1)
    near = _near(tx, log.address, owner)
    if any(delta > 0 for delta in deltas):
        yield from _joins(tx, V2, pool, near, coins, log.position)
    else:
        yield from _exits(tx, V2, pool, near, coins)


def adds(tx: Transaction, log: Log) -> Iterator[Claim]:
    yield from _joins(tx, V3, log.topic_address(1), _near(tx, log.address, log.topic_address(2)), None)


def removes(tx: Transaction, log: Log) -> Iterator[Claim]:
    yield from _exits(tx, V3, log.topic_address(1), _near(tx, log.address, log.topic_address(2)), None)


def keeps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Coins that the vault keeps for an account, or gives back to it."""
    account, token, delta = log.topic_address(1), log.topic_address(2), log.signed(0)
    moves = tx.outgoing(account=account, to=log.address) if delta > 0 else tx.incoming(account=account, source=log.address)
    found = next((one for one in moves if one.amount == abs(delta) and _coin(tx, one) == token), None)
    if found is not None:
        words = ('deposit', 'deposit to protocol') if delta > 0 else ('withdrawal', 'withdraw from protocol')
        yield from claim(V2, leg(found, *words))


def _joins(
        tx: Transaction, name: str, pool: str, near: set[str], coins: Sequence[str] | None, at: int | None = None,
) -> Iterator[Claim]:
    """`at`: where the log stands, if it comes behind the transfers."""
    got = [one for one in tx.incoming(token=pool) if one.sender in {ZERO_ADDRESS, *near}]
    given = [one for one in tx.outgoing(to=near) if one.token != pool and _is_coin(tx, one, coins)]
    refunds = list(tx.incoming(token=NATIVE, source=near))
    paid = next((one for one in given if one.token == NATIVE), None)
    if paid is None or not refunds:
        yield from wrap(name, given, got, at=at)
        return
    legs = [leg(one, 'deposit', 'deposit for wrapped', amount=one.amount - sum(back.amount for back in refunds) * (one is paid)) for one in given]
    yield from claim(name, *legs, *(leg(one, 'receive', 'receive wrapped') for one in got), takes=tuple(refunds), at=at)


def _exits(tx: Transaction, name: str, pool: str, near: set[str], coins: Sequence[str] | None) -> Iterator[Claim]:
    given = [one for one in tx.outgoing(token=pool) if one.receiver in {ZERO_ADDRESS, *near}]
    got = [one for one in tx.incoming(source=near) if one.token != pool and _is_coin(tx, one, coins)]
    yield from unwrap(name, given, got)


def _near(tx: Transaction, vault: str, *others: str) -> set[str]:
    return {one for one in (vault, tx.to, *others) if one and not tx.is_mine(one)}


def _coin(tx: Transaction, transfer: Transfer) -> str | None:
    return tx.wrapped_native if transfer.token == NATIVE else transfer.token


def _is_coin(tx: Transaction, transfer: Transfer, coins: Sequence[str] | None) -> bool:
    return transfer.token_id is None and (coins is None or transfer.token == NATIVE or transfer.token in coins)


def _is_liquidity(log: Log) -> bool:
    return log.topic in (CHANGED_V2, ADDED_V3, REMOVED_V3)


def _addresses(log: Log, number: int) -> list[str]:
    return [f'0x{word:040x}' for word in log.words(number)]


def _signed(log: Log, number: int) -> list[int]:
    return [word - (1 << 256) if word >> 255 else word for word in log.words(number)]


VAULT_RULES = (
    LogRule('v2_swap', SWAP_V2, swaps, V2_VAULTS), LogRule('v2_balance', CHANGED_V2, changes, V2_VAULTS),
    LogRule('v2_internal', INTERNAL_V2, keeps, V2_VAULTS), LogRule('v3_swap', SWAP_V3, swaps, V3_VAULTS),
    LogRule('v3_add', ADDED_V3, adds, V3_VAULTS), LogRule('v3_remove', REMOVED_V3, removes, V3_VAULTS),
)

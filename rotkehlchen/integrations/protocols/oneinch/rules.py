"""Swaps through the 1inch routers, and limit and fusion orders of theirs that somebody else fills."""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.router import exchange, swap_rules

V1 = '0x11111254369792b2Ca5d084aB5eEA397cA8fa48B'
V2 = '0x111111125434b319222CdBf8C261674aDB56F3ae'
V3 = '0x11111112542D85B3EF69AE05771c2dCCff4fAa26'
V4 = '0x1111111254fb6c44bAC0beD2854e76F90643097d'
V4_OPTIMISM = '0x1111111254760F7ab3F16433eea9304126DCd199'
V5 = '0x1111111254EEB25477B68fb85Ed929f73A960582'
V6 = '0x111111125421cA6dc452d289314280a0f8842A65'

ROUTERS: dict[str, Addresses] = {
    '1inch-v1': {1: [V1]},
    '1inch-v2': {1: [V2], 56: [V2]},
    '1inch-v3': {1: [V3], 56: [V3], 137: [V3]},
    '1inch-v4': {**dict.fromkeys((1, 56, 100, 137, 42161), (V4,)), 10: [V4_OPTIMISM]},
    '1inch-v5': dict.fromkeys((1, 10, 56, 100, 137, 8453, 42161), (V5,)),
    '1inch-v6': dict.fromkeys((1, 10, 56, 100, 137, 143, 8453, 42161), (V6,)),
}
ORDER_FILLED = '0xb9ed0243fdf00f0545c63a0af8850c090d86bb46682baec4bf3c496814fe4f02'  # OrderFilled(address,bytes32,uint256), v5
ORDER_FILLED_V6 = '0xfec331350fce78ba658e082a71da20ac9f8d798a99b3c79681c8440cbfe77e07'  # OrderFilled(bytes32,uint256)


def fills(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The maker's side of an order. The newer log does not name the maker: whoever exchanged something and called nothing."""
    version = '1inch-v5' if log.topic == ORDER_FILLED else '1inch-v6'
    sides = {log.topic_address(1)} if log.topic == ORDER_FILLED else {one.sender for one in tx.mine}
    for account in sorted(side for side in sides if tx.is_mine(side) and side != tx.sender):
        yield from exchange(tx, version, account)


RULES = (
    *(rule for version, where in ROUTERS.items() for rule in swap_rules(version, version, where)),
    LogRule('order_filled_v5', ORDER_FILLED, fills, ROUTERS['1inch-v5']),
    LogRule('order_filled_v6', ORDER_FILLED_V6, fills, ROUTERS['1inch-v6']),
)

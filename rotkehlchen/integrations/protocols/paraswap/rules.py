"""Swaps through the Augustus contracts of Paraswap (Velora), and the fees that they send to the contracts which collect them."""

from collections.abc import Iterable

from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.families.router import Fee, paid_to, swap_rules

V5 = '0xDEF171Fe48CF0115B1d80b88dc8eAB59176FEe57'
V6 = ('0x6A000F20005980200259B80c5102003040001068', '0x000dB803A70511E09dA650D4C0506d0000100000')
DELTA = '0x0000000000bbF5c5Fd284e657F01Bd000933C96D'  # settles orders that were signed
ROUTERS = {
    1: ['0x1bD435F3C054b6e901B7b108a0ab7617C808677b', V5, *V6, DELTA],
    10: [V5, *V6, DELTA],
    56: ['0x55A0E3b6579972055fAA983482acEb4B251dcF15', V5, *V6, DELTA],
    100: [*V6],
    137: ['0x90249ed4d69D70E709fFCd8beE2c5A566f65dADE', V5, *V6, DELTA],
    8453: ['0x59C7C832e96D2568bea6db468C1aAdcbbDa08A52', *V6, DELTA],
    42161: [V5, *V6, DELTA],
}
FEE_WALLETS = frozenset({
    '0xef13101c5bbd737cfb2bf00bbd38c626ad6952f7', '0x2df17455b96dde3618fd6b1c3a9aa06d6ab89347', '0x8b5cf413214ca9348f047d1af402db1b4e96c060',
    '0xa7465ccd97899edcf11c56d2d26b49125674e45f', '0x9aab4b24541af30fd72784ed98d8756ac0efb3c7', '0x00700052c0608f670705380a4900e0a8080010cc',
})


def fees(tx: Transaction) -> Iterable[Fee]:
    return paid_to(tx, FEE_WALLETS, tx.to)


RULES = swap_rules('swap', 'paraswap', ROUTERS, fees=fees)

"""Swaps of any number of tokens through the Odos routers. A router keeps its fee, and what a swap yielded above its quote."""

from collections.abc import Iterable

from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.families.router import Fee, kept_by, swap_rules

V3 = '0x0D05a7D3448512B78fa8A9e46c4872C88C4a0D05'
ROUTERS_V1 = {
    1: ['0x76f4eeD9fE41262669D0250b2A97db79712aD855'], 10: ['0x69Dd38645f7457be13571a847FfD905f9acbaF6d'],
    56: ['0x9f138be5aA5cC442Ea7cC7D18cD9E30593ED90b9'], 137: ['0xa32EE1C40594249eb3183c10792BcF573D4Da47C'],
    42161: ['0xdd94018F54e565dbfc939F7C44a16e163FaAb331'],
}
ROUTERS_V2 = {
    1: ['0xCf5540fFFCdC3d510B18bFcA6d2b9987b0772559'], 10: ['0xCa423977156BB05b13A2BA3b76Bc5419E2fE9680'],
    56: ['0x89b8AA89FDd0507a99d334CBe3C808fAFC7d850E'], 137: ['0x4E3288c9ca110bCC82bf38F09A7b425c095d92Bf'],
    8453: ['0x19cEeAd7105607Cd444F5ad10dd51356436095a1'], 42161: ['0xa669e7A0d4b3e4Fa48af2dE86BD4CD7126Be4e13'],
    534352: ['0xbFe03C9E20a9Fc0b37de01A172F207004935E0b1'],
}
ROUTERS_V3 = dict.fromkeys((1, 10, 56, 137, 8453, 42161, 534352), (V3,))


def fees(tx: Transaction) -> Iterable[Fee]:
    return kept_by(tx, tx.to)


RULES = tuple(
    rule for version, where in (('odos-v1', ROUTERS_V1), ('odos-v2', ROUTERS_V2), ('odos-v3', ROUTERS_V3))
    for rule in swap_rules(version, version, where, fees=fees, is_single=False)
)

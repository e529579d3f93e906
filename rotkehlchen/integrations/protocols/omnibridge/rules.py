"""The Omnibridge of Gnosis Chain: tokens between Ethereum or BNB Smart Chain and Gnosis, coins of Ethereum through a router that wraps them.

Sources: docs.gnosischain.com (Omnibridge), github.com/omni/omnibridge.
"""

from dataclasses import replace
from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.families.bridge import Crossing, contract_rule, in_rule, out_rule

GNOSIS: Final = 'gnosis-chain'
INITIATED: Final = '0x59a9a8027b9c87b961e254899821c9a276b5efc35d1f7409ea4f291470f1629a'  # TokensBridgingInitiated(address,address,uint256,bytes32)
BRIDGED: Final = '0x9afd47907e25028cdaca89d193518c302bbb128617d5a992c5abd45815526593'  # TokensBridged(address,address,uint256,bytes32)

TO_BNB: Final = '0x59447362798334d3485c64D1e4870Fde2DDC0d75'
MEDIATORS: Final = {
    1: ('0x88ad09518695c6c3712AC10a214bE5109a655671',), 100: ('0xf6A78083ca3e2a662D6dd1703c939c8aCE2e268d', TO_BNB),
    56: ('0xF0b456250DC9990662a6F25808cC74A6d1131Ea9',),
}
ROUTERS: Final = {1: ('0xa6439Ca0FCbA1d0F80df0bE6A17220feD9c9038a',)}
OTHER: Final = {1: 100, 56: 100}


def crosses(tx: Transaction, log: Log) -> Crossing:
    """(token indexed, account indexed, amount, message indexed). Wrapped coins come as coins where no transfer of the token fits."""
    other = OTHER.get(tx.chain_id) or (56 if log.address == TO_BNB.lower() else 1)
    told = Crossing(log.topic_address(2), log.word(0), log.topic_address(1), other, message=log.topics[3])
    moves = tx.outgoing if log.topic == INITIATED else tx.incoming
    is_coin = told.token == tx.wrapped_native and not moves(token=told.token, amount=told.amount)
    return replace(told, token=NATIVE) if is_coin else told


RULES: tuple[Rule, ...] = (
    out_rule('out', INITIATED, crosses, GNOSIS, MEDIATORS), in_rule('in', BRIDGED, crosses, GNOSIS, MEDIATORS),
    contract_rule('contract', GNOSIS, {chain: (*MEDIATORS[chain], *ROUTERS.get(chain, ())) for chain in MEDIATORS}, OTHER),
)

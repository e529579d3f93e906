"""DigixDAO: its dissolution burned DGD against a share of the treasury's ether."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import leg

ACID: Final = {1: ('0x23Ea10CC1e6EBdB499D24E45369A35f43627062f',)}
DGD: Final = '0xe0b7927c4af23765cb51314a0e0521a9645f0e2a'
REFUND: Final = '0x73f04af9dcc582a923ec15d3eea990fe34adabfff2879e28d44572e01a54abb6'  # Refund(address,uint256,uint256)


def dissolve(tx: Transaction, log: Log) -> Iterator[Claim]:
    account = log.topic_address(1)
    burned = tx.outgoing(account=account, token=DGD, to=ZERO_ADDRESS)
    refunded = tx.incoming(account=account, token=NATIVE, source=log.address)
    if burned and refunded:
        yield Claim('digixdao', (*(leg(one, 'spend', 'burn') for one in burned), *(leg(one, 'receive', 'refund') for one in refunded)))


RULES = (LogRule('dissolve', REFUND, dissolve, ACID),)

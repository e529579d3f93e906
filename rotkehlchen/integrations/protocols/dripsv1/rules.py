"""Drips v1: gifts, streams and splits of DAI from the hub."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg
from rotkehlchen.contracts.transaction import NATIVE, Transaction
from rotkehlchen.decoding.claim import account_of

HUB: Final = '0x73043143e0a6418cc45d82d4505b096b802fd365'
WHERE: Final = {1: (HUB,)}
GIVEN: Final = '0xda64d99a7e52094a4c4a04e46eb99febc0ca5a1c363c3d2607eabaf57380273d'  # Given(address,address,uint128)
STREAM: Final = '0xf5d3e3829614f1d2506bfd510c395e68e1bb2ec3894e957f8b1fdb1eb3a64a1e'  # a receiver's rate and end, sender and receiver indexed
COLLECTED: Final = '0x18f6dc22e6f1f9dcbf0971649b0ba4bea489491067187ba70f5dbd10e1883717'  # Collected(address,uint128,uint128)


def use_hub(tx: Transaction) -> Iterator[Claim]:
    """What went in is given or set aside to be streamed; each receiver of the stream is told of; what comes out was streamed to the user."""
    account = account_of(tx)
    if account is None:
        return
    legs = [Leg('spend', 'donate', one) for one in tx.outgoing(to=HUB)]
    legs += [
        Leg('informational', 'none', account=account, token=NATIVE, address=HUB, kind='drips_stream', params={'receiver': log.topic_address(2)})
        for log in tx.logs_of(STREAM, address=HUB) if tx.is_mine(log.topic_address(1))
    ]
    legs += [
        Leg('receive', 'donate', one) if any(tx.logs_of(COLLECTED, address=HUB)) else Leg('receive', 'refund', one)
        for one in tx.incoming(source=HUB)
    ]
    if legs:
        yield Claim('drips', tuple(legs))


RULES = (CallRule('use_hub', use_hub, WHERE),)

"""Farcaster: payments for a tier of its subscriptions, on Base. Source: docs.farcaster.xyz/reference/contracts."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg

PURCHASED: Final = '0x793544f1eebcd80eaa24d7c6e32b707488daf4303d0ec3349b34ea9d05323285'  # PurchasedTier(uint256,uint256,uint256,address)
REGISTRY: Final[Addresses] = {8453: ('0x00000000fc84484d585C3cF48d213424DFDE43FD',)}


def pays(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The registry passes the payment on to a vault of its own: whatever token the payer gave while it was called."""
    payer = log.topic_address(3)
    paid = [one for one in tx.outgoing(account=payer) if one.kind == 'erc20' and one.position < log.position][-1:]
    yield from claim('farcaster', *(leg(one, 'spend', 'payment', address=log.address) for one in paid))


RULES = (LogRule('subscribe', PURCHASED, pays, REGISTRY),)

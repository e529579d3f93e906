"""Giveth: donations through its handlers, GIV staked for GIVpower.

Sources: docs.giveth.io, github.com/Giveth/donation-handler-foundry, github.com/Giveth/giv-token-contracts.
"""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.donation import Donation, donation_rule

GIVETH: Final = 'giveth'
DONATED: Final = '0x428e1190dfef997f3ac8da6afa80e330fc785bafb1febed9109598bfeee45ec0'  # DonationMade(address,uint256,address,bytes)


def donates(tx: Transaction, log: Log) -> Donation:
    """(recipient indexed, amount, token indexed, data). Tokens go straight from who gives, coins come from the handler."""
    token = tx.coin_or(log.topic_address(2))
    return Donation(log, log.topic_address(1), token, log.word(0), tx.sender if token else log.address)


RULES: tuple[Rule, ...] = (donation_rule('donation', GIVETH, (DONATED,), donates, None),)

"""Airdrops on Ethereum whose distributors do nothing else, each told by its own name.

Element's tokens are locked for votes as they are claimed: they never reach the account. Sources: github.com/Uniswap/merkle-distributor,
docs.frax.finance, docs.shapeshift.com, github.com/element-fi.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg
from rotkehlchen.contracts.transaction import Transaction
from rotkehlchen.decoding.families.direct import received

DISTRIBUTORS: Final = (  # counterparty, distributor, token
    ('uniswap', '0x090D4613473dEE047c3f2706764f49E0821D256e', '0x1f9840a85d5aF5bf1D1762F925BDADdC4201F984'),
    ('1inch', '0xE295aD71242373C37C5FdA7B57F26f9eA1088AFe', '0x111111111117dC0aa78b770fA6A738034120C302'),
    ('badger', '0x394DCfbCf25C5400fcC147EbD9970eD34A474543', '0x3472A5A71965499acd81997a54BBA8D852C6E53d'),
    ('frax', '0x61A1f84F12Ba9a56C22c31dDB10EC2e2CA0ceBCf', '0xc2544A32872A91F4A553b404C6950e89De901fdb'),
    ('shapeshift', '0xe099e688D12DBc19ab46D128d1Db297575474a0d', '0xc770EEfAd204B5180dF6a14Ee197D99d808ee52d'),
    ('element-finance', '0xd04a459FFD3A5E3C93d5cD8BB13d26a9845716c2', '0x5c6D51ecBA4D8E4F20373e3ce96a62342B125D6d'),
)
ELEMENT: Final = 'element-finance'
ELEMENT_CLAIM: Final = {1: ('0xd04a459FFD3A5E3C93d5cD8BB13d26a9845716c2',)}
ELFI: Final = '0x5c6d51ecba4d8e4f20373e3ce96a62342b125d6d'


def locks(tx: Transaction) -> Iterator[Claim]:
    """What the distributor put into the vault of votes for whoever claimed."""
    if tx.is_mine(tx.sender):
        for one in tx.moves(token=ELFI, sender=tx.to):
            if not tx.is_mine(one.receiver):
                yield Claim(ELEMENT, (
                    Leg('receive', 'airdrop', account=tx.sender, token=ELFI, amount=one.amount, address=tx.to),
                    Leg('deposit', 'deposit to protocol', account=tx.sender, token=ELFI, amount=one.amount, address=one.receiver),
                ), at=one.position)


RULES = (
    *(received(word.replace('-', '_'), word, {1: (where,)}, 'receive', 'airdrop', token=token) for word, where, token in DISTRIBUTORS),
    CallRule('element_lock', locks, ELEMENT_CLAIM),
)

"""Giveth: donations through its handlers, GIV staked for GIVpower, what is distributed of it.

Sources: docs.giveth.io, github.com/Giveth/donation-handler-foundry, github.com/Giveth/giv-token-contracts.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import note, retype, unwrap, wrap
from rotkehlchen.decoding.families.donation import Donation, donation_rule
from rotkehlchen.decoding.families.told import IN, told

GIVETH: Final = 'giveth'
DONATED: Final = '0x428e1190dfef997f3ac8da6afa80e330fc785bafb1febed9109598bfeee45ec0'  # DonationMade(address,uint256,address,bytes)
LOCKED: Final = '0x79477b88de797e1633f0b8b1d970d4df75bd4b2584797def161f29ab667d3a77'  # TokenLocked(address,uint256,uint256,uint256)
CLAIMED: Final = '0x47cee97cb7acd717b3c0aa1435d004cd5b3c8c57d70dbceb4e4458bbd60e39d4'  # Claim(address,uint256)

GIV: Final = {100: '0x4f4f9b8d5b4d0dc10506e5551b0513b61fd59e75', 10: '0x528cdc92eab044e1e39fe43b9514bfdab4412b98'}
STAKING: Final = {100: ('0x24f2d06446af8d6e89febc205e7936a602a87b60',), 10: ('0x301C739CF6bfb6B47A74878BdEB13f92F13Ae5E7',)}
POWER: Final = {100: ('0xd93d3bdba18ebcb3317a57119ea44ed2cf41c2f2',), 10: STAKING[10]}
DISTRIBUTORS: Final = {
    1: ('0x087794F304aEB337388a40e7c382A0fEa78c47fC',), 10: ('0xE3Ac7b3e6B4065f4765d76fDC215606483BF3bD1',),
    100: ('0xc0dbDcA66a0636236fAbe1B3C16B1bD4C84bB1E1',),
}


def donates(tx: Transaction, log: Log) -> Donation:
    """(recipient indexed, amount, token indexed, data). Tokens go straight from who gives, coins come from the handler."""
    token = tx.coin_or(log.topic_address(2))
    return Donation(log, log.topic_address(1), token, log.word(0), tx.sender if token else log.address)


def stakes(tx: Transaction) -> Iterator[Claim]:
    """GIV goes in for the token of the stake and back for it; where there is no such token the deposit stands alone."""
    giv = GIV[tx.chain_id]
    gives, gets = tx.outgoing(token=giv, to=tx.to), tx.incoming(token=giv, source=tx.to)
    minted = [one for one in tx.incoming(source=ZERO_ADDRESS) if one.token != giv]
    burnt = [one for one in tx.outgoing(to=ZERO_ADDRESS) if one.token != giv]
    if gives:
        yield from wrap(GIVETH, gives, minted) if minted else retype(GIVETH, gives, 'deposit', 'deposit asset')
    elif gets:
        yield from unwrap(GIVETH, burnt, gets) if burnt else retype(GIVETH, gets, 'withdrawal', 'remove asset')


def locks(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, amount, rounds, until round): a stake that must stay for some rounds counts more."""
    account = log.topic_address(1)
    if tx.is_mine(account):
        params = {'amount': str(log.word(0))}
        yield from note(GIVETH, account, at=log.position, address=log.address, kind='giv_lock', params=params)


RULES: tuple[Rule, ...] = (
    donation_rule('donation', GIVETH, (DONATED,), donates, None), CallRule('stake', stakes, STAKING), LogRule('lock', LOCKED, locks, POWER),
    told('distribution', GIVETH, CLAIMED, DISTRIBUTORS, 'receive', 'reward', IN),
)

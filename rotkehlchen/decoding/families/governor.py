"""On-chain governance as of Compound's Governor Alpha and Bravo and OpenZeppelin's Governor: votes and proposals, which move nothing.

Sources: docs.compound.finance/v2/governance, docs.openzeppelin.com/contracts/5.x/governance.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note

VOTED: Final = (
    '0xb8e138887d0aa13bab447e82de9d5c1777041ecd21ca36ba824ff1e6c07ddda4',  # VoteCast(address,uint256,uint8,uint256,string)
    '0xe2babfbac5889a709b63bb7f598b324e08bc5a4fb9ec647fb3cbc9ec07eb8712',  # VoteCastWithParams(address,uint256,uint8,uint256,string,bytes)
    '0x877856338e13f63d0c36822ff0ef736b80934cd90574a3a5bc9262c39d217c46',  # VoteCast(address,uint256,bool,uint256)
)
PROPOSED: Final = (  # the proposal's number and who made it first, none of them indexed
    '0x7d84a6263ae0d98d3329bd7b46bb4e8d6f98cd35a7adb45c274c8b7fd5ebd5e0',
)  # ProposalCreated(uint256,address,address[],uint256[],string[],bytes[],uint256,uint256,string)

DELEGATED: Final = '0x3134e8a2e6d97e929a7e54011ea5485d7d196dd5f0ba4d4ef95803e8e3fc257f'  # DelegateChanged(address,address,address)
DELEGATE: Final = ('0x5c19a95c', '0xc3cda520')  # delegate(address), delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)


def governor_rules(counterparty: str, where: Addresses, prefix: str = 'governor_') -> tuple[LogRule, ...]:
    return (
        LogRule(f'{prefix}vote', VOTED, partial(votes, counterparty), where),
        LogRule(f'{prefix}propose', PROPOSED, partial(proposes, counterparty), where),
    )


def votes(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """The voter is indexed in newer contracts; then the proposal's number begins the data."""
    is_indexed = len(log.topics) > 1
    voter, proposal = (log.topic_address(1), log.word(0)) if is_indexed else (log.address_at(0), log.word(1))
    yield from _informs(counterparty, tx, log, voter, 'governance_vote', proposal)


def proposes(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    yield from _informs(counterparty, tx, log, log.address_at(1), 'governance_propose', log.word(0))


def _informs(counterparty: str, tx: Transaction, log: Log, account: str, kind: str, proposal: int) -> Iterator[Claim]:
    if tx.is_mine(account):
        params = {'proposal': str(proposal)}
        yield from note(counterparty, account, subtype='governance', at=log.position, address=log.address, kind=kind, params=params)


def delegation_rule(counterparty: str, tokens: Addresses, name: str = 'delegate') -> CallRule:
    """The account gives its votes to somebody: a call of the token itself, in a claim it is part of that."""
    return CallRule(name, partial(delegates, counterparty), tokens, DELEGATE)


def delegates(counterparty: str, tx: Transaction) -> Iterator[Claim]:
    for log in tx.logs_of(DELEGATED, address=tx.to):
        account = log.topic_address(1)
        if tx.is_mine(account):
            yield from note(
                counterparty, account, subtype='governance', at=log.position, address=log.address, kind='governance_delegate',
                params={'delegate': log.topic_address(3)})

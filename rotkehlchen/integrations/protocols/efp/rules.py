"""Ethereum Follow Protocol: lists of followed accounts as tokens, their records, what accounts say of themselves.

Sources: docs.efp.app, github.com/ethereumfollowprotocol/contracts.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule, Rank, Rule, TransferRule
from rotkehlchen.contracts.transaction import Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, note

EFP: Final = 'efp'
SAID: Final = '0xb06274242dd2a52fd18fff983d5ad9b3122e1e65c4a3cf9bd6bb272b47f01131'  # UpdateAccountMetadata(address,string,bytes)
LISTED: Final = '0xb067630e3908f166069c77766250c553414e2745e742a562d533f29744a91a73'  # ListOp(uint256,bytes)
DESCRIBED: Final = '0x59ae30478c6dc6ad258000ec5c1e2da773a457572397f6b85ddd54ab719ecd54'  # UpdateListMetadata(uint256,string,bytes)

ACCOUNTS: Final = {8453: ('0x5289fE5daBC021D02FDDf23d4a4DF96F4E0F17EF',)}
RECORDS: Final = {
    1: ('0x5289fE5daBC021D02FDDf23d4a4DF96F4E0F17EF',), 10: ('0x4Ca00413d850DcFa3516E14d21DAE2772F2aCb85',),
    8453: ('0x41Aa48Ef3c0446b46a5b1cc6337FF3d3716E2A33',),
}
LISTS: Final = {8453: ('0x0E688f5DCa4a0a4729946ACbC44C792341714e08',)}


def says(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, key, value): the list that an account calls its own, mostly."""
    account = log.topic_address(1)
    if tx.is_mine(account):
        yield from note(EFP, account, at=log.position, address=log.address, kind='account_metadata')


def lists(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(slot indexed, operation): a record is added or removed, by whoever sent the transaction."""
    if tx.is_mine(tx.sender):
        params = {'slot': log.topics[1]}
        yield from note(EFP, tx.sender, at=log.position, address=log.address, kind='list_operation' if log.topic == LISTED else 'list_metadata', params=params)


def moves(tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    """A list that is minted or changes hands."""
    gives, gets = tx.is_mine(transfer.sender), tx.is_mine(transfer.receiver)
    yield Claim(EFP, (leg(transfer, 'transfer' if gives and gets else 'spend' if gives else 'receive', kind='list_transfer'),), order='own')


RULES: tuple[Rule, ...] = (
    LogRule('account', SAID, says, ACCOUNTS), LogRule('list', (LISTED, DESCRIBED), lists, RECORDS),
    TransferRule('token', moves, tokens=LISTS, rank=Rank.GENERIC),
)

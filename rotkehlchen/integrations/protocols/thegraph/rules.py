"""The Graph: delegation to indexers on Ethereum and Arbitrum, its transfer to Arbitrum, and the vesting contracts' part in both.

Vesting contracts (token lock wallets) delegate on their beneficiary's behalf: what they do is told of the one who sent the transaction.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import account_of, leg, note, retype

WORD: Final = 'thegraph'
STAKING: Final = {1: ('0xF55041E37E12cD407ad00CE2910B8269B01263b9',), 42161: ('0x00669A4CF01450B64E8A2A20E9b1FCB71E61eF03',)}
GRT: Final = {1: '0xc944e90c64b2c07662a292be6244bdf05cda44a7', 42161: '0x9623063377ad1b27544c965ccd7342f7ea7e88c7'}

DELEGATED: Final = '0xcd0366dce5247d874ffc60a762aa7abbb82c1695bbb171609c1b8861e279eb73'  # StakeDelegated(address,address,uint256,uint256)
DELEGATED_HORIZON: Final = '0x237818af8bb47710142edd8fc301fbc507064fb357cf122fb161ca447e3cb13e'
# TokensDelegated(address,address,address,uint256,uint256): provider, verifier, delegator
LOCKED: Final = '0x0430183f84d9c4502386d499da806543dee1d9de83c08b01e39a6d2116c43b25'
# StakeDelegatedLocked(address,address,uint256,uint256,uint256)
UNDELEGATED_HORIZON: Final = '0x0525d6ad1aa78abc571b5c1984b5e1ea4f1412368c1cc348ca408dbb1085c9a1'
# TokensUndelegated(address,address,address,uint256,uint256)
WITHDRAWN: Final = '0x1b2e7737e043c5cf1b587ceb4daeb7ae00148b9bda8f79f1093eead08f141952'  # StakeDelegatedWithdrawn(address,address,uint256)
WITHDRAWN_HORIZON: Final = '0x305f519d8909c676ffd870495d4563032eb0b506891a6dd9827490256cc9914e'
# DelegatedTokensWithdrawn(address,address,address,uint256)
TO_L2: Final = '0x231e5cfeff7759a468241d939ab04a60d603b17e359057abbb8f52afc3e4986b'
# DelegationTransferredToL2(address,address,address,address,uint256)
APPROVED: Final = '0xb837fd51506ba3cc623a37c78ed22fd521f2f6e9f69a34d5c2a4a9474f275793'  # TokenDestinationsApproved()


def delegate(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The tokens of the delegator. On Ethereum a tax of it was burned at once by the contract, out of what came in."""
    delegator = log.topic_address(3 if log.topic == DELEGATED_HORIZON else 2)
    paid = tx.outgoing(account=delegator, token=GRT[tx.chain_id], to=log.address)
    tax = sum(one.amount for one in tx.moves(token=GRT[tx.chain_id], sender=log.address, receiver=ZERO_ADDRESS))
    if len(paid) == 1 and 0 < tax < paid[0].amount:
        yield Claim(WORD, (
            leg(paid[0], 'staking', 'deposit asset', amount=paid[0].amount - tax), leg(paid[0], 'staking', 'fee', amount=tax, kind='delegation_tax'),
        ))
    else:
        yield from retype(WORD, paid, 'staking', 'deposit asset')


def undelegate(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Nothing moves until the thawing period is over."""
    delegator = log.topic_address(3 if log.topic == UNDELEGATED_HORIZON else 2)
    account = delegator if tx.is_mine(delegator) else account_of(tx)
    if account is not None:
        amount = str(log.word(0))
        yield from note(WORD, account, at=log.position, token=GRT[tx.chain_id], address=log.address, kind='undelegate', params={'raw_amount': amount})


def withdraw(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.incoming(token=GRT[tx.chain_id], source=log.address), 'staking', 'remove asset')


def move_to_l2(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The delegation itself is moved: nothing of the user's balance changes."""
    delegator = log.topic_address(1)
    account = delegator if tx.is_mine(delegator) else account_of(tx)
    if account is not None:
        where = log.address if account == delegator else delegator
        params = {'indexer': log.topic_address(3), 'to_chain': 42161}
        yield from note(
            WORD, account, at=log.position, token=GRT[tx.chain_id], amount=log.word(1), address=where, kind='delegation_to_l2', params=params)
    yield from retype(None, tx.outgoing(token=NATIVE, to=log.address), 'spend')  # pays for the message to Arbitrum: spent, not bridged


def approve_destinations(tx: Transaction) -> Iterator[Claim]:
    """A vesting contract lets The Graph's contracts use its tokens. Any wallet: they are made for each beneficiary."""
    account = account_of(tx)
    for log in tx.logs_of(APPROVED, address=tx.to):
        if account is not None and tx.chain_id in GRT:
            yield Claim(WORD, (Leg(
                'informational', 'approve', account=account, token=GRT[tx.chain_id], amount=0, address=log.address, kind='approve_destinations'),
            ), at=log.position)


RULES = (
    LogRule('delegate', (DELEGATED, DELEGATED_HORIZON), delegate, STAKING),
    LogRule('undelegate', (LOCKED, UNDELEGATED_HORIZON), undelegate, STAKING),
    LogRule('withdraw', (WITHDRAWN, WITHDRAWN_HORIZON), withdraw, STAKING),
    LogRule('move_to_l2', TO_L2, move_to_l2, STAKING, rank=Rank.ENTRY),
    CallRule('approve_destinations', approve_destinations, None, ('0x2a627814',)),
)

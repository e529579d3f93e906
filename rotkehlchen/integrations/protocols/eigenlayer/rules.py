"""EigenLayer: deposits of tokens into strategies, withdrawals in two steps, pods of validators, delegation, rewards, airdrops.

Source: github.com/Layr-Labs/eigenlayer-contracts (StrategyManager, DelegationManager, EigenPodManager, EigenPod, RewardsCoordinator).
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.claim import note, retype
from rotkehlchen.decoding.families.told import told
from rotkehlchen.decoding.families.vault import find_near
from rotkehlchen.integrations.protocols.eigenlayer.strategy import EIGEN, find_asset

DEPOSITED: Final = '0x7cfff908a4b583f36430b25d75964c458d8ede8a99bd61be750e97ee1b2f3a96'  # Deposit(address,address,address,uint256)
DEPOSITED_NEW: Final = '0x5548c837ab068cf56a2c2479df0882a4922fd203edb7517321831d95078c5f62'  # Deposit(address,address,uint256)
SHARES_QUEUED: Final = '0xcf1c2370141bbd0a6d971beb0e3a2455f24d6e773ddc20ccc1c4e32f3dd9f9f7'  # ShareWithdrawalQueued(address,uint96,address,uint256)
COMPLETED_OLD: Final = '0xe7eb0ca11b83744ece3d78e9be01b913425fbae70c32ce27726d0ecde92ef8d2'  # WithdrawalCompleted(address,uint96,address,bytes32)
COMPLETED: Final = '0xc97098c2f658800b4df29001527f7324bcdffcf6e8751a699ab920a1eced5b1d'  # WithdrawalCompleted(bytes32)
COMPLETED_NEW: Final = '0x1f40400889274ed07b24845e5054a87a0cab969eb1277aafe61ae352e7c32a00'  # SlashingWithdrawalCompleted(bytes32)
QUEUED: Final = '0x9009ab153e8014fbfb02f2217f5cde7aa7f9ad734ae85ca3ee3f4ca2fdd499f9'  # WithdrawalQueued(bytes32,(...))
QUEUED_NEW: Final = '0x26b2aae26516e8719ef50ea2f6831a2efbd4e37dccdf0f6936b27bc08e793e30'  # SlashingWithdrawalQueued(bytes32,(...),uint256[])
LESS: Final = '0x6909600037b75d7b4733aedd815442b5ec018a827751c832aaff64eba5d6d2dd'  # OperatorSharesDecreased(address,address,address,uint256)
MORE: Final = '0x1ec042c965e2edd7107b51188ee0f383e22e76179041ab3a9d18ff151405166c'  # OperatorSharesIncreased(address,address,address,uint256)
DELEGATED: Final = '0xc3ee9f2e5fda98e8066a1f745b2df9285f416fe98cf2559cd21484b3d8743304'  # StakerDelegated(address,address)
UNDELEGATED: Final = '0xfee30966a256b71e14bc0ebfc94315e28ef4a97a7131a9e2b7a310a73af44676'  # StakerUndelegated(address,address)
POD_DEPLOYED: Final = '0x21c99d0db02213c32fff5b05cf0a718ab5f858802b91498f80d82270289d856a'  # PodDeployed(address,address)
POD_SHARES: Final = '0x4e2b791dedccd9fb30141b088cabf5c14a8912b52f59375c95c010700b8c6193'  # PodSharesUpdated(address,int256)
POD_LOGS: Final = (
    '0x575796133bbed337e5b39aa49a30dc2556a91e0c6c2af4b7b886ae77ebef1076',  # CheckpointCreated(uint64,bytes32,uint256)
    '0x0e5fac175b83177cc047381e030d8fb3b42b37bd1c025e22c280facad62c32df',  # ValidatorBalanceUpdated(uint40,uint64,uint64)
    '0x525408c201bc1576eb44116f6478f1c2a54775b19a043bcfdc708364f74f8e44',  # CheckpointFinalized(uint64,int256)
    '0x2d0800bbc377ea54a08c5db6a87aafff5e3e9c8fead0eda110e40e0c10441449',  # ValidatorRestaked(uint40)
)
CLAIMED: Final = '0xd8138f8a3f377c5259ca548e70e4c2de94f129f5a11036a15b69513cba2b426a'  # Claimed(address,uint256)
REWARDED: Final = '0x9543dbd55580842586a951f0386e24d68a5df99ae29e3b216588b45fd684ce31'  # RewardsClaimed(bytes32,address,address,address,address,uint256)
DELAYED: Final = '0x6b7151500bd0b5cc211bcc47b3029831b769004df4549e8e1c9a69da05bb0943'  # DelayedWithdrawalsClaimed(address,uint256,uint256)

STRATEGY_MANAGER: Final = {1: ('0x858646372CC42E1A627fcE94aa7A7033e7CF075A',)}
DELEGATION_MANAGER: Final = {1: ('0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A',)}
POD_MANAGER: Final = {1: ('0x91E677b07F7AF907ec9a428aafA9fc14a0d3A338',)}
REWARDS: Final = {1: ('0x7750d328b314EfFa365A0402CcfD489B80B0adda',)}
DELAYED_ROUTER: Final = {1: ('0x7Fe7E9CC0F274d2435AD5d56D5fa73E47F6A23D8',)}
WORD: Final = 'eigenlayer'


def deposits(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A token that went into a strategy; older logs name the token too."""
    staker, strategy = log.address_at(0), log.address_at(2 if log.topic == DEPOSITED else 1)
    yield from retype(WORD, tx.outgoing(account=staker, to=strategy), 'staking', 'deposit asset')


def completes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What strategies and pods pay out; taken up as shares again, nothing moves."""
    yield from retype(WORD, [one for one in tx.incoming() if one.position < log.position], 'staking', 'remove asset')


def queues(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A withdrawal begins: one remark for each strategy. The log has a withdrawal as a tuple that begins at its second word's offset."""
    start = log.word(1) // 32
    staker, strategies = log.address_at(start), start + log.word(start + 5) // 32
    for number in range(log.word(strategies)):
        yield from _remark(tx, log, staker, log.address_at(strategies + 1 + number), 'remove asset', 'eigenlayer_queue')


def queues_shares(tx: Transaction, log: Log) -> Iterator[Claim]:
    yield from _remark(tx, log, log.address_at(0), log.address_at(2), 'remove asset', 'eigenlayer_queue')


def shifts(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The operator to whom the user delegated has more or fewer of the user's shares."""
    yield from _remark(tx, log, log.address_at(0), log.address_at(1), 'none', 'eigenlayer_shares')


def delegates(tx: Transaction, log: Log) -> Iterator[Claim]:
    staker = log.topic_address(1)
    if tx.is_mine(staker):
        yield from note(WORD, staker, at=log.position, address=log.topic_address(2), kind='eigenlayer_delegation')


def _remark(tx: Transaction, log: Log, staker: str, strategy: str, subtype: str, kind: str) -> Iterator[Claim]:
    if tx.is_mine(staker):
        yield from note(WORD, staker, subtype=subtype, at=log.position, token=find_asset(tx, strategy), address=log.address, kind=kind)


def deploys(tx: Transaction, log: Log) -> Iterator[Claim]:
    owner = log.topic_address(2)
    if tx.is_mine(owner):
        yield from note(WORD, owner, subtype='create', at=log.position, address=log.address, kind='eigenlayer_pod')


def counts(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A pod's shares changed, of its owner."""
    owner = log.topic_address(1)
    if tx.is_mine(owner):
        yield from note(WORD, owner, at=log.position, address=log.address, kind='eigenlayer_pod_change')


def checks(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A pod that the user called tells of its validators. Each user has a contract for a pod."""
    if tx.is_mine(tx.sender) and log.address == tx.to:
        yield from note(WORD, tx.sender, at=log.position, address=log.address, kind='eigenlayer_pod_change')


def airdrops(tx: Transaction, log: Log) -> Iterator[Claim]:
    """EIGEN from one of the contracts of the airdrop's seasons."""
    paid = find_near(tx.incoming(account=log.topic_address(1), token=EIGEN, source=log.address), log, log.word(0))
    yield from retype(WORD, [paid] if paid else [], 'receive', 'airdrop')


RULES = (
    LogRule('deposit', (DEPOSITED, DEPOSITED_NEW), deposits, STRATEGY_MANAGER),
    LogRule('withdrawal', COMPLETED_OLD, completes, STRATEGY_MANAGER),
    LogRule('withdrawal_delegated', (COMPLETED, COMPLETED_NEW), completes, DELEGATION_MANAGER),
    LogRule('queue', (QUEUED, QUEUED_NEW), queues, DELEGATION_MANAGER), LogRule('queue_shares', SHARES_QUEUED, queues_shares, STRATEGY_MANAGER),
    LogRule('shares', (LESS, MORE), shifts, DELEGATION_MANAGER), LogRule('delegation', (DELEGATED, UNDELEGATED), delegates, DELEGATION_MANAGER),
    LogRule('pod', POD_DEPLOYED, deploys, POD_MANAGER), LogRule('pod_shares', POD_SHARES, counts, POD_MANAGER), LogRule('pod_check', POD_LOGS, checks),
    LogRule('airdrop', CLAIMED, airdrops), told('reward', WORD, REWARDED, REWARDS, 'receive', 'reward', 'in', word=2),
    told('delayed', WORD, DELAYED, DELAYED_ROUTER, 'staking', 'remove asset', 'in', word=1, token=NATIVE),
)

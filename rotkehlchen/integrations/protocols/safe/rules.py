"""Safe: executions of a multisig that the user signed and sent, and the SAFE token (airdrop, vesting, locking, staking)."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg, note
from rotkehlchen.decoding.families.told import told

SUCCESS: Final = '0x442e715f626346e8c54381002da614f62bee8d27386535b2521ec8540898556e'  # ExecutionSuccess(bytes32,uint256)
FAILURE: Final = '0x23428b18acfb3ea64b08dc0c1d296ea9c09702c09083ca5272e64d115b687d23'  # ExecutionFailure(bytes32,uint256)
NEW_MASTER: Final = '0x75e41bc35ff1bf14d81d1d2f649c0084a0f974f9289c803ec9898eeec4c8d0b8'  # ChangedMasterCopy(address)
CHANGES: Final = (
    '0x9465fa0c962cc76958e6373a993326400c1c94f8be2fe3a952adfa7f60b2ea26',  # AddedOwner(address)
    '0xf8d49fc529812e9a7c5c50e69c20f0dccc0db8fa95c98bc58cc9a4f1c1299eaf',  # RemovedOwner(address)
    '0x610f7ff2b304ae8903c3de74c60c6ab1f7d6226b3f52c5161905bb5ad4039c93',  # ChangedThreshold(uint256)
    NEW_MASTER,
)
SET_UP: Final = '0x141df868a6331af528e38c83b7aa03edc19be66e37ae67f9285bf4f8e3c6a1a8'  # SafeSetup(address,address[],uint256,address,address)
ADDED_VESTING: Final = '0xff2781f5af6cf115d187dd0e4ef590f5d1288b83ef3eb6739c69db99e70c8b4d'  # AddedVesting(bytes32,address)
CLAIMED_VESTING: Final = '0x31b718389b1eb92df83ab00c1a5112e5bb8a02c7c1c9c02e1e3c15ad33e05326'  # ClaimedVesting(bytes32,address,address)
CLAIMED: Final = '0xd8138f8a3f377c5259ca548e70e4c2de94f129f5a11036a15b69513cba2b426a'  # Claimed(address,uint256)
LOCKED: Final = '0xe87ef84d870121e49051dda6f8d297713cb00a0c072c0d771f78ea368815009f'  # Locked(address,uint96)
UNLOCKED: Final = '0x1bd2aac5b8fbf8aacc4b880dbd7230d62fc208b7c317a6f219a23703a80262c8'  # Unlocked(address,uint32,uint96)
WITHDRAWN: Final = '0xd37890a72e2e5df42bee9bd278d8b896297dffeb08b2b2503f726cfb2e3b9826'  # Withdrawn(address,uint32,uint96)
STAKED: Final = '0x835b6b05d09416215e9d638808ff68a75b79bb61e485812125e29950d722de5e'  # StakeIncreased(address,address,uint256)
UNSTAKING: Final = '0xe77a460de02956e5b769dc1b86f3dedb6471a5a1480b18e5e60c025d3842a134'  # WithdrawalInitiated(address,address,uint64,uint256)
UNSTAKED: Final = '0x6ee1930b1249317355da0ca051522261bf0c5287979ae2907223ac0a03017ba6'  # WithdrawalClaimed(address,uint64,uint256)

SAFE: Final = {1: '0x5afe3855358e112b5647b952709e6165e1c1eeee', 100: '0x4d18815d14fe5c3304e87b3fa18318baa5c23820'}
VESTINGS: Final = {1: (
    '0xA0b937D5c8E32a80E3a8ed4227CD020221544ee6', '0x29067F28306419923BCfF96E37F95E0f58ABdBBe',  # airdrops: users, ecosystem
    '0x96B71e2551915d98d22c448b040A3BC4801eA4ff', '0xC0fde70A65C7569Fe919bE57492228DEE8cDb585',  # investors, SEP-5
    '0x57eC1930f3E5c8062926c2F3ee49316E116143df',
)}
AIRDROPS: Final = {100: ('0xEc279b435068412589b0a6179710D1A300E5F58E',)}
LOCKS: Final = {1: ('0x0a7CB434f96f65972D46A5c1A64a9654dC9959b2',)}
STAKES: Final = {1: ('0x115E78f160e1E3eF163B05C84562Fa16fA338509',)}


def executes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What a Safe executed, told of who sent it, where no change of the Safe itself tells more."""
    if not any(one.topic in CHANGES for one in tx.logs_of(address=log.address)):
        yield from _remark(tx, log, 'none', 'safe_execution' if log.topic == SUCCESS else 'safe_failure')


def changes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A Safe's owners, how many of them must sign, or its code changed."""
    subtype = 'update' if log.topic == NEW_MASTER else 'none'
    yield from _remark(tx, log, subtype, 'safe_update')


def sets_up(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A new Safe, made by the user or known to be the user's."""
    if tx.is_mine(tx.sender) or tx.is_mine(log.address):
        yield from note('safe-multisig', tx.sender, subtype='create', at=log.position, address=log.address, kind='safe_create')


def _remark(tx: Transaction, log: Log, subtype: str, kind: str) -> Iterator[Claim]:
    if log.address == tx.to and (tx.is_mine(tx.sender) or tx.is_mine(tx.to)):
        yield from note('safe-multisig', tx.sender, subtype=subtype, at=log.position, address=log.address, kind=kind)


def vests(tx: Transaction, log: Log) -> Iterator[Claim]:
    account = log.topic_address(2)
    if tx.is_mine(account):
        yield from note('safe', account, at=log.position, token=SAFE[1], address=log.address, kind='safe_vesting')


def claims(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What had vested; the log does not name the amount."""
    token, receiver = SAFE.get(tx.chain_id, ''), log.topic_address(3)
    for one in tx.incoming(token=token, source=log.address, account=receiver) if token else ():
        yield from claim('safe', leg(one, 'receive', 'reward'))


def unlocks(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The wait begins after which locked or staked tokens can be taken."""
    holder = log.topic_address(1)
    if tx.is_mine(holder):
        amount = log.word(1 if log.topic == UNSTAKING else 0)
        yield from note('safe', holder, at=log.position, token=SAFE[1], amount=amount, address=log.address, kind='safe_unlock')


RULES = (
    LogRule('execution', (SUCCESS, FAILURE), executes), LogRule('change', CHANGES, changes), LogRule('setup', SET_UP, sets_up),
    LogRule('vesting', ADDED_VESTING, vests, VESTINGS),
    LogRule('vested', CLAIMED_VESTING, claims), LogRule('unlock', (UNLOCKED,), unlocks, LOCKS), LogRule('unstake', UNSTAKING, unlocks, STAKES),
    told('airdrop', 'safe', CLAIMED, AIRDROPS, 'receive', 'airdrop', 'in'),
    told('lock', 'safe', LOCKED, LOCKS, 'staking', 'deposit asset', 'out'),
    told('locked', 'safe', WITHDRAWN, LOCKS, 'staking', 'remove asset', 'in'),
    told('stake', 'safe', STAKED, STAKES, 'staking', 'deposit asset', 'out'),
    told('unstaked', 'safe', UNSTAKED, STAKES, 'staking', 'remove asset', 'in'),
)

"""Staking in Aave's safety module, the exchange of LEND for AAVE, and votes. Sources: github.com/bgd-labs/aave-stk-v1-5, aave-governance-v2, v3."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import claim, leg, note, retype
from rotkehlchen.decoding.families.vault import find_near

STAKED: Final = '0x5dac0c1b1112564a045ba943c9d50270893e8e826c49be8e7073adc713ab7bd7'  # Staked(address,address,uint256)
STAKED_SHARES: Final = '0x6c86f3fd5118b3aa8bb4f389a617046de0a3d3d477de1a1673d227f802f616dc'  # Staked(address,address,uint256,uint256)
REDEEM: Final = '0xd12200efa34901b99367694174c3b0d32c99585fdf37c7c26892136ddd0836d9'  # Redeem(address,address,uint256)
REDEEM_SHARES: Final = '0x3f693fff038bb8a046aa76d9516190ac7444f7d69cf952c4cbdc086fdef2d6fc'  # Redeem(address,address,uint256,uint256)
CLAIMED: Final = '0x9310ccfcb8de723f578a9e4282ea9f521f05ae40dc08f3068dfad528a65ee3c7'  # RewardsClaimed(address,address,uint256)
COOLDOWN: Final = '0xf52f50426b32362d3e6bb8cb36b7074756b224622def6352a59eac7f66ebe6e8'  # Cooldown(address)
COOLDOWN_AMOUNT: Final = '0x8a05f911d8ab7fc50fec37ef4ba7f9bfcb1a3c191c81dcd824ad0946c4e20d65'  # Cooldown(address,uint256)
MIGRATED: Final = '0x5c5c7a8e729fa9bfdd1ecad2e8f7f3db1d29acf43c1e6036f34fd68621d15c81'  # LendMigrated(address,uint256)
VOTE: Final = '0x0c611e7b6ae0de26f4772260e1bbdb5f58cbb7c275fe2de14671968d29add8d6'  # VoteEmitted(uint256,address,bool,uint256)

AAVE: Final = '0x7fc66500c84a76ad7e9c93437bfc5ac33e2ddae9'
GHO_STAKE: Final = '0x1a88df1cfe15af22b3c4c783d4e6f7f9e0c1885d'
STAKES: Final = {1: (
    '0x4da27a545c0c5B758a6BA100e3a049001de870f5', '0xa1116930326D21fB917d5A27F1E9943A9595fb47',  # stkAAVE, stkABPT
    '0x9eDA81C21C273a82BE9Bbc19B6A6182212068101', GHO_STAKE,  # stkAAVEwstETHBPTv2
)}
MIGRATORS: Final = {1: ('0x317625234562B1526Ea2FaC4030Ea499C5291de4',)}
GOVERNANCE: Final = {
    1: ('0xEC568fffba86c094cf06b22134B23074DFE2252c', '0x617332a777780F546261247F621051d0b98975Eb'),
    137: ('0xc8a2ADC4261c6b669CdFf69E717E77C9cFeB420d',),
    43114: ('0x9b6f5ef589A3DD08670Dd146C11C4Fb33E04494F',),
}


def _word(log: Log) -> str:
    return 'gho' if log.address == GHO_STAKE else 'aave'


def stakes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A stake, of what the user had or of rewards that never left the contract."""
    payer, holder, amount = log.topic_address(1), log.topic_address(2), log.word(0)
    shares = log.word(1) if log.topic == STAKED_SHARES else amount
    receipt = find_near(tx.moves(token=log.address, sender=ZERO_ADDRESS, receiver=holder), log, shares)
    if receipt is None or not tx.is_mine(holder):
        return
    paid = find_near(tx.outgoing(to=log.address), log, amount)
    received = leg(receipt, 'receive', 'receive wrapped')
    if paid is not None:
        yield from claim(_word(log), leg(paid, 'staking', 'deposit asset'), received, at=log.position)
    elif payer == log.address:
        reward = Leg('staking', 'reward', account=holder, token=AAVE, amount=amount, address=log.address)
        yield from claim(_word(log), reward, replace(reward, subtype='deposit asset'), received)


def redeems(tx: Transaction, log: Log) -> Iterator[Claim]:
    amount = log.word(0)
    shares = log.word(1) if log.topic == REDEEM_SHARES else amount
    burnt = find_near(tx.outgoing(token=log.address, account=log.topic_address(1)), log, shares)
    back = find_near(tx.incoming(account=log.topic_address(2), source=log.address), log, amount)
    if burnt is not None and back is not None:
        yield from claim(_word(log), leg(burnt, 'spend', 'return wrapped'), leg(back, 'staking', 'remove asset'))


def rewards(tx: Transaction, log: Log) -> Iterator[Claim]:
    paid = find_near(tx.incoming(account=log.topic_address(2)), log, log.word(0))
    yield from retype(_word(log), [paid] if paid else [], 'staking', 'reward', address=log.address)


def cools(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The wait begins after which the stake can be taken out."""
    user = log.topic_address(1)
    if tx.is_mine(user):
        amount = log.word(0) if log.topic == COOLDOWN_AMOUNT else 0
        yield from note(_word(log), user, at=log.position, token=log.address, amount=amount, address=log.address, kind='aave_cooldown')


def migrates(tx: Transaction, log: Log) -> Iterator[Claim]:
    given = find_near(tx.outgoing(account=log.topic_address(1), to=log.address), log, log.word(0))
    got = next(iter(tx.incoming(token=AAVE, source=log.address)), None)
    if given is not None and got is not None:
        yield from claim('aave', leg(given, 'migrate', 'spend'), leg(got, 'migrate', 'receive'))


def votes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The voter is indexed in version 2 and 3; in version 3 the proposal too."""
    voter = log.topic_address(2 if len(log.topics) > 2 else 1)
    if tx.is_mine(voter):
        yield from note('aave', voter, subtype='governance', at=log.position, address=log.address, kind='aave_vote')


RULES = (
    LogRule('stake', (STAKED, STAKED_SHARES), stakes, STAKES), LogRule('unstake', (REDEEM, REDEEM_SHARES), redeems, STAKES),
    LogRule('stake_reward', CLAIMED, rewards, STAKES), LogRule('cooldown', (COOLDOWN, COOLDOWN_AMOUNT), cools, STAKES),
    LogRule('lend_migration', MIGRATED, migrates, MIGRATORS), LogRule('vote', VOTE, votes, GOVERNANCE),
)

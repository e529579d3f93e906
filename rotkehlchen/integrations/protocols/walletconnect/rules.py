"""WalletConnect: staking of WCT, its rewards and the airdrop, on Optimism."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.told import told

STAKED: Final = '0xf943cf10ef4d1e3239f4716ddecdf546e8ba8ab0e41deafd9a71a99936827e45'  # Deposit(address,uint256 x 5)
UNSTAKED: Final = '0x02f25270a4d87bea75db541cdfe559334a275b4a233520ed6c0a2429667cca94'  # Withdraw(address,uint256,uint256,uint256)
WCT: Final = '0xef4461891dfb3ac8572ccf7c794664a8dd927945'
STAKES: Final = {10: ('0x521B4C065Bbdbe3E20B3727340730936912DfA46',)}
REWARDS: Final = {10: ('0xF368F535e329c6d08DFf0d4b2dA961C4e7F3fCAF',)}
AIRDROPS: Final = {10: ('0x4ee97a759AACa2EdF9c1445223b6Cd17c2eD3fb4',)}


def extends(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A stake of nothing: only the time of the lock changed."""
    if tx.is_mine(log.topic_address(1)) and not log.word(0):
        yield from note('walletconnect', log.topic_address(1), at=log.position, token=WCT, address=log.address, kind='walletconnect_lock')


RULES = (
    LogRule('lock', STAKED, extends, STAKES),
    told('stake', 'walletconnect', STAKED, STAKES, 'staking', 'deposit asset', 'out'),
    told('unstake', 'walletconnect', UNSTAKED, STAKES, 'staking', 'remove asset', 'in'),
    received('reward', 'walletconnect', REWARDS, 'staking', 'reward', token=WCT),
    received('airdrop', 'walletconnect', AIRDROPS, 'receive', 'airdrop', token=WCT),
)

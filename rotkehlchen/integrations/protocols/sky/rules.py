"""Sky: DAI, savings DAI and MKR exchanged for their successors and back, farms, staking of SKY and MKR.

MKR and savings DAI tell of a burn by no transfer: the contract's own log does. Source: developers.sky.money, chainlog.sky.money.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg
from rotkehlchen.decoding.families.told import told
from rotkehlchen.decoding.families.vault import WITHDRAW, find_near

TO_USDS: Final = '0x23889db6b244d239344deac88ec7781d810b3873fe323939d1ce0e8ac9564235'  # DaiToUsds(address,address,uint256)
TO_DAI: Final = '0x9c7bd3b60b7e46fc1d7a38d88b7dd4be0e028b80b706848fc3c065eabc8e6a9b'  # UsdsToDai(address,address,uint256)
TO_SKY: Final = '0x751bfeaa2bccc50ef150efeaf65ef79018f1dd61e4078d49943229e31eb8ce1a'  # MkrToSky(address,address,uint256,uint256)
TO_SKY_FEE: Final = '0x0a1dc0eb35e4f1de6bf0a2cbddfee6266b9326ddef41f1761763a0bf039660a8'  # MkrToSky(address,address,uint256,uint256,uint256)
TO_MKR: Final = '0x0b1fb0d52b80bbeb62e78812263b366050decf127155b6dc1c7d4879e39c8566'  # SkyToMkr(address,address,uint256,uint256)
BURNT: Final = '0xcc16f5dbb4873280815c1ee09dbd06736cffcc184412cf7a71a0fdb75d397ca5'  # Burn(address,uint256)
MINTED: Final = '0x0f6798a560793a54c3bcfe86a93cde1e73087d944c0ea20544137d4121396885'  # Mint(address,uint256)
STAKED: Final = '0x9e71bc8eea02a63969f509818f2dafb9254532904319f9dbda79b67bd34a5f3d'  # Staked(address,uint256)
UNSTAKED: Final = '0x7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d5'  # Withdrawn(address,uint256)
PAID: Final = '0xe2403640ba68fed3a2f88b7557551d1993f84b99bb10ff833f0cf8db0c5e0486'  # RewardPaid(address,uint256)
LOCKED: Final = '0x15a082f86d911273b558eb3797fc962ebe7cb22d787d8d13989e1ff0dc73a607'  # Lock(address,uint256,uint256,uint16)
FREED: Final = '0xde1819362eecc26ff17e717ad1e56b0154734cd5cc609494230256154e6c7ff0'  # Free(address,uint256,address,uint256,uint256)
DRAWN: Final = '0x970ddd008a8a27402f3bcac48972a48da4954fbd2493769baba2ad596e489566'  # Draw(address,uint256,address,uint256)
WIPED: Final = '0x7c82d5b45cb4b7df16c473bcd2c3933a1651d1c91b9f17ebb2cccacbf29e03fd'  # Wipe(address,uint256,uint256)
REWARDED: Final = '0xb0787e3944c17543aef2eb910c82d62e9ba80dabf5b15e371b09ac5728839700'  # GetReward(address,uint256,address,address,uint256)

MKR: Final = '0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2'
SAVINGS_DAI: Final = '0x83f20f44975d03b1b09e64809b757c47f942beea'
DAI_USDS: Final = {1: ('0x3225737a9Bbb6473CB4a45b7244ACa2BeFdB276A',)}
MIGRATIONS: Final = {1: ('0xf86141a5657Cf52AEB3E30eBccA5Ad3a8f714B89',)}
MKR_SKY: Final = {1: ('0xBDcFCA946b6CDd965f99a839e4435Bcdc1bc470B', '0xA1Ea1bA18E88C381C724a75F23a130420C403f9a')}
FARMS: Final = {1: (
    '0x0650CAF159C5A49f711e8169D4336ECB9b950275', '0x10ab606B067C9C461d8893c47C7512472E19e2Ce', '0x173e314C7635B45322cd8Cb14f44b312e079F3af',
)}
ENGINES: Final = {1: ('0xCe01C90dE7FD1bcFa39e237FE6D8D9F569e8A6a3', '0x2b16C07D5fD5cC701a0a871eae2aad6DA5fc8f12')}
WORD: Final = 'sky'


def moves_on(tx: Transaction) -> Iterator[Claim]:
    """All that went to the contract that migrates, and what came of it; shares of savings DAI it took without a transfer."""
    for account in {one.sender for one in tx.outgoing(to=tx.to)} | {one.receiver for one in tx.incoming()}:
        legs = [leg(one, 'migrate', 'spend', address=tx.to) for one in tx.outgoing(account=account, to=tx.to)]
        burns = [one for one in tx.logs_of(WITHDRAW, address=SAVINGS_DAI) if one.topic_address(3) == account]
        burnt = [_burn(account, SAVINGS_DAI, one.word(1), tx.to) for one in burns if not legs]
        received = [leg(one, 'migrate', 'receive', address=tx.to) for one in tx.incoming(account=account)]
        if received and (legs or burnt):
            at, reason = (burns[0].position, 'burn_untold') if burnt else (None, '')
            yield Claim(WORD, (*burnt, *legs, *received), order='group' if burnt else 'own', at=at, unbalanced=reason)


def dollars(tx: Transaction, log: Log) -> Iterator[Claim]:
    """DAI for USDS or back, one to one."""
    amount, receiver = log.word(0), log.topic_address(2)
    given = find_near(tx.outgoing(account=log.topic_address(1), to=log.address), log, amount)
    got = find_near(tx.incoming(account=receiver), log, amount)
    if given is not None and got is not None:
        yield from claim(
            WORD, leg(given, 'migrate', 'spend', address=log.address), leg(got, 'migrate', 'receive', address=log.address), order='own')


def votes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """MKR for SKY or back. Where no transfer tells of MKR, the token's own log of a burn or a mint does."""
    account, receiver = log.topic_address(1), log.topic_address(2)
    spent, received = (log.word(0), log.word(1))
    given = find_near(tx.outgoing(account=account), log, spent)
    got = find_near(tx.incoming(account=receiver), log, received)
    first = leg(given, 'migrate', 'spend') if given else _untold(tx, BURNT, account, spent)
    second = leg(got, 'migrate', 'receive') if got else _untold(tx, MINTED, receiver, received)
    if first is not None and second is not None:
        yield Claim(WORD, (first, second), at=log.position, unbalanced='' if given and got else 'burn_untold')


def _untold(tx: Transaction, topic: str, account: str, amount: int) -> Leg | None:
    """MKR that was burnt or minted without a transfer."""
    if tx.is_mine(account) and any(one.word(0) == amount for one in tx.logs_of(topic, address=MKR)):
        return _burn(account, MKR, amount, MKR) if topic == BURNT else Leg(
            'migrate', 'receive', account=account, token=MKR, amount=amount, address=MKR)
    return None


def _burn(account: str, token: str, amount: int, address: str) -> Leg:
    return Leg('migrate', 'spend', account=account, token=token, amount=amount, address=address)


RULES = (
    LogRule('dollar', (TO_USDS, TO_DAI), dollars, DAI_USDS), CallRule('migration', moves_on, MIGRATIONS),
    LogRule('vote_token', (TO_SKY, TO_SKY_FEE, TO_MKR), votes, MKR_SKY),
    told('stake', WORD, STAKED, FARMS, 'staking', 'deposit asset', 'out'), told('unstake', WORD, UNSTAKED, FARMS, 'staking', 'remove asset', 'in'),
    told('reward', WORD, PAID, FARMS, 'staking', 'reward', 'in'),
    told('lock', WORD, LOCKED, ENGINES, 'staking', 'deposit asset', 'out'),
    told('free', WORD, FREED, ENGINES, 'staking', 'remove asset', 'in', word=1),
    told('draw', WORD, DRAWN, ENGINES, 'withdrawal', 'generate debt', 'in', word=1),
    told('wipe', WORD, WIPED, ENGINES, 'spend', 'payback debt', 'out'),
    told('engine_reward', WORD, REWARDED, ENGINES, 'staking', 'reward', 'in', word=1),
)

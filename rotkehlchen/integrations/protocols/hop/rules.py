"""Hop: transfers between Ethereum and its layer-2 chains, liquidity of its pools, staking of their tokens, refunds of fees.

On layer two a wrapper swaps what the user gives for the bridge's own token: the amount that crosses is known in that token, so it differs a
little from what left. A bonder pays out on the other side and keeps his fee. Sources: docs.hop.exchange, github.com/hop-protocol/contracts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule, Rank, Rule, lower_addresses
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import nearest, swap, unwrap, wrap
from rotkehlchen.decoding.families.bridge import Crossing, bridge_leg
from rotkehlchen.decoding.families.governor import governor_rules
from rotkehlchen.decoding.families.told import IN, OUT, told
from rotkehlchen.integrations.protocols.hop.contract import BRIDGES, CCTP_BRIDGES, POOLS, STAKING, WRAPPERS

HOP: Final = 'hop'
# TransferSent(bytes32,uint256,address,uint256,bytes32,uint256,uint256,uint256,uint256)
SENT: Final = '0xe35dddd4ea75d7e9b3fe93af4f4e40e778c3da4074c9d93e7c6536f1e803c1eb'
# TransferSentToL2(uint256,address,uint256,uint256,uint256,address,uint256)
SENT_BY_ONE: Final = '0x0a0607688c86ec1775abcdbab7b33a3a35a6c9cde677c9be880150c231cc6b0b'
SENT_BY_CCTP: Final = '0x10bf4019e09db5876a05d237bfcc676cd84eee2c23f820284906dd7cfa70d2c4'  # CCTPTransferSent(uint64,uint256,address,uint256,uint256)
BONDED: Final = '0x0c3d250c7831051e78aa6a56679e590374c7c424415ffe4aa474491def2fe705'  # WithdrawalBonded(bytes32,uint256)
WITHDREW: Final = '0x9475cdbde5fc71fe2ccd413c82878ee54d061b9f74f9e2e1a03ff1178821502c'  # Withdrew(bytes32,address,uint256,bytes32)
# TransferFromL1Completed(address,uint256,uint256,uint256,address,uint256)
FROM_ONE: Final = '0x320958176930804eb66c2343c7343fc0367dc16249590c0f195783bee199d094'
ADDED: Final = '0x189c623b666b1b45b83d7178f39b8c087cb09774317ca2f53c2d3c3726f222a2'  # AddLiquidity(address,uint256[],uint256[],uint256,uint256)
REMOVED: Final = (
    '0x88d38ed598fdd809c2bf01ee49cd24b7fdabf379a83d29567952b60324d58cef',  # RemoveLiquidity(address,uint256[],uint256)
    '0x43fb02998f4e03da2e0e6fff53fdbf0c40a9f45f145dc377fc30615d7d7a8a64',  # RemoveLiquidityOne(address,uint256,uint256,uint256,uint256)
    '0x3631c28b1f9dd213e0319fb167b554d76b6c283a41143eb400a0d1adb1af1755',  # RemoveLiquidityImbalance(address,uint256[],uint256[],uint256,uint256)
)
SWAPPED: Final = '0xc6c1e0630dbe9130cc068028486c0d118ddcea348550819defd5cb8c257f8a38'  # TokenSwap(address,uint256,uint256,uint128,uint128)
STAKED: Final = '0x9e71bc8eea02a63969f509818f2dafb9254532904319f9dbda79b67bd34a5f3d'  # Staked(address,uint256)
UNSTAKED: Final = '0x7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d5'  # Withdrawn(address,uint256)
REWARDED: Final = '0xe2403640ba68fed3a2f88b7557551d1993f84b99bb10ff833f0cf8db0c5e0486'  # RewardPaid(address,uint256)
REFUNDED: Final = '0x987d620f307ff6b94d58743cb7a7509f24071586a77759b77c2d4e29f75a2f9a'  # Claimed(address,uint256,uint256)
AIRDROPPED: Final = '0x47cee97cb7acd717b3c0aa1435d004cd5b3c8c57d70dbceb4e4458bbd60e39d4'  # Claim(address,uint256)

REFUNDS: Final = {10: ('0x45269F59aA76bB491D0Fc4c26F468D8E1EE26b73', '0xFfAF1B79fE7C03D833E3DEF83eA558B1989399c5')}
TOKEN: Final = {1: ('0xc5102fE9359FD9a28f877a67E36B0F050d81a3CC',)}
GOVERNOR: Final = {1: ('0xed8Bdb5895B8B7f9Fdb3C087628FD8410E853D48',)}


def sends(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(transfer indexed, chain indexed, recipient indexed, amount, nonce, fee of the bonder, ...)"""
    wrappers = lower_addresses(WRAPPERS, tx.chain_id)
    given = nearest(log, tx.outgoing(to=(*wrappers, *lower_addresses(BRIDGES, tx.chain_id), ZERO_ADDRESS)))
    crossing = Crossing('', log.word(0), None, log.topic_int(2), log.topic_address(3), log.topics[1])
    if given is not None and given.receiver in wrappers:
        yield from _wraps(tx, log, given, replace(crossing, account=given.sender), log.word(2))
    else:
        yield from _leaves(tx, given, crossing)


def sends_from_one(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(chain indexed, recipient indexed, amount, least amount, deadline, relayer indexed, fee of the relayer)"""
    given = nearest(log, tx.outgoing(to=log.address, amount=log.word(0)) or tx.outgoing(to=log.address))
    yield from _leaves(tx, given, Crossing('', log.word(0), None, log.topic_int(1), log.topic_address(2)))


def sends_by_cctp(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(nonce indexed, chain indexed, recipient indexed, amount, fee of the bonder)"""
    given = nearest(log, tx.outgoing(to=log.address))
    yield from _leaves(tx, given, Crossing('', log.word(0), None, log.topic_int(2), log.topic_address(3), str(log.topic_int(1))))


def _wraps(tx: Transaction, log: Log, given: Transfer, crossing: Crossing, fee: int) -> Iterator[Claim]:
    """What crosses, in the bridge's own token, and the bonder's fee out of it."""
    legs = [bridge_leg(tx, crossing, given, is_out=True, amount=crossing.amount - fee)]
    legs += [Leg('spend', 'fee', given, amount=fee, kind='bridge_fee')] if fee else []
    yield Claim(HOP, tuple(legs), at=log.position, unbalanced='' if given.amount == crossing.amount else 'swapped_on_the_way')


def _leaves(tx: Transaction, given: Transfer | None, crossing: Crossing) -> Iterator[Claim]:
    """All that was given: the fee is taken on the other side."""
    if given is not None:
        yield Claim(HOP, (bridge_leg(tx, replace(crossing, account=given.sender), given, is_out=True),), order='own')


def receives(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A transfer that a bonder paid out or that the recipient took himself: (transfer indexed, ...)."""
    account = log.topic_address(2) if log.topic == WITHDREW else ''
    yield from _arrives(tx, log, Crossing(account, 0, None, None, message=log.topics[1]))


def receives_from_one(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(recipient indexed, amount, ...)"""
    yield from _arrives(tx, log, Crossing(log.topic_address(1), 0, None, 1))


def _arrives(tx: Transaction, log: Log, crossing: Crossing) -> Iterator[Claim]:
    sides = (log.address, *lower_addresses(WRAPPERS, tx.chain_id), ZERO_ADDRESS)
    got = nearest(log, tx.incoming(source=sides), crossing.account)
    if got is not None:
        yield Claim(HOP, (bridge_leg(tx, replace(crossing, account=got.receiver), got, is_out=False),), order='own')


def adds(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(provider indexed, ...): all that he gave the pool, for its token."""
    provider = log.topic_address(1)
    minted = nearest(log, tx.incoming(account=provider, source=ZERO_ADDRESS))
    yield from wrap(HOP, tx.outgoing(account=provider, to=log.address), _one(minted))


def removes(tx: Transaction, log: Log) -> Iterator[Claim]:
    provider = log.topic_address(1)
    burnt = nearest(log, tx.outgoing(account=provider, to=ZERO_ADDRESS))
    yield from unwrap(HOP, _one(burnt), tx.incoming(account=provider, source=log.address))


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(buyer indexed, sold, bought, ...), where the user himself called the pool."""
    buyer = log.topic_address(1)
    gives = tx.outgoing(account=buyer, to=log.address, amount=log.word(0))
    yield from swap(HOP, gives[:1], tx.incoming(account=buyer, source=log.address, amount=log.word(1))[:1])


def _one(transfer: Transfer | None) -> Sequence[Transfer]:
    return () if transfer is None else (transfer,)


RULES: tuple[Rule, ...] = (
    LogRule('send', SENT, sends, BRIDGES), LogRule('send_from_one', SENT_BY_ONE, sends_from_one, BRIDGES),
    LogRule('send_by_cctp', SENT_BY_CCTP, sends_by_cctp, CCTP_BRIDGES, Rank.ENTRY), LogRule('receive', (BONDED, WITHDREW), receives, BRIDGES),
    LogRule('receive_from_one', FROM_ONE, receives_from_one, BRIDGES), LogRule('add_liquidity', ADDED, adds, POOLS),
    LogRule('remove_liquidity', REMOVED, removes, POOLS), LogRule('swap', SWAPPED, swaps, POOLS),
    told('stake', HOP, STAKED, STAKING, 'staking', 'deposit asset', OUT), told('unstake', HOP, UNSTAKED, STAKING, 'staking', 'remove asset', IN),
    told('reward', HOP, REWARDED, STAKING, 'staking', 'reward', IN), told('refund', HOP, REFUNDED, REFUNDS, 'staking', 'reward', IN),
    told('airdrop', HOP, AIRDROPPED, TOKEN, 'receive', 'airdrop', IN), *governor_rules(HOP, GOVERNOR),
)

"""Version 3 of Compound: one market (Comet) lends one token, which grows as its own receipt, against collateral.

A supply without a mint of the receipt pays back debt, a withdrawal without a burn makes debt. A bulker acts for the user and wraps the
native coin. Source: docs.compound.finance, github.com/compound-finance/comet.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, retype, swap, unwrap, wrap
from rotkehlchen.decoding.families.vault import find_near

SUPPLY: Final = '0xd1cf3d156d5f8f0d50f6c122ed609cec09d35c9b9fb3fff6ea0959134dae424e'  # Supply(address,address,uint256)
WITHDRAW: Final = '0x9b1bfa7fa9ee420a16e124f794c35ac9f90472acc99140eb2f6447c714cad8eb'  # Withdraw(address,address,uint256)
SUPPLY_COLLATERAL: Final = '0xfa56f7b24f17183d81894d3ac2ee654e3c26388d17a28dbd9549b8114304e1f4'  # SupplyCollateral(address,address,address,uint256)
TAKE_COLLATERAL: Final = '0xd6d480d5b3068db003533b170d67561494d72e3bf9fa40a266471351ebba9e16'  # WithdrawCollateral(address,address,address,uint256)
BOUGHT: Final = '0xf891b2a411b0e66a5f0a6ff1368670fefa287a13f541eb633a386a1a9cc7046b'  # BuyCollateral(address,address,uint256,uint256)
REWARD: Final = '0x2422cac5e23c46c890fdcf42d0c64757409df6832174df639337558f09d99c68'  # RewardClaimed(address,address,address,uint256)
WORD: Final = 'compound-v3'
PAYERS: Final = frozenset({
    '0x1b0e765f6224c21223aea2af16c1c46e38885a40', '0x45939657d1ca34a8fa39a924b71d28fe8431e581', '0x88730d254a2f7e6ac8388c3198afd694ba9f7fae',
    '0x123964802e6ababbe1bc9547d72ef1b69b00a6b1', '0x443ea0340cb75a160f31a440722dec7b5bc3c2e9', '0x70167d30964cbfdc315ecae02441af747be0c5ee',
})
NEAR: Final = 4  # logs between what a market tells and the transfer of its receipt, at most


def supplies(tx: Transaction, log: Log) -> Iterator[Claim]:
    payer, holder, amount = log.topic_address(1), log.topic_address(2), log.word(0)
    paid = _find_payment(tx, log, payer, amount)
    if paid is None or not _is_comet(tx, log.address):
        return
    minted = _receipt(list(tx.incoming(token=log.address, source=ZERO_ADDRESS, account=holder)), log)
    if minted is None:
        yield from retype(WORD, [paid], 'spend', 'payback debt')
    else:
        yield from wrap(WORD, [paid], [minted])


def withdraws(tx: Transaction, log: Log) -> Iterator[Claim]:
    holder, receiver, amount = log.topic_address(1), log.topic_address(2), log.word(0)
    back = _find_return(tx, log, receiver, amount)
    if back is None or not _is_comet(tx, log.address):
        return
    burnt = _receipt(list(tx.outgoing(token=log.address, to=ZERO_ADDRESS, account=holder)), log)
    if burnt is None:
        yield from retype(WORD, [back], 'receive', 'generate debt')
    else:
        yield from unwrap(WORD, [burnt], [back])


def supplies_collateral(tx: Transaction, log: Log) -> Iterator[Claim]:
    paid = _find_payment(tx, log, log.topic_address(1), log.word(0), log.topic_address(3))
    if paid is not None and _is_comet(tx, log.address):
        yield from claim(WORD, leg(paid, 'deposit', 'deposit to protocol', address=log.address), _note(paid, paid.sender, log))


def withdraws_collateral(tx: Transaction, log: Log) -> Iterator[Claim]:
    back = _find_return(tx, log, log.topic_address(2), log.word(0), log.topic_address(3))
    if back is not None and _is_comet(tx, log.address):
        yield from claim(WORD, leg(back, 'withdrawal', 'withdraw from protocol', address=log.address), _note(back, back.receiver, log))


def buys(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Collateral that the market took from a liquidated account, sold at a discount."""
    paid = find_near(tx.outgoing(account=log.topic_address(1), to=log.address), log, log.word(0))
    bought = find_near(tx.incoming(token=log.topic_address(2), source=log.address), log, log.word(1))
    yield from swap(WORD, [paid] if paid else [], [bought] if bought else [], address=log.address)


def rewards(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Of the contract that pays them, which is another one on each chain: what it pays is COMP, or it is known."""
    token = log.topic_address(3)
    if log.address not in PAYERS and tx.label(token)[0] != 'comp':
        return
    paid = find_near(tx.incoming(account=log.topic_address(2), token=token), log, log.word(0))
    yield from retype(WORD, [paid] if paid else [], 'receive', 'reward', address=log.address)


def _is_comet(tx: Transaction, address: str) -> bool:
    """The log's shape is a common one; a market is a token named after what it lends: cUSDCv3."""
    symbol, _ = tx.label(address)
    return symbol.startswith('c') and symbol.endswith('v3')


def _receipt(moves: list[Transfer], log: Log) -> Transfer | None:
    """What was minted or burnt right behind the log. It may differ by the smallest unit from what was paid."""
    return next((one for one in moves if 0 < one.position - log.position <= NEAR), None)


def _find_payment(tx: Transaction, log: Log, payer: str, amount: int, token: str | None = None) -> Transfer | None:
    given = [one for one in tx.outgoing(token=token) if one.receiver in (log.address, payer)]
    return find_near(given, log, amount) or find_near(tx.outgoing(token=NATIVE, to=payer), log, amount)


def _find_return(tx: Transaction, log: Log, receiver: str, amount: int, token: str | None = None) -> Transfer | None:
    got = [one for one in tx.incoming(token=token) if one.sender in (log.address, receiver) or one.receiver == receiver]
    return find_near(got, log, amount) or find_near(tx.incoming(token=NATIVE, source=receiver), log, amount)


def _note(moved: Transfer, account: str, log: Log) -> Leg:
    return Leg('informational', account=account, token=moved.token, amount=0, address=log.address, kind='compound_collateral')


RULES = (
    LogRule('v3_supply', SUPPLY, supplies), LogRule('v3_withdraw', WITHDRAW, withdraws), LogRule('v3_reward', REWARD, rewards),
    LogRule('v3_supply_collateral', SUPPLY_COLLATERAL, supplies_collateral),
    LogRule('v3_withdraw_collateral', TAKE_COLLATERAL, withdraws_collateral), LogRule('v3_buy', BOUGHT, buys),
)

"""Sai, the first DAI: WETH becomes PETH, PETH secures a loan of SAI, which costs a fee in MKR. Source: github.com/makerdao/sai (SaiTub).

PETH and SAI tell of their mints and burns by `Mint` and `Burn` alone, not by a transfer.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, note, retype
from rotkehlchen.decoding.families.hands import account_behind
from rotkehlchen.integrations.protocols.makerdao.note import topic_of

ENTER: Final = topic_of('049878f3')  # join(uint256)
LEAVE: Final = topic_of('7f8661a1')  # exit(uint256)
LOCK: Final = topic_of('b3b77a51')  # lock(bytes32,uint256)
FREE: Final = topic_of('a5cd184e')  # free(bytes32,uint256)
DRAW: Final = topic_of('440f19ba')  # draw(bytes32,uint256)
WIPE: Final = topic_of('73b38101')  # wipe(bytes32,uint256)
SHUT: Final = topic_of('b84d2106')  # shut(bytes32), which wipes and frees
NEW_LOAN: Final = '0x89b8893b806db50897c8e2362c71571cfaeb9761ee40727f683f1793cda9df16'  # LogNewCup(address,bytes32)
MINTED: Final = '0x0f6798a560793a54c3bcfe86a93cde1e73087d944c0ea20544137d4121396885'  # Mint(address,uint256)
BURNT: Final = '0xcc16f5dbb4873280815c1ee09dbd06736cffcc184412cf7a71a0fdb75d397ca5'  # Burn(address,uint256)

TUB: Final = '0x448a5065aebb8e423f0896e6c5d525c040f59af3'
JOIN: Final = '0xad37fd42185ba63009177058208dd1be4b136e6b'  # of SAI as collateral of DAI, which the migration uses
WETH: Final = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2'
PETH: Final = '0xf53ad2c6851052a81b42133467480961b2321c09'
SAI: Final = '0x89d24a6b4ccb1b6faa2625fe562bdd9a23260359'
MKR: Final = '0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2'
PIT: Final = '0x69076e44a9c70a67d5b79d95795aba299083c275'
WORD: Final = 'makerdao sai'


def wraps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """WETH for PETH or back, of the user itself."""
    account = log.topic_address(1)
    is_in = log.topic == ENTER
    weth = (tx.outgoing(account=account, token=WETH, to=TUB) if is_in else tx.incoming(account=account, token=WETH, source=TUB))[:1]
    peth = _legs(tx, account, PETH, MINTED if is_in else BURNT, *(('receive', 'receive wrapped') if is_in else ('spend', 'return wrapped')))
    if weth and peth:
        moved = leg(weth[0], *(('deposit', 'deposit for wrapped') if is_in else ('withdrawal', 'redeem wrapped')))
        untold = '' if peth[0].transfer else 'mint_untold'
        yield Claim(WORD, (moved, peth[0]) if is_in else (peth[0], moved), unbalanced=untold, at=log.position if not is_in else None)


def opens(tx: Transaction, log: Log) -> Iterator[Claim]:
    account = account_behind(tx, log.topic_address(1))
    if account is not None:
        params = {'number': str(log.word(0))}
        yield from note(WORD, account, at=log.position, address=log.address, kind='makerdao_new_loan', params=params)


def changes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """PETH as collateral and SAI as debt of the user itself; a proxy's user sees what the proxy took and gave."""
    actor = log.topic_address(1)
    account = account_behind(tx, actor)
    if account is None:
        return
    if account != actor:
        yield from _by_proxy(tx, account, actor, log)
        return
    if log.topic == LOCK:
        yield from retype(WORD, tx.outgoing(account=account, token=PETH, to=TUB), 'deposit', 'deposit to protocol')
    elif log.topic in (FREE, SHUT):
        yield from retype(WORD, tx.incoming(account=account, token=PETH, source=TUB), 'withdrawal', 'withdraw from protocol')
    if log.topic == DRAW:
        yield from _told(_legs(tx, account, SAI, MINTED, 'withdrawal', 'generate debt'), log)
    elif log.topic in (WIPE, SHUT):
        yield from _told(_legs(tx, account, SAI, BURNT, 'spend', 'payback debt'), log)
        yield from retype(WORD, tx.outgoing(account=account, token=MKR, to=PIT), 'spend', 'fee')


def _by_proxy(tx: Transaction, account: str, proxy: str, log: Log) -> Iterator[Claim]:
    paid, got = tx.outgoing(account=account, to=(proxy, tx.to)), tx.incoming(account=account, source=(proxy, tx.to))
    words = {LOCK: ('deposit', 'deposit to protocol'), WIPE: ('spend', 'payback debt'), SHUT: ('spend', 'payback debt')}.get(log.topic)
    if words:
        yield from retype(WORD, [one for one in paid if one.token != MKR and (one.token == SAI) == (log.topic != LOCK)], *words)
        yield from retype(WORD, [one for one in paid if one.token == MKR], 'spend', 'fee')
    if log.topic == DRAW:
        yield from retype(WORD, [one for one in got if one.token == SAI], 'withdrawal', 'generate debt')
    elif log.topic in (FREE, SHUT):
        yield from retype(WORD, [one for one in got if one.token not in (SAI, MKR)], 'withdrawal', 'withdraw from protocol')


def _legs(tx: Transaction, account: str, token: str, topic: str, event_type: str, subtype: str) -> list[Leg]:
    """A mint or a burn, by its transfer if there is one, else by its log."""
    moves: list[Transfer] = tx.incoming(account=account, token=token) if topic == MINTED else tx.outgoing(account=account, token=token)
    logs = [one for one in tx.logs_of(topic, address=token) if len(one.topics) > 1 and one.topic_address(1) == account]
    fitting = [one for one in moves if any(log.word(0) == one.amount for log in logs)]
    if fitting:
        return [leg(one, event_type, subtype) for one in fitting]
    return [Leg(event_type, subtype, account=account, token=token, amount=one.word(0), address=TUB) for one in logs]


def _told(legs: list[Leg], log: Log) -> Iterator[Claim]:
    for one in legs[:1]:
        yield Claim(WORD, (one,), at=None if one.transfer else log.position, unbalanced='' if one.transfer else 'mint_untold')


RULES = (
    LogRule('sai_new_loan', NEW_LOAN, opens, {1: (TUB,)}), LogRule('sai_wrap', (ENTER, LEAVE), wraps, {1: (TUB,)}),
    LogRule('sai_loan', (LOCK, FREE, DRAW, WIPE, SHUT), changes, {1: (TUB,)}),
)

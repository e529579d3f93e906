"""Pendle: yield split into principal (PT) and yield (YT) tokens over standardised yield (SY), its market shares, and what they earn.

Whatever the router does inside, the net of the user's accounts tells: tokens of Pendle for others are a deposit, others for tokens of
Pendle a withdrawal, and others for others a swap. Which tokens are Pendle's, their symbols say: the router makes no others that begin so.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, Transaction, Transfer
from rotkehlchen.decoding.claim import account_of, leg, swap, unwrap, wrap
from rotkehlchen.decoding.families.direct import received

WORD: Final = 'pendle'
CHAINS: Final = (1, 10, 56, 146, 999, 5000, 8453, 42161, 80094)
ROUTERS: Final[Addresses] = dict.fromkeys(CHAINS, (
    '0x888888888889758F76e7103c6CbF23ABbF58F946', '0x00000000005BBB0EF59571E58418F9a4357b68A0',  # routers v4 and v3
    '0x0000000001E4ef00d069e71d6bA041b0A16F7eA0', '0x41FAD93F225b5C1C95f2445A5d7fcB85bA46713f',  # routers v2 and v1
))
PREFIXES: Final = ('pt-', 'yt-', 'sy-', 'pt ', 'yt ', 'sy ', 'pendle-lpt', 'lpt-', 'plp')
REDEEM_REWARDS: Final = ('0xf7e375e8', '0x0741a803', '0x2d8f9d8d', '0xc72f9b84')  # redeemDueInterestAndRewards and its later forms
VE_PENDLE: Final = {1: ('0x4f30A9D41B80ecC5B94306AB4364951AE3170210',)}
PENDLE: Final = '0x808507121b80c02388fad14726482e061b8da827'
DISTRIBUTORS: Final = {
    1: ('0x8C237520a8E14D658170A633D96F8e80764433b9', '0x3942F7B55094250644cFfDa7160226Caa349A38E'),
}


def is_pendle(tx: Transaction, token: str) -> bool:
    return token != NATIVE and tx.label(token)[0].startswith(PREFIXES)


def route(tx: Transaction) -> Iterator[Claim]:
    """A call of the router by the user, or by the user's own contract."""
    account = account_of(tx)
    if account is None:
        return
    if tx.selector in REDEEM_REWARDS:
        yield from redeem_rewards(tx)
        return
    change = tx.net(account)
    gone = [one for one in tx.outgoing(account=account) if change.get(one.token, 0) < 0]
    came = [one for one in tx.incoming(account=account) if change.get(one.token, 0) > 0]
    gives_theirs = any(is_pendle(tx, one.token) for one in gone)
    gets_theirs = any(is_pendle(tx, one.token) for one in came)
    if gives_theirs and gets_theirs and not all(is_pendle(tx, one.token) for one in (*gone, *came)):
        gone, came = _split(tx, gone, came)
    if gives_theirs:
        yield from unwrap(WORD, gone, came)
    elif gets_theirs:
        yield from wrap(WORD, gone, came)
    else:
        yield from swap(WORD, gone, came)


def _split(tx: Transaction, gone: list[Transfer], came: list[Transfer]) -> tuple[list[Transfer], list[Transfer]]:
    """Of a call that gives and gets both kinds (a change of market), Pendle's tokens alone are the one movement."""
    return [one for one in gone if is_pendle(tx, one.token)], [one for one in came if is_pendle(tx, one.token)] or came


def redeem_rewards(tx: Transaction) -> Iterator[Claim]:
    """Interest comes as SY and is redeemed on its way; SY that only passes through is part of that. The rest are rewards."""
    account = account_of(tx)
    if account is None:
        return
    passing = [one for one in tx.mine if one.token != NATIVE and is_pendle(tx, one.token) and not tx.net(account).get(one.token)]
    issuers = {one.token for one in passing}
    for one in tx.incoming(account=account):
        if one not in passing and one.sender in issuers:
            yield Claim(WORD, (leg(one, 'withdrawal', 'withdraw from protocol'),), tuple(passing))
            passing = []
        elif one not in passing:
            yield Claim(WORD, (leg(one, 'receive', 'reward'),), order='own')


def lock(tx: Transaction, one: Transfer) -> Iterator[Claim]:
    """PENDLE in and out of vePENDLE."""
    if one.token == PENDLE:
        name = ('staking', 'deposit asset') if tx.is_mine(one.sender) else ('staking', 'remove asset')
        yield Claim(WORD, (leg(one, *name),), order='own')


RULES = (
    CallRule('route', route, ROUTERS), TransferRule('lock', lock, where=VE_PENDLE),
    received('claim', WORD, DISTRIBUTORS, 'receive', 'reward'),
)

"""CrossCurve: swaps and bridges by one router, which goes through pools of Curve on the way."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.claim import account_of, retype

WORD: Final = 'crosscurve'
ROUTERS: Final[Addresses] = dict.fromkeys((1, 10, 56, 100, 137, 146, 250, 252, 8453, 42161, 43114), ('0xA2A786ff9148f7C88EE93372Db8CBe9e94585c74',))
PROCESSED: Final = '0x830adbcf80ee865e0f0883ad52e813fdbf061b0216b724694a2b4e06708d243c'  # ComplexOpProcessed: chains, operation, state, where it ended


def send(tx: Transaction) -> Iterator[Claim]:
    """The coin pays the other side's gas; the tokens go over."""
    account = account_of(tx)
    if account is not None:
        yield from retype(WORD, tx.outgoing(account=account, token=NATIVE), 'spend', 'fee')
        given = [one for one in tx.outgoing(account=account) if one.token != NATIVE]
        yield from retype(WORD, given, 'deposit', 'bridge', kind='bridge_out')


def arrive(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What a relayer's transaction brings to the user."""
    if not tx.is_mine(tx.sender):
        yield from retype(WORD, tx.incoming(), 'withdrawal', 'bridge', kind='bridge_in')


RULES = (CallRule('send', send, ROUTERS, rank=Rank.CHOSEN), LogRule('arrive', PROCESSED, arrive, ROUTERS, rank=Rank.CHOSEN))

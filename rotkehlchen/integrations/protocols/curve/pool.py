"""Curve's pools: liquidity and exchanges, of the pools themselves and through deposit contracts, zaps and routers.

Every generation of pools has logs of its own, told apart by the number of coins and by what is told beside the amounts. The receipt of
an old pool is a token of its own, of a new one the pool. Deposit contracts stand between the user and the pool and are then the provider
that the log names; some stake the receipts on the way, so that the user gets the token of a gauge.
Source: github.com/curvefi/curve-contract, curve-crypto-contract, curve-factory, stableswap-ng, twocrypto-ng, tricrypto-ng, curve-router-ng.
"""

from collections.abc import Iterator, Sequence

from rotkehlchen.contracts.protocol import Claim
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import swap, unwrap, wrap
from rotkehlchen.decoding.families.gauge import DEPOSIT as GAUGE_DEPOSIT
from rotkehlchen.integrations.protocols.curve.topic import EXCHANGED

CURVE = 'curve'


def adds(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Coins for receipts, or for the gauge token where the receipts were staked on the way."""
    near = _contracts(tx, log)
    receipt = _minted(tx, log)
    if receipt is None:
        return
    gauges = {one.address for one in tx.logs_of(GAUGE_DEPOSIT) if any(tx.moves(token=receipt, receiver=one.address))}
    got = [one for one in tx.incoming() if one.token in {receipt, *gauges} and one.sender in {ZERO_ADDRESS, *near}]
    given = [one for one in tx.outgoing(to=near) if one.token not in {receipt, *gauges} and one.token_id is None]
    given.sort(key=lambda one: _place(tx, log, one))
    yield from wrap(CURVE, given, [one for one in got if one.token in gauges] or got)


def removes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Receipts for coins."""
    near = _contracts(tx, log)
    receipt = _burnt(tx, log)
    if receipt is None:
        return
    given = tx.outgoing(token=receipt, to={ZERO_ADDRESS, *near})
    got = [one for one in tx.incoming(source=near) if one.token != receipt and one.token_id is None]
    yield from unwrap(CURVE, given, got)


def exchanges(tx: Transaction, log: Log) -> Iterator[Claim]:
    """An exchange with the pool itself; the amounts of the log may be a few units off where a coin rebases or takes a fee."""
    if log.topic_address(1) == tx.to and not tx.is_mine(tx.to):
        yield from _zaps(tx)
    else:
        yield from _exchange(tx, log, log.word(1), log.word(3))


def _zaps(tx: Transaction) -> Iterator[Claim]:
    """An exchange through a contract that did nothing but this: what it got and gave are what first and last pool tell."""
    logs = [log for log in tx.logs if log.topic in EXCHANGED and log.topic_address(1) == tx.to]
    given = [one for one in tx.outgoing(to=tx.to) if any(one.amount == log.word(1) for log in logs)]
    got = [one for one in tx.incoming(source=tx.to) if any(one.amount == log.word(3) for log in logs)]
    if len(given) == len(got) == 1 and given[0].token != got[0].token:
        yield from swap(CURVE, given, got, address=tx.to)


def routes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """An exchange through a router: what the user gave to it and got from it."""
    words = len(log.data) // 32
    yield from _exchange(tx, log, log.word(words - 2), log.word(words - 1))


def _exchange(tx: Transaction, log: Log, sold: int, bought: int) -> Iterator[Claim]:
    given = _pick(tx.outgoing(account=log.topic_address(1), to=log.address), sold, log)
    got = _pick([one for one in tx.incoming(source=log.address) if given is None or one.token != given.token], bought, log)
    if given is not None and got is not None:
        yield from swap(CURVE, [given], [got], address=log.address)


# ---------------------------------------------------------------------- who and what
def _contracts(tx: Transaction, log: Log) -> set[str]:
    """The pool, the provider that it names, the contract that the user called: those that stand between user and pool."""
    return {one for one in (log.address, log.topic_address(1), tx.to) if one and not tx.is_mine(one)}


def _minted(tx: Transaction, log: Log) -> str | None:
    """The receipt of a deposit: what was minted last to the provider, the receiver or the user before the log."""
    holders = {log.topic_address(number) for number in range(1, len(log.topics))}
    mints = [one for one in tx.moves(sender=ZERO_ADDRESS) if one.position < log.position and one.kind == 'erc20' and one.token != tx.wrapped_native]
    own = [one for one in mints if one.receiver in holders or (one.token == log.address and tx.is_mine(one.receiver))]
    return own[-1].token if own else None


def _burnt(tx: Transaction, log: Log) -> str | None:
    burns = [one for one in tx.moves(receiver=ZERO_ADDRESS) if one.position < log.position and one.kind == 'erc20' and one.token != tx.wrapped_native]
    own = [one for one in burns if one.token == log.address or one.sender in {log.address, log.topic_address(1)}]
    return own[-1].token if own else None


def _place(tx: Transaction, log: Log, transfer: Transfer) -> tuple[int, int]:
    """Coins stand in the order of the pool's coins: that of the amounts in the call, or in the log."""
    for source in (tx.input[4:], log.data):
        words = [int.from_bytes(source[at:at + 32]) for at in range(0, len(source), 32)]
        if transfer.amount in words:
            return words.index(transfer.amount), transfer.position
    return len(tx.input), transfer.position


def _pick(moves: Sequence[Transfer], amount: int, log: Log) -> Transfer | None:
    """The transfer of an amount, else the one nearest to it that is less than a hundredth off; the coin's own value first."""
    fitting = [one for one in moves if abs(one.amount - amount) * 100 <= amount]
    return min(fitting, key=lambda one: (abs(one.amount - amount), one.token != NATIVE, abs(one.position - log.position)), default=None)

"""Orders of CoW Protocol: trades of the settlement, orders that sell the native coin through Eth-flow, and claims of vCOW.

What the settlement took as a fee stands in the trade's log or, since fees come out of what is traded, between the order's own price and
the batch's price of the same tokens, both of which stand in the call.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import NATIVE, WORD, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.core.time import TimestampS
from rotkehlchen.decoding.claim import claim, leg

CHAINS = (1, 10, 56, 100, 137, 143, 8453, 42161)
SETTLEMENT = '0x9008d19f58aabd9ed0d60971565aa8510560ab41'
SETTLEMENTS: Addresses = dict.fromkeys(CHAINS, (SETTLEMENT,))
FLOWS = (
    '0x40a50cf069e992aa4536211b23f286ef88752187', '0xba3cb449bd2b4adddbc894d8697f5170800eadec', '0x04501b9b1d52e67f6862d157e00d13419d2d6e95',
)
ETH_FLOWS: Addresses = dict.fromkeys(CHAINS, FLOWS)
VCOW: Addresses = {1: ('0xD057B63f5E69CF1B929b356b579Cba08D7688048',), 100: ('0xc20C9C13E853fc64d054b73fF21d3636B2d97eaB',)}

SETTLE = '0x13d79a0b'  # settle(address[],uint256[],(...)[],(...)[][3])
SWAP_ALL, SWAP = '0x3e9ffbea', '0x94b918de'  # swapAll(), swap(uint256) of vCOW
TRADE = '0xa07a543ab8a018198e99ca0184c93fe9050a79400a0a723441f84de1d972cc17'  # Trade(address,address,address,uint256,uint256,uint256,bytes)
PLACEMENT = '0xcf5f9de2984132265203b5c335b25727702ca77262ff622e136baa7362bf1da9'  # OrderPlacement(address,(...),(uint8,bytes),bytes)
INVALIDATION = '0xb8bad102ac8bbacfef31ff1c906ec6d951c230b4dce750bb0376b812ad35852a'  # OrderInvalidation(bytes)
REFUND = '0x195271068a288191e4b265c641a56b9832919f69e9e7d6c2f31ba40278aeb85a'  # OrderRefund(bytes,address)
CLAIMED = '0xd436e9973d1e44d40db4d4119e3c773cadb1323b263981968c14d3d191c0e148'  # Claimed(uint256,uint8,address,uint256,uint256)

FLAGS, BUY_ORDER = 8, 1  # a word of a trade in the call, and its bit
FEE_IN_BOUGHT_SINCE = TimestampS(1_730_419_200)  # the fee of an order to sell is counted in whole units of the bought token (November 2024)


@dataclass(frozen=True, slots=True)
class _Order:
    """A trade of the settlement. Amounts in smallest units, `fee` in the sold token, part of `sold`."""

    owner: str
    sell_token: str
    buy_token: str
    sold: int
    bought: int
    fee: int


def trades(tx: Transaction, log: Log) -> Iterator[Claim]:
    """All trades of the transaction at once, so that equal ones take different transfers."""
    logs = list(tx.logs_of(TRADE, address=SETTLEMENT))
    if log is not logs[0]:
        return
    free = list(tx.mine)
    for number, one in enumerate(logs):
        order = _parse_order(tx, one, number)
        bought = _take(free, SETTLEMENT, None, order.buy_token, order.bought)
        sold = _take(free, order.owner, SETTLEMENT, order.sell_token, order.sold)
        if bought is not None and (sold is not None or order.owner in FLOWS):
            yield Claim('cowswap', tuple(_legs(order, sold, bought)), order='end', unbalanced='' if sold else 'paid_when_ordered')


def places(tx: Transaction, log: Log) -> Iterator[Claim]:
    placed = tx.outgoing(account=log.topic_address(1), token=NATIVE, to=log.address)
    yield from claim('cowswap', *(leg(one, 'deposit', 'place order') for one in placed[:1]), order='own')


def returns(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The coin of an order that was cancelled or that nobody filled in time; the logs of several stand in the order of their transfers."""
    number = [one for one in tx.logs_of() if one.address == log.address and one.topic in (INVALIDATION, REFUND)].index(log)
    paid = list(tx.moves(token=NATIVE, sender=log.address))
    if number < len(paid) and tx.is_mine(paid[number].receiver):
        subtype = 'cancel order' if log.topic == INVALIDATION else 'refund'
        yield from claim('cowswap', leg(paid[number], 'withdrawal', subtype), order='own')


def claims_vested(tx: Transaction, log: Log) -> Iterator[Claim]:
    got = tx.incoming(account=log.address_at(2), token=log.address, source=ZERO_ADDRESS, amount=log.word(4))
    yield from claim('cowswap', *(leg(one, 'receive', 'airdrop') for one in got[:1]), order='own')


def swaps_vested(tx: Transaction) -> Iterator[Claim]:
    """vCOW that became COW."""
    gone = tx.outgoing(token=tx.to, to=ZERO_ADDRESS)
    got = tx.incoming(source=tx.to)
    if len(gone) == len(got) == 1:
        yield from claim('cowswap', leg(gone[0], 'trade', 'spend'), leg(got[0], 'trade', 'receive'))


# ---------------------------------------------------------------------- trades
def _legs(order: _Order, sold: Transfer | None, bought: Transfer) -> Iterator[Leg]:
    account = sold.sender if sold else bought.receiver
    token = sold.token if sold else NATIVE
    yield Leg('trade', 'spend', sold, account=account, token=token, amount=order.sold - order.fee, address=SETTLEMENT)
    yield Leg('trade', 'receive', bought, address=SETTLEMENT)
    if order.fee:
        yield Leg('trade', 'fee', sold, account=account, token=token, amount=order.fee, address=SETTLEMENT)


def _take(free: list[Transfer], sender: str, receiver: str | None, token: str, amount: int) -> Transfer | None:
    """The transfer of a trade, taken out of those that are free. A token may have another contract than the order names (a newer face)."""
    fitting = [one for one in free if one.sender == sender and (receiver is None or one.receiver == receiver) and one.token_id is None]
    found = next((one for one in fitting if one.token == token and one.amount == amount), None)
    found = found or next((one for one in fitting if one.token != NATIVE != token and one.amount == amount), None)
    if found is not None:
        free.remove(found)
    return found


def _parse_order(tx: Transaction, log: Log, number: int) -> _Order:
    sold, bought, fee = log.word(2), log.word(3), log.word(4)
    return _Order(
        log.topic_address(1), tx.coin_or(log.address_at(0)), tx.coin_or(log.address_at(1)), sold, bought,
        fee or _find_fee(tx, number, sold, bought),
    )


def _find_fee(tx: Transaction, number: int, sold: int, bought: int) -> int:
    """What was sold above what the batch's prices ask for what was bought; 0 where the call is not the settlement's."""
    if tx.selector != SETTLE:
        return 0
    tokens, prices = _words(tx, tx.argument(0)), _words(tx, tx.argument(1))
    start = tx.argument(2) // WORD
    trade = start + 1 + tx.argument(start + 1 + number) // WORD
    sell_price, buy_price = (prices[tokens.index(tokens[tx.argument(trade + item)])] for item in (0, 1))
    if tx.argument(trade + FLAGS) & BUY_ORDER or tx.timestamp < FEE_IN_BOUGHT_SINCE:
        return max(0, sold - bought * buy_price // sell_price)
    return max(0, (-(-sold * sell_price // buy_price) - bought) * buy_price // sell_price)


def _words(tx: Transaction, offset: int) -> list[int]:
    start = offset // WORD
    return [tx.argument(start + 1 + item) for item in range(min(tx.argument(start), len(tx.input) // WORD))]


RULES = (
    LogRule('trade', TRADE, trades, SETTLEMENTS, rank=Rank.CHOSEN),
    LogRule('place_order', PLACEMENT, places, ETH_FLOWS),
    LogRule('return', (INVALIDATION, REFUND), returns, ETH_FLOWS),
    LogRule('claim_vcow', CLAIMED, claims_vested, VCOW),
    CallRule('swap_vcow', swaps_vested, VCOW, (SWAP, SWAP_ALL)),
)

"""Swaps through 0x: the exchange proxy (v4), Settler and AllowanceHolder, orders of the exchanges before them, and swaps without gas.

In a swap without gas somebody else sends the transaction, and the call names who pays which fee to whom.
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule
from rotkehlchen.contracts.transaction import WORD, Log, Transaction, to_address
from rotkehlchen.decoding.families.router import Fee, exchange, settle, swap_rules

PROXY = '0xDef1C0ded9bec7F1a1670819833240f027b25EfF'
PROXY_OPTIMISM = '0xDEF1ABE32c034e558Cdd535791643C58a13aCC10'
HOLDERS = (
    '0x0000000000001fF3684f28c67538d4D072C22734', '0x0000000000005E88410CcDFaDe4a5EfaE4b49562', '0x000000000000175a8b9bC6d539B3708EEd92EA6c',
)
EXCHANGE_V2 = '0x080bf510FCbF18b91105470639e9561022937712'
EXCHANGE_V3 = '0x61935CbDd02287B511119DDb11Aeb42F1593b7Ef'

ENTRIES: Addresses = {
    **dict.fromkeys((1, 56, 137, 8453, 42161), (PROXY, *HOLDERS)), 10: (PROXY_OPTIMISM, *HOLDERS), **dict.fromkeys((100, 143, 534352), HOLDERS),
}
PROXIES: Addresses = {**dict.fromkeys((1, 56, 137, 8453, 42161), (PROXY,)), 10: (PROXY_OPTIMISM,)}
EXCHANGES: Addresses = {1: (EXCHANGE_V2, EXCHANGE_V3)}

EXECUTE = '0x1fff991f'  # execute((address,address,uint256),bytes[],bytes32) of any Settler
EXECUTE_WITH_PERMIT = '0x06b8524c'  # executeWithPermit((address,address,uint256),bytes[],bytes32,bytes)
EXECUTE_META = '0xfd3ad6d4'  # executeMetaTxn((address,address,uint256),bytes[],bytes32,address,bytes)
META_SENDER = 5  # the argument with who signed it
META_V1 = '0x3d61ed3e'  # executeMetaTransaction(MetaTransactionData,Signature)
META_V2 = '0x3d8d4082'  # executeMetaTransactionV2(MetaTransactionDataV2,Signature)
META_V2_BATCH = '0x34ae3600'  # batchExecuteMetaTransactionsV2(MetaTransactionDataV2[],Signature[])

FILL_V2 = '0x0bcc4c97732e47d9946f229edb95f5b6323f601300e4690de719993f3c371129'  # Fill(address,address,address,address,uint256x4,bytes32,bytes,bytes)
FILL_V3 = '0x6869791f0a34781b29882982cc39e882768cf2c96995c2a110c577c53bc932d5'  # Fill(address,address,bytesx4,bytes32,address,address,uint256x5)
LIMIT_FILLED = '0xab614d2b738543c0ea21f56347cf696a3a0c42a7cbec3212a5ca22a4dcff2124'  # LimitOrderFilled(...)
RFQ_FILLED = '0x829fa99d94dc4636925b38632e625736a614c154d55006b7ab6bea979c210c32'  # RfqOrderFilled(...)
OTC_FILLED = '0xac75f773e3a92f1a02b12134d65e1f47f8a14eabe4eaf1e24624918e6a8b269f'  # OtcOrderFilled(...)


def executes(tx: Transaction) -> Iterator[Claim]:
    if tx.is_mine(tx.sender):
        yield from settle(tx, '0x', tx.mine, router=tx.to)


def executes_meta(tx: Transaction) -> Iterator[Claim]:
    signer = tx.argument_address(META_SENDER)
    if tx.is_mine(signer):
        yield from _settle_signed(tx, signer, ())


def meta_v1(tx: Transaction) -> Iterator[Claim]:
    """The fee goes to who sent the transaction: the last two words of the data tell its token and amount."""
    data = tx.argument(0) // WORD
    signer, token, amount = tx.argument_address(data), tx.coin_or(tx.argument_address(data + 8)), tx.argument(data + 9)
    if tx.is_mine(signer):
        paid = [one for one in tx.outgoing(account=signer, token=token, to=tx.sender) if one.amount == amount]
        yield from _settle_signed(tx, signer, [Fee(one.token, one.amount, one) for one in paid[:1]])


def meta_v2(tx: Transaction) -> Iterator[Claim]:
    yield from _meta_v2_at(tx, tx.argument(0) // WORD)


def meta_v2_batch(tx: Transaction) -> Iterator[Claim]:
    start = tx.argument(0) // WORD
    for number in range(min(tx.argument(start), len(tx.input) // WORD)):
        yield from _meta_v2_at(tx, start + 1 + tx.argument(start + 1 + number) // WORD)


def fills(tx: Transaction, log: Log) -> Iterator[Claim]:
    """An order of somebody who did not send the transaction: makers, and takers that a contract acted for."""
    if log.topic == FILL_V2:
        sides = [log.topic_address(1), log.address_at(0)]
    elif log.topic == FILL_V3:
        sides = [log.topic_address(1), log.address_at(4)]
    else:
        sides = [log.address_at(1), log.address_at(2)]
    for account in sides:
        if tx.is_mine(account) and account != tx.sender:
            yield from exchange(tx, '0x', account)


def _meta_v2_at(tx: Transaction, data: int) -> Iterator[Claim]:
    """The data starts at a word: signer, sender, expiry, salt, call, token of the fees, fees as (recipient, amount)."""
    signer = tx.argument_address(data)
    token, fees = tx.coin_or(tx.argument_address(data + 5)), data + tx.argument(data + 6) // WORD
    if tx.is_mine(signer):
        wanted = [(to_address(tx.argument(fees + 1 + 2 * item)), tx.argument(fees + 2 + 2 * item)) for item in range(tx.argument(fees))]
        paid = [one for to, amount in wanted for one in tx.outgoing(account=signer, token=token, to=to, amount=amount)[:1]]
        yield from _settle_signed(tx, signer, [Fee(one.token, one.amount, one) for one in paid])


def _settle_signed(tx: Transaction, signer: str, fees: list[Fee] | tuple[Fee, ...]) -> Iterator[Claim]:
    yield from settle(tx, '0x', [one for one in tx.mine if signer in (one.sender, one.receiver)], fees, router=tx.to)


RULES = (
    *swap_rules('swap', '0x', ENTRIES),
    *swap_rules('exchange', '0x', EXCHANGES),
    CallRule('settler', executes, None, (EXECUTE, EXECUTE_WITH_PERMIT)),
    CallRule('settler_meta', executes_meta, None, (EXECUTE_META,)),
    CallRule('meta_v1', meta_v1, PROXIES, (META_V1,)),
    CallRule('meta_v2', meta_v2, PROXIES, (META_V2,)),
    CallRule('meta_v2_batch', meta_v2_batch, PROXIES, (META_V2_BATCH,)),
    LogRule('order_filled', (LIMIT_FILLED, RFQ_FILLED, OTC_FILLED), fills, PROXIES),
    LogRule('fill', (FILL_V2, FILL_V3), fills, EXCHANGES),
)

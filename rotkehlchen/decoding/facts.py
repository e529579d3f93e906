"""A node's JSON of a transaction to a `Transaction`: every movement of value in it, in one order.

Order: the transaction's own value, internal transfers in the order of execution, then logs. A wrapped native coin whose contract tells of
wrapping only by `Deposit(address,uint256)` and `Withdrawal(address,uint256)` mints and burns all the same: those logs are transfers too.
Shapes: ethereum.github.io/execution-apis (eth_getTransactionByHash, eth_getTransactionReceipt), docs.etherscan.io (txlistinternal).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rotkehlchen.contracts.transaction import NATIVE, WORD, ZERO_ADDRESS, Approval, Log, Surroundings, Transaction, Transfer, to_address
from rotkehlchen.core.time import TimestampS

TRANSFER: Final = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'  # Transfer(address,address,uint256)
APPROVAL: Final = '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925'  # Approval(address,address,uint256)
TRANSFER_SINGLE: Final = '0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62'
TRANSFER_BATCH: Final = '0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb'
WETH_DEPOSIT: Final = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c'  # Deposit(address,uint256)
WETH_WITHDRAWAL: Final = '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65'  # Withdrawal(address,uint256)

FIRST_LOG_POSITION: Final = 100_000  # behind every internal transfer that a transaction can have

# Contracts that show the native coin's own movements once more under a token's face.
# Sources: docs.polygon.technology (MRC20), docs.celo.org (CELO as ERC-20), docs.zksync.io (L2BaseToken), docs.moonbeam.network.
NATIVE_MIRRORS: Final = frozenset({
    '0x0000000000000000000000000000000000001010', '0x471ece3750da237f93b8e339c536989b8978a438', '0x000000000000000000000000000000000000800a',
    '0x0000000000000000000000000000000000000802', '0xdeaddeaddeaddeaddeaddeaddeaddeaddead0000',
})

# Tokens that became another face of a newer contract: both tell of each transfer since then, and balances live in the newer one.
# Source: monerium.com/tokens (the first contracts of EURe and GBPe on Ethereum, Gnosis, Polygon).
TOKEN_MIRRORS: Final = frozenset({
    '0x3231cb76718cdef2155fc47b5286d82e6eda273f', '0xcb444e90d8198415266c6a2724b7900fb12fc56e', '0x18ec0a6e18e5bc3784fdd3a3634b31245ab704f6',
    '0x7ba92741bf2a568abc6f1d3413c58c6e0244f8fd', '0x5cb9073902f2035222b9749f8fb0c9bfe5527108', '0x75792cbdb361d80ba89271a079efee62c29fa324',
})


class FactError(ValueError):
    """The stored JSON is not a transaction with its receipt. Names what is wrong with it."""


def parse_transaction(
        raw: Mapping[str, Any], receipt: Mapping[str, Any], internal: Sequence[Mapping[str, Any]], timestamp: TimestampS, around: Surroundings,
) -> Transaction:
    """Raises FactError. `internal`: rows with from, to, value (decimal text, smallest units) and isError ('0' or '1')."""
    try:
        return _parse(raw, receipt, internal, timestamp, around)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FactError(f'{type(error).__name__}: {error}') from error


def _parse(
        raw: Mapping[str, Any], receipt: Mapping[str, Any], internal: Sequence[Mapping[str, Any]], timestamp: TimestampS, around: Surroundings,
) -> Transaction:
    succeeded = receipt.get('status') is None or int(receipt['status'], 16) == 1  # before Byzantium there was none
    logs = tuple(_parse_log(one) for one in receipt['logs'])
    value = int(raw['value'], 16)
    sender, to = raw['from'].lower(), (raw.get('to') or '').lower()
    deployed = (receipt.get('contractAddress') or '').lower()
    native = list(_native_moves(sender, to or deployed, value, internal)) if succeeded else []
    moves = [*native, *(transfer for log in logs for transfer in _token_moves(log, around.chain.wrapped_native, logs))]
    return Transaction(
        around=around, hash=raw['hash'].lower(), timestamp=timestamp, sender=sender, to=to, value=value,
        input=bytes.fromhex((raw.get('input') or '0x')[2:]), is_successful=succeeded, fee=_parse_fee(raw, receipt, around.chain.gas_fee),
        is_fee_whole=around.chain.gas_fee not in ('op_stack', 'scroll') or receipt.get('l1Fee') is not None,
        logs=logs, transfers=tuple(moves), approvals=tuple(_approvals(logs)), deployed='' if to else deployed,
        delegations=tuple((one['address'].lower(), int(one['nonce'], 16)) for one in raw.get('authorizationList') or ()),
        nonce=int(raw.get('nonce') or '0x0', 16), type=int(raw.get('type') or '0x0', 16),
    )


def _parse_log(raw: Mapping[str, Any]) -> Log:
    index = int(raw['logIndex'], 16)
    topics = tuple(topic.lower() for topic in raw['topics'])
    return Log(index, FIRST_LOG_POSITION + index, raw['address'].lower(), topics, bytes.fromhex(raw['data'][2:]))


def _parse_fee(raw: Mapping[str, Any], receipt: Mapping[str, Any], model: str) -> int:
    """What the sender paid, in wei. See `contracts.chain.GasFee` for the models."""
    used = int(receipt['gasUsed'], 16)
    price = int(receipt.get('effectiveGasPrice') or raw.get('gasPrice') or '0x0', 16)
    fee = used * price
    if model in ('op_stack', 'scroll'):
        fee += int(receipt.get('l1Fee') or '0x0', 16)
    if model == 'op_stack' and receipt.get('operatorFeeScalar') is not None:  # specs.optimism.io, Isthmus
        fee += used * int(receipt['operatorFeeScalar'], 16) // 1_000_000 + int(receipt.get('operatorFeeConstant') or '0x0', 16)
    return fee


def _native_moves(sender: str, to: str, value: int, internal: Sequence[Mapping[str, Any]]) -> Iterator[Transfer]:
    if value:
        yield Transfer('value', 1, 'native', NATIVE, sender, to, value)
    for number, row in enumerate(internal):
        amount = int(row['value'])
        if amount and str(row.get('isError', '0')) in ('0', '') and amount > 0:
            receiver = (row.get('to') or row.get('contractAddress') or '').lower()
            yield Transfer(f'internal:{number}', 2 + number, 'native', NATIVE, row['from'].lower(), receiver, amount)


def _token_moves(log: Log, wrapped: str | None, logs: Sequence[Log]) -> Iterator[Transfer]:
    """The transfers that a log tells of. A log of another shape under the same name tells of none."""
    if log.address in NATIVE_MIRRORS:
        return
    if log.topic == TRANSFER:
        if log.address not in TOKEN_MIRRORS or not _is_mirrored(log, logs):
            yield from _plain_transfer(log)
    elif log.topic in (TRANSFER_SINGLE, TRANSFER_BATCH) and len(log.topics) == 4:
        sender, receiver = log.topic_address(2), log.topic_address(3)
        for number, (token_id, amount) in enumerate(_multi_amounts(log)):
            yield Transfer(f'{log.source}.{number}', log.position, 'erc1155', log.address, sender, receiver, amount, token_id, log)
    elif log.address == wrapped and log.topic in (WETH_DEPOSIT, WETH_WITHDRAWAL) and len(log.topics) == 2 and len(log.data) >= WORD:
        holder, amount = log.topic_address(1), log.word(0)
        sender, receiver = (ZERO_ADDRESS, holder) if log.topic == WETH_DEPOSIT else (holder, ZERO_ADDRESS)
        if not _is_told_by_transfer(log, sender, receiver, amount, logs):
            yield Transfer(log.source, log.position, 'erc20', log.address, sender, receiver, amount, log=log)


def _plain_transfer(log: Log) -> Iterator[Transfer]:
    if len(log.topics) == 4:
        yield Transfer(log.source, log.position, 'erc721', log.address, log.topic_address(1), log.topic_address(2), 1, log.topic_int(3), log)
    elif len(log.topics) == 3 and len(log.data) >= WORD:
        yield Transfer(log.source, log.position, 'erc20', log.address, log.topic_address(1), log.topic_address(2), log.word(0), log=log)
    elif len(log.topics) == 1 and len(log.data) >= 3 * WORD:  # before `indexed` was customary: CryptoKitties and its like
        sender, receiver = log.address_at(0), log.address_at(1)
        yield Transfer(log.source, log.position, 'erc721', log.address, sender, receiver, 1, log.word(2), log)


def _multi_amounts(log: Log) -> list[tuple[int, int]]:
    try:
        if log.topic == TRANSFER_SINGLE:
            return [(log.word(0), log.word(1))]
        return list(zip(log.words(0), log.words(1), strict=True))
    except (IndexError, ValueError):
        return []


def _is_told_by_transfer(log: Log, sender: str, receiver: str, amount: int, logs: Sequence[Log]) -> bool:
    return any(
        one.address == log.address and one.topic == TRANSFER and len(one.topics) == 3 and len(one.data) >= WORD
        and abs(one.index - log.index) == 1 and (one.topic_address(1), one.topic_address(2), one.word(0)) == (sender, receiver, amount)
        for one in logs
    )


def _is_mirrored(log: Log, logs: Sequence[Log]) -> bool:
    """Whether another contract tells of the same transfer right beside this log."""
    return any(
        one.address != log.address and abs(one.index - log.index) == 1 and one.topics == log.topics and one.data == log.data for one in logs
    )


def _approvals(logs: Sequence[Log]) -> Iterator[Approval]:
    for log in logs:
        if log.topic == APPROVAL and len(log.topics) == 3 and len(log.data) >= WORD:
            yield Approval(log.source, log.position, log.address, log.topic_address(1), log.topic_address(2), log.word(0))
        elif log.topic == APPROVAL and len(log.topics) == 1 and len(log.data) >= 3 * WORD:
            yield Approval(log.source, log.position, log.address, to_address(log.word(0)), to_address(log.word(1)), log.word(2))

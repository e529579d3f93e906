"""Validators of Ethereum: deposits, and the requests for withdrawal (EIP-7002) and consolidation (EIP-7251)."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import NATIVE, WORD, Log, Transaction, to_address
from rotkehlchen.decoding.claim import claim, note, retype
from rotkehlchen.decoding.families.direct import received, sent

DEPOSITED: Final = '0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5'  # DepositEvent(bytes,bytes,bytes,bytes,bytes)
DEPOSITS: Final = {1: ('0x00000000219ab540356cBB839Cbe05303d7705Fa',)}
GNOSIS: Final = {100: ('0x0B98057eA310F4d31F2a452B414647007d1645d9',)}  # deposits and withdrawals of validators in GNO
WITHDRAWALS: Final = {1: ('0x00000961Ef480Eb55e80D19ad83579A64c007002',), 100: ('0x00000961Ef480Eb55e80D19ad83579A64c007002',)}
CONSOLIDATIONS: Final = {1: ('0x0000BBdDc7CE488642fb579F8B00f3a590007251',), 100: ('0x0000BBdDc7CE488642fb579F8B00f3a590007251',)}
GWEI: Final = 10**9
ADDRESS, KEY, AMOUNT = 20, 48, 8  # bytes


def deposits(tx: Transaction, log: Log) -> Iterator[Claim]:
    """One event a deposit, though several may be paid by one transfer. Runs for each log, makes all claims at the first."""
    logs = list(tx.logs_of(DEPOSITED, address=log.address))
    if logs[0] is not log:
        return
    paid = [one for one in tx.outgoing(token=NATIVE) if one.receiver in (log.address, tx.to)]
    amounts = [int.from_bytes(_bytes(one, 2), 'little') * GWEI for one in logs]
    rest = sum(one.amount for one in paid) - sum(amounts)
    if not paid or rest < 0 or len({one.sender for one in paid}) != 1:
        return
    legs = [
        Leg('staking', 'deposit asset', paid[number] if len(paid) == len(logs) else paid[0], amount=amount, address=one.address, at=one.position,
            kind='eth2_deposit', params={'pubkey': '0x' + _bytes(one, 0).hex()}, entry_type='eth deposit event')
        for number, (one, amount) in enumerate(zip(logs, amounts, strict=True))
    ]
    if rest:  # what a contract that deposits for many keeps
        legs.append(Leg('spend', 'fee', paid[0], amount=rest, at=logs[-1].position))
    yield from claim('eth2', *legs, takes=tuple(paid))


def requests(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A request and its fee. The log has no name: who asks, then the validator's key, then an amount in gwei or the key of a second one."""
    account, key, rest = to_address(int.from_bytes(log.data[:ADDRESS])), log.data[ADDRESS:ADDRESS + KEY], log.data[ADDRESS + KEY:]
    if not tx.is_mine(account):
        return
    words = {'pubkey': '0x' + key.hex()}
    if len(rest) == KEY:
        compounds = rest == key
        yield from note('eth2', account, subtype='update' if compounds else 'consolidate', at=1, address=log.address, params=(
            words | {'target': '0x' + rest.hex()}), kind='eth2_compounding_request' if compounds else 'eth2_consolidation_request')
    else:
        amount = int.from_bytes(rest[:AMOUNT]) * GWEI
        yield from note('eth2', account, subtype='remove asset', at=1, amount=amount, address=log.address, params=words,
                        kind='eth2_withdrawal_request' if amount else 'eth2_exit_request')
    yield from retype('eth2', tx.outgoing(token=NATIVE, to=log.address), 'spend', 'fee', kind='eth2_request_fee')


def _bytes(log: Log, number: int) -> bytes:
    """The dynamic bytes whose offset is the word at `number`."""
    start = log.word(number)
    length = log.word(start // WORD)
    return log.data[start + WORD:start + WORD + length]


RULES = (
    LogRule('deposit', DEPOSITED, deposits, DEPOSITS), LogRule('withdrawal_request', '', requests, WITHDRAWALS),
    LogRule('consolidation_request', '', requests, CONSOLIDATIONS),
    sent('gnosis_deposit', 'eth2', GNOSIS, 'staking', 'deposit asset'), received('gnosis_withdrawal', 'eth2', GNOSIS, 'staking', 'remove asset'),
)

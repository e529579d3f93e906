"""What every transaction means without any protocol: gas, transfers, approvals, deployments, messages, and a swap nobody knows.

Claims of this module are of the lowest rank: rules of protocols explain what they can, this explains the rest.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg
from rotkehlchen.contracts.transaction import NATIVE, Approval, Transaction, Transfer
from rotkehlchen.core.event import DELEGATION, GAS
from rotkehlchen.decoding.claim import note, swap

MAX_MESSAGE_BYTES: Final = 4096


def explain_gas(tx: Transaction) -> Iterator[Claim]:
    """What the sender paid, if tracked: also for a transaction that failed."""
    if tx.is_mine(tx.sender) and tx.fee:
        name = 'spend' if tx.is_successful else 'fail'
        yield Claim(GAS, (Leg(name, 'fee', account=tx.sender, token=NATIVE, amount=tx.fee, address='', kind='gas'),), order='own', at=0)


def explain_rest(tx: Transaction, transfers: Sequence[Transfer], approvals: Sequence[Approval]) -> Iterator[Claim]:
    """Everything that no rule explained. A swap where exactly one asset left an account and one arrived there."""
    pair = _find_swap(tx, transfers)
    yield from (swap(None, [pair[0]], [pair[1]]) if pair else ())
    for one in transfers:
        if not pair or one not in pair:
            yield Claim(None, (_plain_leg(tx, one),), order='own')
    for approval in approvals:
        if tx.is_mine(approval.owner):
            yield Claim(None, (Leg(
                'informational', 'approve', account=approval.owner, token=approval.token, amount=approval.amount, address=approval.spender,
            ),), (approval,), order='own')


def explain_itself(tx: Transaction) -> Iterator[Claim]:
    """A deployment, a message, a delegation of the account, a transaction to oneself: what the call itself is."""
    if not tx.is_mine(tx.sender) or not tx.is_successful:
        return
    if tx.deployed:
        yield from note(None, tx.sender, event_type='deploy', at=1, address=tx.deployed)
    elif tx.to == tx.sender and not tx.value and not tx.input and not tx.logs and not tx.delegations:
        yield from note(None, tx.sender, event_type='transaction to self', at=1, address=tx.to)
    elif not tx.logs and (text := _find_message(tx.input)) is not None:
        yield from note(None, tx.sender, subtype='message', at=1, address=tx.to, kind='message', params={'text': text})
    for contract, nonce in tx.delegations:
        if nonce == tx.nonce + 1:  # signed by the sender itself: the signature of anybody else names somebody else (EIP-7702)
            yield from note(DELEGATION, tx.sender, subtype='delegate', at=2, address=contract, kind='delegate')


def explain_nothing(tx: Transaction) -> Iterator[Claim]:
    """For a transaction that nothing else explains: transfers of nothing, which somebody else made so that the user sees an address."""
    for one in tx.transfers:
        account, side = (one.sender, one.receiver) if tx.is_mine(one.sender) else (one.receiver, one.sender)
        if tx.is_mine(account) and not one.amount:
            yield from note(None, account, at=one.position, token=one.token, address=side, kind='zero_transfer')


def _plain_leg(tx: Transaction, transfer: Transfer) -> Leg:
    gives, gets = tx.is_mine(transfer.sender), tx.is_mine(transfer.receiver)
    if gives and gets:
        return Leg('transaction to self' if transfer.sender == transfer.receiver else 'transfer', 'none', transfer)
    return Leg('spend' if gives else 'receive', 'none', transfer)


def _find_swap(tx: Transaction, transfers: Sequence[Transfer]) -> tuple[Transfer, Transfer] | None:
    """One fungible transfer out and one in, of the account that called a contract, and nothing else that moved."""
    if len(transfers) != 2 or not tx.is_mine(tx.sender) or not tx.input:
        return None
    out = [one for one in transfers if one.sender == tx.sender and not tx.is_mine(one.receiver)]
    into = [one for one in transfers if one.receiver == tx.sender and not tx.is_mine(one.sender)]
    if len(out) != 1 or len(into) != 1 or out[0].token == into[0].token or out[0].token_id is not None or into[0].token_id is not None:
        return None
    return out[0], into[0]


def _find_message(data: bytes) -> str | None:
    """The text that a call carries, if all of it is readable text."""
    if not data or len(data) > MAX_MESSAGE_BYTES:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if all(char.isprintable() or char in '\n\r\t' for char in text) else None

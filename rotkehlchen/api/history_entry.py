"""Events as users write them: the bodies of the ten entry types of the established interface, to events.

One body may be several events: a swap has a leg for each side and fee, a movement at an exchange its fee.
"""

import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from marshmallow import fields

from rotkehlchen.api.field import Address, Amount, Asset, Flag, Many, Number, OneOf, RequestSchema, Text
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.event import EVENT_SUBTYPES, EVENT_TYPES, HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

ETH: Final = AssetId('ETH')
MAX_MILLISECONDS: Final = 253_402_300_799_999
Parsed = Mapping[str, Any]
FindChainId = Callable[[str], int | None]


class Base(RequestSchema):
    timestamp = Number(required=True, maximum=MAX_MILLISECONDS)
    group_identifier = Text(load_default=None, allow_none=True, minimum=1, maximum=300)


class Plain(Base):
    amount = Amount(required=True, not_negative=True)
    event_type = OneOf(sorted(EVENT_TYPES), required=True)
    event_subtype = OneOf(sorted(EVENT_SUBTYPES), load_default='none', allow_none=True)
    asset = Asset(required=True)
    sequence_index = Number(load_default=0, maximum=1_000_000_000)
    location = Text(required=True, minimum=1)
    user_notes = Text(load_default=None, allow_none=True, maximum=10_000, lines=True)
    location_label = Text(load_default=None, allow_none=True, maximum=300)


class OnChain(RequestSchema):
    tx_ref = Text(required=True, minimum=1)
    counterparty = Text(load_default=None, allow_none=True)
    address = Text(load_default=None, allow_none=True)
    product = Text(load_default=None, allow_none=True)
    extra_data = fields.Dict(load_default=None, allow_none=True)


class HistoryBody(Plain):
    group_identifier = Text(required=True, minimum=1, maximum=300)
    extra_data = fields.Dict(allow_none=True)  # left alone where it is not given


class EvmBody(Plain, OnChain):
    pass


class SolanaBody(Plain, OnChain):
    location = Text(load_default='solana')


class Fee(RequestSchema):
    amount = Amount(required=True, not_negative=True)
    asset = Asset(required=True)


class Leg(Fee):
    location_label = Text(load_default=None, allow_none=True, maximum=300)
    user_notes = Text(load_default=None, allow_none=True, maximum=10_000, lines=True)
    identifier = Number(load_default=None, allow_none=True)


class SwapBody(Base):
    location = Text(required=True, minimum=1)
    spend_amount = Amount(required=True, not_negative=True)
    spend_asset = Asset(required=True)
    receive_amount = Amount(required=True, not_negative=True)
    receive_asset = Asset(required=True)
    fees = Many(fields.Nested(Fee), load_default=(), allow_none=True, maximum=100)
    location_label = Text(load_default=None, allow_none=True, maximum=300)
    unique_id = Text(load_default=None, allow_none=True, maximum=300)
    user_notes = Many(Text(maximum=10_000, lines=True, allow_none=True), load_default=(), allow_none=True, maximum=100)


class EvmSwapBody(Base, OnChain):
    location = Text(required=True, minimum=1)
    sequence_index = Number(load_default=0, maximum=1_000_000_000)
    spend = Many(fields.Nested(Leg), required=True, minimum=1, maximum=100)
    receive = Many(fields.Nested(Leg), required=True, minimum=1, maximum=100)
    fee = Many(fields.Nested(Leg), load_default=(), allow_none=True, maximum=100)


class SolanaSwapBody(EvmSwapBody):
    location = Text(load_default='solana')


class MovementBody(Base):
    amount = Amount(required=True, not_negative=True)
    event_type = OneOf(('deposit', 'withdrawal', 'exchange transfer'), load_default=None, allow_none=True)
    event_subtype = OneOf(('deposit asset', 'remove asset', 'spend', 'receive', 'deposit', 'withdrawal'), load_default=None, allow_none=True)
    asset = Asset(required=True)
    location = Text(required=True, minimum=1)
    fee = Amount(load_default=None, allow_none=True, not_negative=True)
    fee_asset = Asset(load_default=None, allow_none=True)
    location_label = Text(load_default=None, allow_none=True, maximum=300)
    blockchain = Text(load_default=None, allow_none=True)
    unique_id = Text(load_default=None, allow_none=True, maximum=300)
    address = Text(load_default=None, allow_none=True)
    transaction_id = Text(load_default=None, allow_none=True)
    user_notes = Many(Text(maximum=10_000, lines=True, allow_none=True), load_default=(), allow_none=True, maximum=2)


class WithdrawalBody(Base):
    amount = Amount(required=True, not_negative=True)
    is_exit = Flag(required=True)
    withdrawal_address = Address(required=True)
    validator_index = Number(required=True)


class BlockBody(Base):
    amount = Amount(required=True, not_negative=True)
    is_mev_reward = Flag(required=True)
    fee_recipient = Address(required=True)
    block_number = Number(required=True)
    validator_index = Number(required=True)


class DepositBody(Base):
    amount = Amount(required=True, not_negative=True)
    tx_ref = Text(required=True, minimum=1)
    depositor = Address(required=True)
    sequence_index = Number(load_default=0, maximum=1_000_000_000)
    validator_index = Number(required=True)
    extra_data = fields.Dict(load_default=None, allow_none=True)


BODIES: Final[Mapping[str, type[RequestSchema]]] = {
    'history event': HistoryBody, 'evm event': EvmBody, 'solana event': SolanaBody, 'swap event': SwapBody, 'evm swap event': EvmSwapBody,
    'solana swap event': SolanaSwapBody, 'asset movement event': MovementBody, 'eth withdrawal event': WithdrawalBody, 'eth block event': BlockBody,
    'eth deposit event': DepositBody,
}


@lru_cache(maxsize=len(BODIES))
def _schema(entry_type: str) -> RequestSchema:
    """Made once: making one takes longer than reading a body with it."""
    return BODIES[entry_type]()


def parse_events(entry_type: str, raw: Parsed, find_chain_id: FindChainId, parse_location: Callable[[str], str]) -> list[HistoryEvent]:
    """The events of a body. Raises marshmallow's ValidationError, InputError."""
    body: dict[str, Any] = dict(_schema(entry_type).load(dict(raw)))
    if isinstance(body.get('location'), str):
        body['location'] = parse_location(body['location'])
    if 'tx_ref' in body:
        body['tx_ref'] = _parse_ref(entry_type, body['tx_ref'])
    if entry_type in ('history event', 'evm event', 'solana event'):
        return [_plain(entry_type, body, find_chain_id)]
    if entry_type == 'swap event':
        return _swap(body)
    if entry_type in ('evm swap event', 'solana swap event'):
        return _chain_swap(entry_type, body, find_chain_id)
    if entry_type == 'asset movement event':
        return _movement(body)
    return [_validator_event(entry_type, body)]


def _parse_ref(entry_type: str, ref: str) -> str:
    if entry_type.startswith('solana'):
        return ref
    body = ref[2:].lower()
    if not ref.startswith('0x') or len(body) != 64 or not all(char in '0123456789abcdef' for char in body):
        raise InputError('tx_ref: must be a transaction hash, 0x and 64 hex digits', field='tx_ref')
    return f'0x{body}'


def _group(entry_type: str, body: Parsed, find_chain_id: FindChainId) -> str:
    if body.get('group_identifier'):
        return str(body['group_identifier'])
    if entry_type.startswith('solana'):
        return str(body['tx_ref'])
    chain_id = find_chain_id(body['location'])
    if chain_id is None:
        raise InputError(f'location: {body["location"]} is not an EVM chain', field='location')
    return f'{chain_id}{body["tx_ref"]}'


def _plain(entry_type: str, body: Parsed, find_chain_id: FindChainId) -> HistoryEvent:
    group = body['group_identifier'] if entry_type == 'history event' else _group(entry_type, body, find_chain_id)
    return HistoryEvent(
        group=group, position=body['sequence_index'], timestamp=TimestampMs(body['timestamp']), location=body['location'],
        account=body['location_label'], type=body['event_type'], subtype=body['event_subtype'] or 'none', asset=AssetId(body['asset']),
        amount=body['amount'], counterparty=body.get('counterparty'), address=body.get('address'), product=body.get('product'),
        entry_type=entry_type, tx_ref=body.get('tx_ref'), notes=body['user_notes'], extra_data=body.get('extra_data'),
    )


def _swap(body: Parsed) -> list[HistoryEvent]:
    notes = list(body['user_notes'] or ())
    unique = body['unique_id'] or _digest(body['timestamp'], body['location'], body['spend_asset'], body['spend_amount'],
                                          body['receive_asset'], body['receive_amount'])
    legs = [('spend', body['spend_asset'], body['spend_amount']), ('receive', body['receive_asset'], body['receive_amount'])]
    legs += [('fee', one['asset'], one['amount']) for one in body['fees'] or ()]
    return [
        HistoryEvent(
            group=body['group_identifier'] or unique, position=number, timestamp=TimestampMs(body['timestamp']), location=body['location'],
            account=body['location_label'], type='trade', subtype=subtype, asset=AssetId(asset), amount=amount, entry_type='swap event',
            notes=notes[number] if number < len(notes) else None, extra_data={'reference': body['unique_id']} if body['unique_id'] else None,
        ) for number, (subtype, asset, amount) in enumerate(legs)
    ]


def _chain_swap(entry_type: str, body: Parsed, find_chain_id: FindChainId) -> list[HistoryEvent]:
    group = _group(entry_type, body, find_chain_id)
    name = 'trade' if len(body['spend']) == len(body['receive']) == 1 else 'multi trade'
    legs = [(subtype, one) for subtype in ('spend', 'receive', 'fee') for one in body[subtype] or ()]
    return [
        HistoryEvent(
            group=group, position=body['sequence_index'] + number, timestamp=TimestampMs(body['timestamp']), location=body['location'],
            account=one['location_label'], type=name, subtype=subtype, asset=AssetId(one['asset']), amount=one['amount'],
            counterparty=body['counterparty'], address=body['address'], product=body['product'], entry_type=entry_type, tx_ref=body['tx_ref'],
            notes=one['user_notes'], extra_data=body['extra_data'],
        ) for number, (subtype, one) in enumerate(legs)
    ]


def _movement(body: Parsed) -> list[HistoryEvent]:
    """A deposit to or a withdrawal from an exchange, told by `event_subtype` (or `event_type`), and its fee."""
    word = body['event_subtype'] or body['event_type']
    kinds = {
        'deposit asset': ('deposit', 'deposit asset'), 'deposit': ('deposit', 'deposit asset'), 'remove asset': ('withdrawal', 'remove asset'),
        'withdrawal': ('withdrawal', 'remove asset'), 'spend': ('exchange transfer', 'spend'), 'receive': ('exchange transfer', 'receive'),
    }
    if word not in kinds:
        raise InputError('event_subtype: must be "deposit asset" or "remove asset"', field='event_subtype')
    event_type, subtype = kinds[word]
    extra = {name: body[key] for name, key in (
        ('address', 'address'), ('blockchain', 'blockchain'), ('reference', 'unique_id'), ('transaction_id', 'transaction_id')) if body[key]}
    notes = list(body['user_notes'] or ())
    unique = body['unique_id'] or _digest(body['timestamp'], body['location'], body['asset'], body['amount'], word)
    legs: list[tuple[str, str, Decimal]] = [(subtype, body['asset'], body['amount'])]
    if body['fee']:
        legs.append(('fee', body['fee_asset'] or body['asset'], body['fee']))
    return [
        HistoryEvent(
            group=body['group_identifier'] or unique, position=number, timestamp=TimestampMs(body['timestamp']), location=body['location'],
            account=body['location_label'], type=event_type, subtype=name, asset=AssetId(asset), amount=amount,
            entry_type='asset movement event', notes=notes[number] if number < len(notes) else None, extra_data=extra or None,
        ) for number, (name, asset, amount) in enumerate(legs)
    ]


def _validator_event(entry_type: str, body: Parsed) -> HistoryEvent:
    """Withdrawal, block or deposit of a validator. A group is named as in the established interface: by what it is and its number."""
    validator = body['validator_index']
    extra: dict[str, Any] = {'validator_index': validator}
    common: dict[str, Any] = {
        'timestamp': TimestampMs(body['timestamp']), 'location': 'ethereum', 'asset': ETH, 'amount': body['amount'], 'entry_type': entry_type,
        'counterparty': 'eth2',
    }
    if entry_type == 'eth withdrawal event':
        group = body['group_identifier'] or f'EW_{validator}_{body["timestamp"] // 86_400_000}'
        return HistoryEvent(
            group=group, position=0, account=body['withdrawal_address'], type='staking', subtype='remove asset',
            extra_data={**extra, 'is_exit': body['is_exit']}, **common)
    if entry_type == 'eth block event':
        is_mev = body['is_mev_reward']
        return HistoryEvent(
            group=body['group_identifier'] or f'BP1_{body["block_number"]}', position=1 if is_mev else 0, account=body['fee_recipient'],
            type='staking', subtype='mev reward' if is_mev else 'block production', extra_data={**extra, 'block_number': body['block_number']}, **common)
    return HistoryEvent(
        group=body['group_identifier'] or f'1{body["tx_ref"]}', position=body['sequence_index'], account=body['depositor'], type='staking',
        subtype='deposit asset', tx_ref=body['tx_ref'], extra_data={**(body['extra_data'] or {}), **extra}, **common)


def _digest(*parts: object) -> str:
    return hashlib.sha256('|'.join(str(part) for part in parts).encode()).hexdigest()

"""What a user may say of an event beyond its words, for accounting alone: `extra_data['accounting']`, an object with any of

    lots       [{"event": 12, "amount": "1"}]  the lots that a disposal takes, by the event that acquired them (method 'specific'). An event that
               comes later closes a short sale.
    cost       "400"     what was acquired cost so much in all, in the profit currency, whatever its price (a gift brings the giver's cost)
    acquired   1577836800000   and was first acquired then (UTC milliseconds)
    proceeds   "150"     what was disposed of brought so much in all, whatever its price
    no_gain    true      the disposal is a transfer at its own cost (between spouses): proceeds are the cost
    split      "2"       on an event that moves nothing: each unit of the asset became so many, in all accounts
    cost_change  "-6000" on an event that moves nothing: what is held of the asset costs so much more (less) from now on (a return of capital).
               What would bring a cost below zero is a gain.

Anything else in the object is an error of that event, told as a finding, and the event is taken without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.errors import AmountError
from rotkehlchen.core.money import parse_amount
from rotkehlchen.core.time import TimestampMs

KEY: Final = 'accounting'
_WORDS: Final = frozenset({'lots', 'cost', 'acquired', 'proceeds', 'no_gain', 'split', 'cost_change'})


@dataclass(frozen=True, slots=True)
class Adjustment:
    lots: tuple[tuple[int, Decimal], ...] = ()
    cost: Decimal | None = None
    acquired: TimestampMs | None = None
    proceeds: Decimal | None = None
    no_gain: bool = False
    split: Decimal | None = None
    cost_change: Decimal | None = None


NOTHING: Final = Adjustment()


def parse_adjustment(raw: object) -> Adjustment:
    """Raises AmountError for whatever is not as the module says."""
    if not isinstance(raw, Mapping) or set(raw) - _WORDS:
        raise AmountError(f'{KEY} must be an object with any of {", ".join(sorted(_WORDS))}', field=KEY)
    factor = _amount(raw, 'split')
    if factor is not None and factor <= 0:
        raise AmountError('split must be above zero', field='split')
    acquired = raw.get('acquired')
    if acquired is not None and (not isinstance(acquired, int) or isinstance(acquired, bool)):
        raise AmountError('acquired must be a time in milliseconds', field='acquired')
    return Adjustment(
        _lots(raw.get('lots', ())), _amount(raw, 'cost', allow_negative=False), None if acquired is None else TimestampMs(acquired),
        _amount(raw, 'proceeds', allow_negative=False), raw.get('no_gain') is True, factor, _amount(raw, 'cost_change'),
    )


def _amount(raw: Mapping[str, Any], name: str, *, allow_negative: bool = True) -> Decimal | None:
    return None if raw.get(name) is None else parse_amount(raw[name], field=name, allow_negative=allow_negative)


def _lots(raw: object) -> tuple[tuple[int, Decimal], ...]:
    if not isinstance(raw, list | tuple):
        raise AmountError('lots must be a list', field='lots')
    found = []
    for one in raw:
        if not isinstance(one, Mapping) or not isinstance(one.get('event'), int):
            raise AmountError('each of lots names an event and an amount', field='lots')
        found.append((one['event'], parse_amount(one.get('amount'), field='lots', allow_negative=False)))
    return tuple(found)

"""Marshmallow fields for the words of the API: amounts, assets, addresses, times, comma lists.

Each turns outside text into the value that services take, or fails with a sentence; the schema adds the path.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import EvmAddress, parse_asset_id, parse_evm_address
from rotkehlchen.core.money import ZERO, parse_amount, to_text

MAX_TIMESTAMP: Final = 253_402_300_799  # the end of the year 9999
MAX_INTEGER: Final = 2**53 - 1  # the largest whole number that JSON is safe for
MAX_TEXT: Final = 10_000


class RequestSchema(Schema):
    """Base of request bodies. Unknown members are ignored, as the established interface's clients send some."""

    class Meta:
        unknown = EXCLUDE


class Amount(fields.Field[Decimal]):
    """Decimal number as text, or a JSON number, which the edge reads exactly. `positive` refuses zero and below, `not_negative` below zero."""

    def __init__(self, *, positive: bool = False, not_negative: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.positive, self.not_negative = positive, not_negative

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        try:
            amount = parse_amount(value, field=attr or 'amount')
        except InputError as error:
            raise ValidationError(_without_field(error)) from None
        if self.positive and amount <= ZERO:
            raise ValidationError('must be greater than zero')
        if self.not_negative and amount < ZERO:
            raise ValidationError('must not be negative')
        return amount

    def _serialize(self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else to_text(value)


class Asset(fields.Field[str]):
    """Asset identifier in canonical form; whether it is known is for the service to say."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        try:
            return parse_asset_id(value)
        except InputError as error:
            raise ValidationError(_without_field(error)) from None

    def _serialize(self, value: str | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value


class Address(fields.Field[EvmAddress]):
    """EVM address, returned checksummed."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> EvmAddress:
        try:
            return parse_evm_address(value)
        except InputError as error:
            raise ValidationError(_without_field(error)) from None

    def _serialize(self, value: EvmAddress | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value


class Text(fields.String):
    """Text within limits, without control characters; `lines` allows line breaks and tabs."""

    def __init__(self, *, minimum: int = 0, maximum: int = 200, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.minimum, self.maximum, self.lines = minimum, maximum, lines

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs) or ''
        if len(text.strip()) < self.minimum:
            raise ValidationError('must not be empty')
        if len(text) > self.maximum:
            raise ValidationError(f'must have at most {self.maximum} characters')
        allowed = '\n\r\t' if self.lines else ''
        if any((ord(c) < 32 and c not in allowed) or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise ValidationError('must not contain control characters')
        return text


class Number(fields.Integer):
    """Whole number from `minimum` up to `maximum`. Booleans and fractions are refused."""

    def __init__(self, *, minimum: int = 0, maximum: int = MAX_INTEGER, **options: Any) -> None:
        super().__init__(validate=validate.Range(minimum, maximum), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool | float | Decimal) or (isinstance(value, str) and not (value.isascii() and len(value) < 20)):
            raise ValidationError('must be a whole number')
        return int(super()._deserialize(value, attr, data, **kwargs))


class Timestamp(Number):
    """UTC seconds. Text of digits is taken too, since queries have only text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(maximum=MAX_TIMESTAMP, **options)


class Flag(fields.Boolean):
    """true or false, in JSON or as text in a query."""

    def __init__(self, **options: Any) -> None:
        super().__init__(truthy={True, 'true', 'True', '1'}, falsy={False, 'false', 'False', '0'}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool | str):
            raise ValidationError('must be true or false')
        return bool(super()._deserialize(value, attr, data, **kwargs))


class Many(fields.List[Any]):
    """List of values; in a query also as one text with commas. Length limited against mistakes."""

    def __init__(self, inner: fields.Field[Any] | type[fields.Field[Any]], *, minimum: int = 0, maximum: int = 100_000, **options: Any) -> None:
        super().__init__(inner, **options)
        self.minimum, self.maximum = minimum, maximum

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if isinstance(value, str):
            value = [part.strip() for part in value.split(',') if part.strip()]
        if isinstance(value, list) and len(value) > self.maximum:
            raise ValidationError(f'must have at most {self.maximum} entries')
        if isinstance(value, list) and len(value) < self.minimum:
            raise ValidationError('must not be empty')
        return super()._deserialize(value, attr, data, **kwargs) or []


class OneOf(fields.String):
    """One of some words. `any_case` folds upper case first; spaces and underscores are the same word."""

    def __init__(self, words: tuple[str, ...] | list[str], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(validate=validate.OneOf(self.words), **options)


class Page(RequestSchema):
    """Paging and ordering, as every list of the established interface takes them."""

    limit = Number(load_default=None, allow_none=True, minimum=-1)
    offset = Number(load_default=None, allow_none=True)
    order_by_attributes = Many(Text(), load_default=None, allow_none=True, maximum=10)
    ascending = Many(Flag(), load_default=None, allow_none=True, maximum=10)


def _without_field(error: InputError) -> str:
    return error.message.removeprefix(f'{error.field} ') if error.field else error.message

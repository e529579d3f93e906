"""Typed reads of JSON that another machine wrote. A value of the wrong shape is a BadResponseError that says where.

    answer = Payload(client.get_json(url), source='api.acme.example')
    for row in answer['rows'].items():
        row['price'].amount()          # error: "... at rows[3].price: a decimal number was expected"
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.errors import AmountError, BadResponseError
from rotkehlchen.core.money import parse_amount

_QUANTITY: Final = re.compile(r'0x[0-9a-fA-F]{1,64}')
_DATA: Final = re.compile(r'0x(?:[0-9a-fA-F]{2})*')
MAX_TEXT_LENGTH: Final = 1_000_000


class Payload:
    """A JSON value and the path by which it was reached."""

    __slots__ = ('_path', '_source', '_value')

    def __init__(self, value: object, source: str, path: str = '') -> None:
        self._value = value
        self._source = source
        self._path = path

    @property
    def raw(self) -> object:
        return self._value

    @property
    def is_null(self) -> bool:
        return self._value is None

    def error(self, expected: str) -> BadResponseError:
        where = f' at {self._path}' if self._path else ''
        return BadResponseError(
            f'{self._source} gave an unexpected answer{where}: {expected} was expected.', source=self._source, path=self._path)

    # -- parts

    def __getitem__(self, name: str) -> 'Payload':
        """A member of an object, which must be there (it may be null)."""
        members = self._members()
        if name not in members:
            raise self._at(name, None).error('a value')
        return self._at(name, members[name])

    def find(self, name: str) -> 'Payload | None':
        """A member of an object, None if it is missing or null."""
        value = self._members().get(name)
        return None if value is None else self._at(name, value)

    def items(self) -> list['Payload']:
        """The items of a list."""
        if not isinstance(self._value, list):
            raise self.error('a list')
        return [Payload(item, self._source, f'{self._path}[{i}]') for i, item in enumerate(self._value)]

    def members(self) -> Iterator[tuple[str, 'Payload']]:
        """Name and value of each member of an object."""
        for name, value in self._members().items():
            yield name, self._at(name, value)

    # -- values

    def text(self, max_length: int = MAX_TEXT_LENGTH) -> str:
        if not isinstance(self._value, str) or len(self._value) > max_length:
            raise self.error('text')
        return self._value

    def flag(self) -> bool:
        if not isinstance(self._value, bool):
            raise self.error('true or false')
        return self._value

    def integer(self, least: int | None = None, most: int | None = None) -> int:
        """A whole JSON number, or one written as plain decimal digits in a text."""
        value = self._value
        if isinstance(value, str) and value.isascii() and value.lstrip('-').isdigit() and len(value) <= 80:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error('a whole number')
        if (least is not None and value < least) or (most is not None and value > most):
            raise self.error('a whole number within its range')
        return value

    def amount(self) -> Decimal:
        """An exact decimal number, written as a JSON number or as text."""
        try:
            return parse_amount(self._value)
        except AmountError:
            raise self.error('a decimal number') from None

    def quantity(self) -> int:
        """A number of at most 256 bits in the hexadecimal notation of Ethereum nodes, such as 0x1f."""
        if not isinstance(self._value, str) or not _QUANTITY.fullmatch(self._value):
            raise self.error('a hexadecimal number')
        return int(self._value, 16)

    def data(self) -> bytes:
        """Bytes in the hexadecimal notation of Ethereum nodes; 0x is none."""
        if not isinstance(self._value, str) or not _DATA.fullmatch(self._value):
            raise self.error('hexadecimal data')
        return bytes.fromhex(self._value[2:])

    def _members(self) -> dict[str, Any]:
        if not isinstance(self._value, dict):
            raise self.error('an object')
        return self._value

    def _at(self, name: str, value: object) -> 'Payload':
        return Payload(value, self._source, f'{self._path}.{name[:50]}' if self._path else name[:50])

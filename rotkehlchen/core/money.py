"""Amounts of money and of assets: exact decimals, parsed strictly, written plainly.

Everything that comes from outside as an amount goes through `parse_amount`; nothing else calls `Decimal(` on
outside text. The decimal context is set once, through `decimal.DefaultContext`, because each thread and each
greenlet copies that one when it first computes (docs.python.org/3/library/decimal.html, "Working with threads").
"""

import decimal
import re
from decimal import Decimal
from typing import Final

from rotkehlchen.core.errors import AmountError

PRECISION_DIGITS: Final = 60  # a uint256 has 78 digits, but no token supply times a price needs more than 60
ZERO: Final = Decimal(0)
MAX_EXPONENT: Final = 77  # the largest uint256 is 1.16e77: no amount of anything is larger
MIN_EXPONENT: Final = -77
MAX_TEXT_LENGTH: Final = 200

# ASCII digits only: \d would take full-width and Arabic digits, and Decimal() would take `1_000`, `NaN`, `Infinity`.
_AMOUNT = re.compile(r'[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?')


def set_decimal_context() -> None:
    """Set precision and rounding for this thread and all that start later. Call before the first thread."""
    for context in (decimal.DefaultContext, decimal.getcontext()):
        context.prec = PRECISION_DIGITS
        context.rounding = decimal.ROUND_HALF_EVEN
        context.traps[decimal.InvalidOperation] = True
        context.traps[decimal.DivisionByZero] = True
        context.traps[decimal.Overflow] = True
        context.traps[decimal.FloatOperation] = True


def parse_amount(raw: object, *, field: str = 'amount', allow_negative: bool = True) -> Decimal:
    """The exact value of `raw`, a string of plain ASCII decimal digits, an int or a Decimal.

    Floats and booleans are refused: a float has lost the digits already. Raises AmountError naming `field`.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise AmountError(f'{field} must be a decimal number written as text, such as "1.5"', field=field)
    text = str(raw).strip(' \t') if isinstance(raw, str) else str(raw)
    if len(text) > MAX_TEXT_LENGTH or not _AMOUNT.fullmatch(text):
        raise AmountError(f'{field} is not a plain decimal number', field=field)
    value = Decimal(text)
    if not value.is_finite():
        raise AmountError(f'{field} must be finite', field=field)
    if value and not MIN_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        raise AmountError(f'{field} is out of range', field=field)
    if not allow_negative and value < 0:
        raise AmountError(f'{field} must not be negative', field=field)
    return value if value else ZERO


def to_text(value: Decimal) -> str:
    """The shortest plain notation that parses back to the same value: no exponent, no trailing zeros, never '-0'."""
    if not value:
        return '0'
    text = format(value, 'f')
    return text.rstrip('0').rstrip('.') if '.' in text else text


def from_text(text: str) -> Decimal:
    """The value that `to_text` wrote. For text that the application itself stored: sums may be larger than any one input."""
    return Decimal(text)


def from_base_units(raw: int, decimals: int) -> Decimal:
    """The amount of `raw` smallest units of a token with `decimals` decimals; exact at any size."""
    return Decimal(f'{raw}E{-decimals}')

"""Amounts: what is taken, what is refused, and that nothing is lost on the way."""

import threading
from decimal import Decimal, getcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.errors import AmountError
from rotkehlchen.core.money import MAX_EXPONENT, MIN_EXPONENT, PRECISION_DIGITS, from_base_units, parse_amount, to_text

FINITE = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal('-1e40'), max_value=Decimal('1e40'), places=18)


@pytest.mark.parametrize('raw', [
    'NaN', 'nan', 'sNaN', 'Infinity', '-inf', '1e400', '1e-400', '1_000', '1,000', '1 000', '\u0661\u0662', '\uff11\uff12', '\u00b2',
    '0x10', '', ' ', '.', '-', '+', 'e5',
    '1e', '1.2.3', '--1', '1' * 300, '1\n', '\u202e1', '1e9999999', None, True, False, 1.5, b'1', [], {}, float('nan'),
])
def test_parse_amount_not_a_plain_number_is_refused_and_names_the_field(raw: object) -> None:
    with pytest.raises(AmountError) as caught:
        parse_amount(raw, field='balances.0.amount')
    assert caught.value.field == 'balances.0.amount'
    assert 'balances.0.amount' in str(caught.value)


@pytest.mark.parametrize(('raw', 'expected'), [
    ('1.5', '1.5'), ('-0', '0'), ('+2', '2'), ('.5', '0.5'), ('5.', '5'), ('1e3', '1000'), ('1E-8', '0.00000001'), (12, '12'),
    ('115792089237316195423570985008687907853269984665640564039457584007913129639935',
     '115792089237316195423570985008687907853269984665640564039457584007913129639935'),
    (' 7 ', '7'), (Decimal('1.10'), '1.1'), ('000.100', '0.1'),
])
def test_parse_amount_plain_number_is_exact(raw: object, expected: str) -> None:
    assert to_text(parse_amount(raw)) == expected


def test_parse_amount_negative_where_not_allowed_is_refused() -> None:
    with pytest.raises(AmountError, match='must not be negative'):
        parse_amount('-0.1', allow_negative=False)


@given(FINITE)
def test_to_text_parses_back_to_the_same_value(value: Decimal) -> None:
    text = to_text(value)
    assert parse_amount(text) == value
    assert 'E' not in text
    assert not text.startswith('-0') or Decimal(text) != 0
    assert to_text(parse_amount(text)) == text


@given(st.text(max_size=30))
def test_parse_amount_any_text_gives_a_finite_value_or_our_error(text: str) -> None:
    try:
        value = parse_amount(text)
    except AmountError:
        return
    assert value.is_finite()
    assert text.isascii()
    assert not value or MIN_EXPONENT <= value.adjusted() <= MAX_EXPONENT


@given(st.integers(min_value=-(2**256), max_value=2**256), st.integers(min_value=0, max_value=77))
def test_from_base_units_any_size_is_exact(raw: int, decimals: int) -> None:
    amount = from_base_units(raw, decimals)
    sign, digits, exponent = amount.as_tuple()
    assert exponent == -decimals
    assert (-1 if sign else 1) * int(''.join(map(str, digits))) == raw


def test_decimal_context_in_a_new_thread_is_ours() -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(getcontext().prec))
    thread.start()
    thread.join()
    assert found == [PRECISION_DIGITS]

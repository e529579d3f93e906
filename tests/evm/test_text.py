"""What is stored of a contract's name is one line of visible characters, whatever the contract says."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.net.evm.text import clean_text


@given(st.text(max_size=300))
def test_clean_text_is_short_visible_and_stays_the_same_when_cleaned_again(raw: str) -> None:
    text, _ = clean_text(raw, 40)
    assert len(text) <= 40
    assert text == ' '.join(text.split())
    assert not any(unicodedata.category(char) in ('Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp') for char in text)
    assert not set(text) & set('<>`')
    assert clean_text(text, 40).text == text


@pytest.mark.parametrize('honest', [
    'USD Coin', 'Wrapped Ether', '日本円', 'Ωmega ℠', 'Curve.fi DAI/USDC', '  spaced   name ', '🍣 Sushi', 'Éclair',
])
def test_honest_names_are_not_reported(honest: str) -> None:
    assert clean_text(honest, 80) == (' '.join(honest.split()), False)


@pytest.mark.parametrize(('hostile', 'clean'), [
    ('\u202eCDSU', 'CDSU'), ('US\u200bDC', 'USDC'), ('<script>x</script>', 'scriptx/script'), ('A\u0000B', 'AB'), ('\ufeffETH', 'ETH'),
    ('E\u3164TH', 'ETH'), ('\x1b[31mred', '[31mred'), ('x' * 200, 'x' * 80), ('a' + '\u0301' * 50, 'á\u0301\u0301\u0301'),
])
def test_hostile_names_are_cleaned_and_reported(hostile: str, clean: str) -> None:
    assert clean_text(hostile, 80) == (clean, True)

"""Names and symbols as contracts give them, made fit to be stored and shown as text.

Anyone can deploy a token whose name turns the reading direction, hides characters or carries markup or a link to a
thief's page. What is stored has none of the characters that do this; that something was removed is reported, because
it is a sign of a token to keep away from.
"""

import unicodedata
from typing import Final, NamedTuple

MAX_NAME_LENGTH: Final = 80
MAX_SYMBOL_LENGTH: Final = 32
_MARKUP: Final = frozenset('<>`')
# Controls, format characters (bidi, zero width), surrogates, private use, unassigned, line and paragraph separators.
_HIDDEN_CATEGORIES: Final = frozenset({'Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp'})
_BLANK_LETTERS: Final = frozenset('\u115f\u1160\u3164\uffa0\u2800\u034f')  # letters by category, blank on screen
_MAX_MARKS_IN_A_ROW: Final = 3  # more only paint over the neighbouring lines


class CleanText(NamedTuple):
    """`is_altered`: characters were removed that no honest name has (not: mere surrounding space)."""

    text: str
    is_altered: bool


def clean_text(raw: str, max_length: int) -> CleanText:
    """`raw` in NFC as one line of visible characters, at most `max_length` of them."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize('NFC', raw[:4 * max_length]):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ('Mn', 'Me') else 0
        if char.isspace():
            kept.append(' ')
        elif category not in _HIDDEN_CATEGORIES and char not in _MARKUP and char not in _BLANK_LETTERS and marks <= _MAX_MARKS_IN_A_ROW:
            kept.append(char)
    text = unicodedata.normalize('NFC', ' '.join(''.join(kept).split()))[:max_length].rstrip()
    return CleanText(text, ' '.join(unicodedata.normalize('NFC', raw).split()) != text)

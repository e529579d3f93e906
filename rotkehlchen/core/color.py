"""Colours as six hex digits, and how well one can be read on another.

Luminance and contrast: WCAG 2.2, "relative luminance" and "contrast ratio" (w3.org/TR/WCAG22, read 2026-11).
"""

import re
import zlib
from typing import Final

from rotkehlchen.core.errors import InputError

BLACK: Final = '000000'
WHITE: Final = 'FFFFFF'
# Backgrounds for things that nobody chose a colour for: far apart in hue, each readable with black or white text.
PALETTE: Final = (
    '1565C0', 'AD1457', '2E7D32', '6A1B9A', 'B23C17', '00695C', '4E342E', '283593', 'FBC02D', '80CBC4', 'F48FB1', 'AED581',
)
_COLOR = re.compile(r'[0-9a-fA-F]{6}')


def parse_color(raw: object, *, field: str = 'color') -> str:
    """Six hex digits without '#', in the letter case they came in."""
    if not isinstance(raw, str) or not _COLOR.fullmatch(raw):
        raise InputError(f"{field} must be a colour of six hex digits without '#', such as 1565C0", field=field)
    return raw


def compute_contrast(one: str, other: str) -> float:
    """Contrast ratio from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def most_readable_on(color: str) -> str:
    """Black or white, whichever stands out more."""
    return max((BLACK, WHITE), key=lambda candidate: compute_contrast(candidate, color))


def default_background(name: str) -> str:
    """A colour of the palette, always the same for a name."""
    return PALETTE[zlib.crc32(name.casefold().encode()) % len(PALETTE)]


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[i:i + 2], 16) / 255) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

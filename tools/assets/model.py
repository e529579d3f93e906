"""What the build passes from step to step: an asset line, a collection line, and text rules."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

MAX_SYMBOL_LENGTH = 64
MAX_NAME_LENGTH = 120
# Letters that look like nothing or turn the text around: a token's name must not rewrite the line it stands in.
FORBIDDEN_CATEGORIES = {'Cc', 'Cf', 'Co', 'Cs', 'Cn', 'Zl', 'Zp'}


@dataclass(frozen=True)
class Listing:
    """One source's word on one EVM token. Address in lower case."""

    source: str
    chain_id: int
    address: str
    symbol: str
    name: str
    decimals: int | None


@dataclass
class Asset:
    """One line of the shipped data. What the identifier says already (chain, address, kind) is not written again."""

    identifier: str
    type: str
    name: str
    symbol: str
    decimals: int | None = None
    coingecko: str | None = None
    started: int | None = None
    forked: str | None = None
    icon: str | None = None
    collection: int | None = None
    sources: frozenset[str] = field(default_factory=frozenset)

    def to_line(self) -> dict[str, Any]:
        """Keys in reading order; unknown values are left out."""
        line: dict[str, Any] = {'id': self.identifier, 'symbol': self.symbol, 'name': self.name}
        if self.type not in ('evm token', 'solana token'):
            line['type'] = self.type
        for key in ('decimals', 'coingecko', 'started', 'forked', 'collection', 'icon'):
            value = getattr(self, key)
            if value is not None:
                line[key] = value
        return line


@dataclass(frozen=True)
class Collection:
    id: int
    name: str
    symbol: str
    main: str


def clean_text(text: str) -> str:
    """Trimmed, inner runs of blanks made one, without characters that print as nothing or change direction."""
    kept = ''.join(c for c in unicodedata.normalize('NFC', text) if unicodedata.category(c) not in FORBIDDEN_CATEGORIES)
    return ' '.join(kept.split())


def is_clean_text(text: str, limit: int) -> bool:
    return bool(text) and len(text) <= limit and text == clean_text(text)

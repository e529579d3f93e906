"""The description of an event in words, made from its kind and parameters when it is shown or indexed (ADR 3).

A protocol's own kinds have templates in its manifest, `[protocol.texts]` and `[protocol.translations]`; all others are told by what the event is, in
the words of `data/event_text/<language>.toml`. What a protocol does not say in a language is told in English. Names of tokens come from anybody:
characters that turn or hide text are taken out, and what comes out is plain text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from rotkehlchen.contracts.transaction import ZERO_ADDRESS
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import to_text

ENGLISH: Final = 'en'
_FOLDER: Final = resources.files('rotkehlchen') / 'data' / 'event_text'
_HIDDEN: Final = frozenset({'Cc', 'Cf', 'Cs', 'Co', 'Zl', 'Zp'})


@dataclass(frozen=True, slots=True)
class Words:
    """Those of a language. `by_type`: by '<type>/<subtype>'; `kinds`: by kind. `burnt`, `minted`: what goes to the zero address, and comes from it.
    `before_address`: words that go with an address that nobody knows."""

    decimal_sign: str
    counterparty: str
    any_amount: str
    unknown: str
    allowance_ends: str
    burnt: str
    minted: str
    before_address: tuple[str, ...]
    by_type: Mapping[str, str]
    kinds: Mapping[str, str]


@cache
def languages() -> tuple[str, ...]:
    """Their ISO 639 codes, English first."""
    found = sorted(file.name.removesuffix('.toml') for file in _FOLDER.iterdir() if file.name.endswith('.toml'))
    return (ENGLISH, *(one for one in found if one != ENGLISH))


@cache
def load_words(language: str) -> Words:
    """`language`: one of `languages`."""
    import tomllib  # only once events are told

    raw = tomllib.loads((_FOLDER / f'{language}.toml').read_text(encoding='utf-8'))
    return Words(
        raw['decimal_sign'], raw['counterparty'], raw['any_amount'], raw['unknown'], raw['allowance_ends'], raw['burnt'], raw['minted'],
        tuple(raw['before_address']), raw['words'], raw['kinds'])


def clean(text: str) -> str:
    """One line without characters that hide or turn what stands beside them."""
    if text.isascii() and text.isprintable():  # nearly every text, and there are many
        return ' '.join(text.split())
    return ' '.join(''.join(char for char in text if unicodedata.category(char) not in _HIDDEN).split())


_Side = Literal['known', 'unknown', 'nobody']


class EventText:
    """`templates`: of kinds that protocols have, by kind; `labels`: of counterparties, by word; `language`: one of `languages`, that of `templates`."""

    def __init__(self, templates: Mapping[str, str], labels: Mapping[str, str], language: str = ENGLISH) -> None:
        self._templates = templates
        self._labels = labels
        self._words = load_words(language)
        self._other_side = re.compile(rf' ({"|".join(self._words.before_address)}) \{{address\}}')
        self._chosen: dict[tuple[str, str, str, _Side], str] = {}

    @property
    def fingerprint(self) -> str:
        """Of all words: with another one, descriptions are others."""
        parts = [sorted(part.items()) for part in (self._templates, self._labels, self._words.kinds, self._words.by_type)]
        words = self._words
        return hashlib.sha256(
            repr((parts, words.counterparty, words.allowance_ends, words.burnt, words.minted, words.decimal_sign)).encode()).hexdigest()

    def render(self, event: HistoryEvent, symbol: str) -> str:
        """`symbol`: of the event's asset. Placeholders that nobody fills stay out."""
        side: _Side = 'unknown' if event.address is None else 'nobody' if event.address == ZERO_ADDRESS else 'known'
        key = event.kind, event.type, event.subtype, side
        template = self._chosen.get(key)
        if template is None:
            template = self._chosen[key] = self._choose(*key)
        label = self._labels.get(event.counterparty or '', event.counterparty)
        if event.subtype == 'approve' and not event.amount and event.type == 'informational' and event.asset and '{what}' in template:
            template = self._without_side(self._words.allowance_ends, side)
        text = template.format_map(_Values(event, symbol, label, self._words))
        if label and event.kind not in self._templates and label != 'Gas' and label.lower() not in text.lower():
            before, _, after = self._words.counterparty.replace('{label}', label).partition('{text}')
            text = f'{before}{text}{after}'
        return clean(text)

    def _choose(self, kind: str, event_type: str, subtype: str, side: '_Side') -> str:
        words = self._words
        pair = f'{event_type}/{subtype}'
        by_type = {'spend/none': words.burnt, 'receive/none': words.minted}.get(pair) if side == 'nobody' else None
        template = self._templates.get(kind) or words.kinds.get(kind) or by_type or words.by_type.get(pair)
        if template is None:
            template = f'{event_type} {"" if subtype == "none" else subtype}'.strip().capitalize() + ' {what}'
        return self._without_side(template, side)

    def _without_side(self, template: str, side: '_Side') -> str:
        return self._other_side.sub('', template) if side == 'unknown' else template


UNLIMITED: Final = Decimal(10) ** 40  # more than there is of any token: wallets ask for the greatest number of the EVM


class _Values(dict[str, Any]):
    """Whatever a template may name, as text."""

    def __init__(self, event: HistoryEvent, symbol: str, label: str | None, words: Words) -> None:
        amount = to_text(event.amount).replace('.', words.decimal_sign)
        super().__init__(
            amount=amount, asset=symbol, what=words.any_amount.replace('{asset}', symbol) if event.amount > UNLIMITED else f'{amount} {symbol}',
            account=event.account or '', address=event.address or words.unknown, counterparty=label or '')
        for name, value in event.params.items():
            self.setdefault(name, value if isinstance(value, str) else str(value))

    def __missing__(self, key: str) -> str:
        return ''

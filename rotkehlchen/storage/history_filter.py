"""Which events of history: the filter, and the condition in SQL that it becomes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

LEAST_INDEXED_TEXT: Final = 3  # the index is of trigrams
MOST_MARKS: Final = 100  # longer lists are handed over as one JSON text
HIDDEN: Final = '(g.shown IS 0 OR (g.hidden IS NOT NULL AND g.shown IS NOT 1))'
STATES: Final = {
    'customized': "(e.edited = 1 OR e.origin = 'user')",
    'imported from csv': "e.origin = 'import'",
    'matched': (
        "(e.id IN (SELECT m.outgoing FROM event_match m WHERE m.state IN ('matched', 'confirmed')) OR "
        "e.id IN (SELECT m.incoming FROM event_match m WHERE m.state IN ('matched', 'confirmed')))"),
    'profit adjustment': '0',  # this application makes none
}


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What is wanted; None asks for nothing. Times in UTC milliseconds, both ends included. Addresses as they are stored."""

    first: int | None = None
    last: int | None = None
    types: Collection[str] | None = None
    subtypes: Collection[str] | None = None
    counterparties: Collection[str] | None = None
    products: Collection[str] | None = None
    entry_types: Collection[str] | None = None
    without_entry_types: Collection[str] | None = None
    location: str | None = None
    accounts: Collection[str] | None = None
    asset: str | None = None
    groups: Collection[str] | None = None
    identifiers: Collection[int] | None = None
    tx_refs: Collection[str] | None = None
    addresses: Collection[str] | None = None
    validators: Collection[int] | None = None
    states: Collection[str] | None = None  # 'customized', 'imported from csv', 'matched'; any of them
    text: str | None = None
    without_assets: Collection[str] | None = None
    ignored: bool | None = None
    hidden: bool | None = None

    @property
    def names_events(self) -> bool:
        """Whether anything but time, ignored assets and what is said of whole groups is asked for."""
        parts = (
            self.types, self.subtypes, self.counterparties, self.products, self.entry_types, self.without_entry_types, self.location, self.accounts,
            self.asset, self.identifiers, self.tx_refs, self.addresses, self.validators, self.states, self.text,
        )
        return any(part is not None for part in parts)

    @property
    def is_of_one_index(self) -> bool:
        """Whether events are named by one value of one column alone, so that its index has them in their order."""
        lists = (self.counterparties, self.products, self.entry_types, self.accounts)
        singles = [len(one) for one in lists if one is not None] + [1 for one in (self.location, self.asset) if one is not None]
        others = (self.types, self.subtypes, self.without_entry_types, self.identifiers, self.tx_refs, self.addresses, self.validators, self.states, self.text)
        return singles == [1] and all(one is None for one in others)

    @property
    def names_groups(self) -> bool:
        return any(part is not None for part in (self.groups, self.ignored, self.hidden))


class Condition:
    """Terms with their values. `free` hinders the columns of events from being searched by their indexes, where something better is known."""

    def __init__(self, *, free: bool = False) -> None:
        self._free = free
        self.terms: list[str] = []
        self.values: list[Any] = []

    @property
    def where(self) -> str:
        return f' WHERE {" AND ".join(self.terms)}' if self.terms else ''

    def add(self, term: str, *values: Any) -> None:
        self.terms.append(term)
        self.values.extend(values)

    def among(self, column: str, names: Collection[Any] | None, word: str = 'IN') -> None:
        if names is not None:
            self.add(f'{self.column(column)} {word} {marks(names)}', *listed(names))

    def column(self, name: str) -> str:
        return f'+{name}' if self._free else name


def marks(values: Collection[Any]) -> str:
    """What stands for a list in SQL; `listed` gives the values for it."""
    return f'({", ".join("?" * len(values))})' if len(values) <= MOST_MARKS else '(SELECT value FROM json_each(?))'


def listed(values: Collection[Any]) -> Sequence[Any]:
    return list(values) if len(values) <= MOST_MARKS else [orjson.dumps(list(values)).decode()]


def condition_on_groups(wanted: HistoryFilter) -> Condition:
    """Of groups `g` alone: for a filter that names no events."""
    made = Condition()
    made.add('g.empty = 0')
    _add_time(made, wanted, 'g.timestamp')
    _add_group_terms(made, wanted)
    return made


def condition_on_events(wanted: HistoryFilter, *, free: bool = False) -> Condition:
    """Of events `e`, joined with their groups `g` where `wanted.names_groups`."""
    made = Condition(free=free)
    _add_time(made, wanted, made.column('e.timestamp'))
    _add_group_terms(made, wanted)
    for column, names in (
            ('e.type', wanted.types), ('e.subtype', wanted.subtypes), ('e.counterparty', wanted.counterparties), ('e.product', wanted.products),
            ('e.entry_type', wanted.entry_types), ('e.account', wanted.accounts), ('e.id', wanted.identifiers),
            ('e.tx_ref', wanted.tx_refs), ('e.address', wanted.addresses),
    ):
        made.among(column, names)
    made.among('e.entry_type', wanted.without_entry_types, 'NOT IN')
    if wanted.without_assets and free:
        made.among('e.asset', wanted.without_assets, 'NOT IN')
    elif wanted.without_assets:  # those that are left out are found in their index, the others need not be read for it
        made.add(f'e.id NOT IN (SELECT x.id FROM history_event x WHERE x.asset IN {marks(wanted.without_assets)})', *listed(wanted.without_assets))
    for column, name in (('e.location', wanted.location), ('e.asset', wanted.asset)):
        if name is not None:
            made.add(f'{made.column(column)} = ?', name)
    if wanted.validators is not None:
        made.add(f"json_extract(e.extra_data, '$.validator_index') IN {marks(wanted.validators)}", *listed(wanted.validators))
    if wanted.states is not None:
        made.add(f'({" OR ".join(STATES[state] for state in wanted.states) or "0"})')
    if wanted.text:
        _add_text(made, wanted.text)
    return made


def _add_time(made: Condition, wanted: HistoryFilter, column: str) -> None:
    if wanted.first:
        made.add(f'{column} >= ?', wanted.first)
    if wanted.last is not None:
        made.add(f'{column} <= ?', wanted.last)


def _add_group_terms(made: Condition, wanted: HistoryFilter) -> None:
    if wanted.groups is not None:
        made.add(f'g.identifier IN {marks(wanted.groups)}', *listed(wanted.groups))
    if wanted.ignored is not None:
        made.add('g.ignored = ?', int(wanted.ignored))
    if wanted.hidden is not None:
        made.add(f'{"" if wanted.hidden else "NOT "}{HIDDEN}')


def _add_text(made: Condition, text: str) -> None:
    """A text shorter than what the index holds is found by the indexed pieces that contain it."""
    if len(text) >= LEAST_INDEXED_TEXT:
        quoted = text.replace('"', '""')
        made.add('e.id IN (SELECT rowid FROM history_text WHERE history_text MATCH ?)', f'"{quoted}"')
    else:
        made.add(
            'e.id IN (SELECT t.rowid FROM history_text t WHERE t.history_text MATCH (SELECT coalesce(group_concat(\'"\' || replace(term, \'"\', '
            '\'""\') || \'"\', \' OR \'), \'""\') FROM history_text_term WHERE instr(term, lower(?)) > 0))', text)

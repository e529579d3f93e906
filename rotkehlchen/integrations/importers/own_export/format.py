"""The application's own export of its history, read without loss: groups keep their names, events their keys, rules and parameters, so that
an event that is still there is the same event and nothing comes twice.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Problem, Row, RowError
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.event import ENTRY_TYPES, NONE, HistoryEvent, is_pair
from rotkehlchen.core.ids import parse_asset_id

NEEDED: Final = frozenset({
    'group_identifier', 'sequence_index', 'timestamp', 'location', 'location_label', 'entry_type', 'event_type', 'event_subtype', 'asset', 'amount',
    'counterparty', 'address', 'product', 'tx_ref', 'user_notes', 'rule', 'ignored_in_accounting', 'hidden_reason', 'extra_data', 'key', 'kind',
    'params', 'sources',
})
_ESCAPED: Final = ('=', '+', '-', '@', '\t', '\r', '\n', "'")


class OwnExport:
    headers = (NEEDED,)
    ambiguous_zone = False
    keeps_blanks = True

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        """Rows of a group need not stand together: a filtered or sorted export has them apart."""
        groups: dict[str, list[tuple[Row, HistoryEvent]]] = {}
        broken: dict[str, list[Problem]] = {}
        for row in rows:
            group = _text(row, 'group_identifier')
            try:
                if not group:
                    raise RowError('missing_value', 'group_identifier')
                groups.setdefault(group, []).append((row, _event(row, context, group)))
            except RowError as error:
                broken.setdefault(group, []).append(error.at(row))
        for name, members in groups.items():
            problems = broken.pop(name, [])
            if problems:  # half of a group would be taken for all of it
                yield from problems
                yield from (Problem(row.line, 'group_has_problem', 'group_identifier', {'line': problems[0].line}) for row, _ in members)
                continue
            lines, events = tuple(row.line for row, _ in members), tuple(event for _, event in members)
            first = members[0][0]
            yield ImportedGroup(
                lines, events, name, hidden=_text(first, 'hidden_reason') or None, is_ignored=first.get('ignored_in_accounting') == 'True')
        for problems in broken.values():
            yield from problems


def _event(row: Row, context: ImportContext, group: str) -> HistoryEvent:
    event_type, subtype, entry_type = _text(row, 'event_type'), _text(row, 'event_subtype') or NONE, _text(row, 'entry_type')
    if not is_pair(event_type, subtype):
        raise RowError('unknown_kind', 'event_type', kind=f'{event_type} / {subtype}'[:60])
    if entry_type not in ENTRY_TYPES:
        raise RowError('unknown_kind', 'entry_type', kind=entry_type[:60])
    amount = context.amount_of(_text(row, 'amount'), 'amount', allow_negative=False)
    if amount is None:
        raise RowError('missing_value', 'amount')
    try:
        asset = parse_asset_id(_text(row, 'asset'))
    except InputError:
        raise RowError('unknown_asset', 'asset', symbol=_text(row, 'asset')[:60]) from None
    position = row.get('sequence_index')
    if not (position.isascii() and position.lstrip('-').isdigit() and len(position) <= 12):
        raise RowError('bad_amount', 'sequence_index', value=position[:60])
    if not _text(row, 'location'):
        raise RowError('missing_value', 'location')
    return HistoryEvent(
        group, int(position), context.time(row, 'timestamp', ('unix_ms',)), _text(row, 'location'), _text(row, 'location_label') or None, event_type,
        subtype, asset, amount, _text(row, 'counterparty') or None, _text(row, 'address') or None, _text(row, 'product') or None, entry_type,
        _text(row, 'tx_ref') or None, _text(row, 'key'), _text(row, 'kind'), _json(row, 'params') or {}, _text(row, 'rule'),
        tuple(_text(row, 'sources').split()), _text(row, 'user_notes') or None, _json(row, 'extra_data'))


def _text(row: Row, column: str) -> str:
    """Without the apostrophe that keeps spreadsheets from running it."""
    cell = row.get(column)
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ESCAPED) else cell


def _json(row: Row, column: str) -> Mapping[str, Any] | None:
    text = _text(row, column)
    if not text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RowError('bad_value', column, value=text[:60]) from None
    if not isinstance(found, dict):
        raise RowError('bad_value', column, value=text[:60])
    return found


FORMAT: Final = OwnExport()

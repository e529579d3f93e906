"""Accounting rules of a profile: the shipped ones with the user's edits, the user's own, those of single events, and named lots.

A rule keeps what was shipped for its words beside what counts, so that a newer shipped set that differs from what the user edited is seen as a
conflict, and so that one rule can be put back. A deleted shipped rule stays as a row, or the next start would bring it back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import orjson

from rotkehlchen.core.money import from_text, to_text
from rotkehlchen.storage.database import Connection, Database
from rotkehlchen.storage.history_change import mark_change
from rotkehlchen.storage.page import Page

State = Literal['shipped', 'edited', 'deleted', 'own', 'event']
Words = tuple[str, str, str]
"""Type, subtype, and counterparty or ''."""
Content = Mapping[str, Any]
"""taxable, count_entire_amount_spend, count_cost_basis_pnl: {value, linked}; treatment."""
ORDER_COLUMNS: Final[Mapping[str, str]] = {
    'identifier': 'r.id', 'event_type': 'r.type', 'event_subtype': 'r.subtype', 'counterparty': 'r.counterparty', 'type': 'r.type', 'subtype': 'r.subtype',
}
_SELECT: Final = (
    'SELECT r.id, r.type, r.subtype, r.counterparty, r.state, r.content, r.shipped, '
    '(SELECT group_concat(event_id) FROM (SELECT e.event_id FROM accounting_rule_event e WHERE e.rule_id = r.id ORDER BY e.event_id)) '
    'FROM accounting_rule r'
)
_ALIVE: Final = "r.state <> 'deleted' AND (r.state <> 'event' OR EXISTS (SELECT 1 FROM accounting_rule_event e WHERE e.rule_id = r.id))"


@dataclass(frozen=True, slots=True)
class StoredRule:
    """`shipped`: what is shipped for these words, None where nothing is. `event_ids`: of a rule for single events, ascending."""

    identifier: int
    words: Words
    state: State
    content: Content
    shipped: Content | None
    event_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """None: any. `custom`: 'only' rules for single events, 'exclude' them, 'all'. A counterparty '' is "no counterparty"."""

    types: Sequence[str] | None = None
    subtypes: Sequence[str] | None = None
    counterparties: Sequence[str] | None = None
    identifiers: Sequence[int] | None = None
    event_ids: Sequence[int] | None = None
    custom: Literal['all', 'only', 'exclude'] = 'all'


@dataclass(frozen=True, slots=True)
class RulesFound:
    """`found` match, of `total`."""

    rules: list[StoredRule]
    found: int
    total: int


@dataclass(frozen=True, slots=True)
class NamedLot:
    """So much of what one event brought is used by another event."""

    lot_event_id: int
    amount: Decimal


class AccountingRuleRepository:
    """Methods that change something count the history up, since what is read out of it by these rules is another thing then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load_digest(self) -> str | None:
        """Of the shipped set that was last compared, None before the first time."""
        with self._database.read() as connection:
            row = connection.execute('SELECT digest FROM accounting_rule_set').fetchone()
        return None if row is None else str(row[0])

    def take_shipped(self, shipped: Mapping[Words, Content], digest: str) -> int:
        """Compare with what this version ships: new rules come, unedited ones follow, edited ones that differ are in conflict. How many are."""
        with self._database.write() as connection:
            known = {one.words: one for one in map(_rule, connection.execute(f"{_SELECT} WHERE r.state <> 'event'"))}
            for words, content in shipped.items():
                _take_one(connection, known.get(words), words, content)
            for words, rule in known.items():
                if words not in shipped and rule.shipped is not None:
                    _drop_shipped(connection, rule)
            connection.execute('INSERT INTO accounting_rule_set VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest', (digest,))
            conflicts = connection.execute('SELECT count(*) FROM accounting_rule WHERE in_conflict = 1').fetchone()[0]
            mark_change(connection)
        return int(conflicts)

    def reset(self, shipped: Mapping[Words, Content], digest: str) -> None:
        """Only the shipped rules, as shipped."""
        with self._database.write() as connection:
            connection.execute('DELETE FROM accounting_rule')
            for words, content in shipped.items():
                _take_one(connection, None, words, content)
            connection.execute('INSERT INTO accounting_rule_set VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest', (digest,))
            mark_change(connection)

    def find(self, wanted: RuleFilter, page: Page) -> RulesFound:
        """Newest first unless the page says otherwise."""
        where, values = _where(wanted)
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(f'{_SELECT} WHERE {where}{page.to_sql(ORDER_COLUMNS, "r.id DESC")}', values).fetchall()
            found = connection.execute(f'SELECT count(*) FROM accounting_rule r WHERE {where}', values).fetchone()[0]
            total = connection.execute(f'SELECT count(*) FROM accounting_rule r WHERE {_ALIVE}').fetchone()[0]
        return RulesFound([_rule(row) for row in rows], int(found), int(total))

    def load_all(self) -> list[StoredRule]:
        """Every rule that counts, by identifier."""
        with self._database.read() as connection:
            return load_rules(connection)

    def find_one(self, identifier: int) -> StoredRule | None:
        with self._database.read() as connection:
            row = connection.execute(f'{_SELECT} WHERE r.id = ? AND {_ALIVE}', (identifier,)).fetchone()
        return None if row is None else _rule(row)

    def find_words(self, words: Words) -> StoredRule | None:
        """The rule for these words, deleted or not, that is not one for single events."""
        with self._database.read() as connection:
            row = connection.execute(
                f"{_SELECT} WHERE r.type = ? AND r.subtype = ? AND r.counterparty = ? AND r.state <> 'event'", words).fetchone()
        return None if row is None else _rule(row)

    def save(self, words: Words, content: Content, identifier: int | None = None) -> int:
        """A rule for words: in the place of `identifier`, or a new one, or a deleted one back. Its identifier.

        What is the same as shipped counts as shipped.
        """
        with self._database.write() as connection:
            saved = _save(connection, words, content, identifier)
            mark_change(connection)
        return saved

    def save_for_events(self, words: Words, content: Content, event_ids: Sequence[int], identifier: int | None = None) -> int:
        """A rule for single events, which other rules lose. Its identifier."""
        with self._database.write() as connection:
            saved = _save_for_events(connection, words, content, event_ids, identifier)
            mark_change(connection)
        return saved

    def save_many(self, rules: Sequence[tuple[Words, Content, Sequence[int]]]) -> None:
        """All or none, each in the place of the one for the same words; those with events as rules for these."""
        with self._database.write() as connection:
            known = {(row[1], row[2], row[3]): row[0] for row in connection.execute(
                "SELECT id, type, subtype, counterparty FROM accounting_rule WHERE state <> 'event'")}
            for words, content, event_ids in rules:
                if event_ids:
                    _save_for_events(connection, words, content, event_ids, None)
                else:
                    _save(connection, words, content, known.get(words))
            mark_change(connection)

    def move(self, identifier: int, words: Words, content: Content) -> int:
        """A rule for other words than before. The identifier of what is there now."""
        with self._database.write() as connection:
            _delete(connection, identifier)
            saved = _save(connection, words, content, None)
            mark_change(connection)
        return saved

    def delete(self, identifier: int) -> None:
        """A shipped one is kept as deleted."""
        with self._database.write() as connection:
            _delete(connection, identifier)
            mark_change(connection)

    def find_conflicts(self, page: Page) -> tuple[list[StoredRule], int]:
        """Rules of the user that the shipped set has another word for since, and how many there are."""
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(f'{_SELECT} WHERE r.in_conflict = 1{page.to_sql(ORDER_COLUMNS, "r.id")}').fetchall()
            found = connection.execute('SELECT count(*) FROM accounting_rule WHERE in_conflict = 1').fetchone()[0]
        return [_rule(row) for row in rows], int(found)

    def solve(self, local: Collection[int] | None, remote: Collection[int] | None) -> int:
        """End conflicts by keeping the user's rule (`local`) or taking the shipped one (`remote`); None: all that are left. How many."""
        solved = 0
        with self._database.write() as connection:
            for chosen, change in ((local, 'in_conflict = 0'), (remote, "in_conflict = 0, content = shipped, state = 'shipped'")):
                among = '' if chosen is None else ' AND id IN (SELECT value FROM json_each(?))'
                values = () if chosen is None else (orjson.dumps(list(chosen)).decode(),)
                solved += connection.execute(f'UPDATE accounting_rule SET {change} WHERE in_conflict = 1{among}', values).rowcount
            mark_change(connection)
        return solved

    def known_events(self, event_ids: Collection[int]) -> set[int]:
        """Those of the identifiers that are events."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT id FROM history_event WHERE id IN (SELECT value FROM json_each(?))', (orjson.dumps(list(event_ids)).decode(),))
            return {row[0] for row in rows}

    # ------------------------------------------------------------------ named lots
    def save_named_lots(self, event_id: int, lots: Sequence[NamedLot]) -> None:
        """Which lots an event uses, in this order; none: those that the method takes."""
        with self._database.write() as connection:
            connection.execute('DELETE FROM named_lot WHERE event_id = ?', (event_id,))
            connection.executemany(
                'INSERT INTO named_lot VALUES (?, ?, ?, ?)',
                [(event_id, number, one.lot_event_id, to_text(one.amount)) for number, one in enumerate(lots)])
            mark_change(connection)

    def load_named_lots(self) -> dict[int, tuple[NamedLot, ...]]:
        with self._database.read() as connection:
            return load_named_lots(connection)


def load_rules(connection: Connection) -> list[StoredRule]:
    """Every rule that counts, by identifier, within a snapshot."""
    return [_rule(row) for row in connection.execute(f'{_SELECT} WHERE {_ALIVE} ORDER BY r.id')]


def load_named_lots(connection: Connection) -> dict[int, tuple[NamedLot, ...]]:
    """By the event that uses them, within a snapshot."""
    found: dict[int, tuple[NamedLot, ...]] = {}
    for event, lot, amount in connection.execute('SELECT event_id, lot_event_id, amount FROM named_lot ORDER BY event_id, position'):
        found[event] = (*found.get(event, ()), NamedLot(lot, from_text(amount)))
    return found


def _rule(row: Sequence[Any]) -> StoredRule:
    identifier, event_type, subtype, counterparty, state, content, shipped, events = row
    return StoredRule(
        identifier, (event_type, subtype, counterparty), state, orjson.loads(content), None if shipped is None else orjson.loads(shipped),
        () if events is None or state != 'event' else tuple(map(int, events.split(','))))


def _save(connection: Connection, words: Words, content: Content, identifier: int | None) -> int:
    packed = _pack(content)
    if identifier is None:
        row = connection.execute(
            "SELECT id FROM accounting_rule WHERE type = ? AND subtype = ? AND counterparty = ? AND state = 'deleted'", words).fetchone()
        identifier = None if row is None else int(row[0])
    if identifier is None:
        return int(connection.execute(
            "INSERT INTO accounting_rule (type, subtype, counterparty, state, content) VALUES (?, ?, ?, 'own', ?)", (*words, packed)).lastrowid)
    connection.execute(
        "UPDATE accounting_rule SET content = ?1, in_conflict = 0, "
        "state = CASE WHEN shipped IS NULL THEN 'own' WHEN shipped = ?1 THEN 'shipped' ELSE 'edited' END WHERE id = ?2", (packed, identifier))
    return identifier


def _save_for_events(connection: Connection, words: Words, content: Content, event_ids: Sequence[int], identifier: int | None) -> int:
    if identifier is None:
        identifier = int(connection.execute(
            "INSERT INTO accounting_rule (type, subtype, counterparty, state, content) VALUES (?, ?, ?, 'event', ?)", (*words, _pack(content))).lastrowid)
    else:
        connection.execute(
            'UPDATE accounting_rule SET type = ?, subtype = ?, counterparty = ?, content = ? WHERE id = ?', (*words, _pack(content), identifier))
        connection.execute('DELETE FROM accounting_rule_event WHERE rule_id = ?', (identifier,))
    connection.executemany(
        'INSERT INTO accounting_rule_event (event_id, rule_id) VALUES (?, ?) ON CONFLICT (event_id) DO UPDATE SET rule_id = excluded.rule_id',
        [(event, identifier) for event in event_ids])
    connection.execute("DELETE FROM accounting_rule WHERE state = 'event' AND id NOT IN (SELECT rule_id FROM accounting_rule_event)")
    return identifier


def _delete(connection: Connection, identifier: int) -> None:
    connection.execute("UPDATE accounting_rule SET state = 'deleted', in_conflict = 0 WHERE id = ? AND shipped IS NOT NULL", (identifier,))
    connection.execute("DELETE FROM accounting_rule WHERE id = ? AND state <> 'deleted'", (identifier,))


def _take_one(connection: Connection, known: StoredRule | None, words: Words, content: Content) -> None:
    packed = _pack(content)
    if known is None:
        connection.execute(
            "INSERT INTO accounting_rule (type, subtype, counterparty, state, content, shipped) VALUES (?, ?, ?, 'shipped', ?, ?)", (*words, packed, packed))
    elif known.shipped is not None and _pack(known.shipped) == packed:
        return
    elif known.state == 'shipped':
        connection.execute('UPDATE accounting_rule SET content = ?1, shipped = ?1 WHERE id = ?2', (packed, known.identifier))
    elif _pack(known.content) == packed and known.state != 'deleted':
        connection.execute("UPDATE accounting_rule SET shipped = ?, state = 'shipped', in_conflict = 0 WHERE id = ?", (packed, known.identifier))
    else:
        state, conflict = ('deleted', 0) if known.state == 'deleted' else ('edited', 1)
        connection.execute(
            'UPDATE accounting_rule SET shipped = ?, state = ?, in_conflict = ? WHERE id = ?', (packed, state, conflict, known.identifier))


def _drop_shipped(connection: Connection, rule: StoredRule) -> None:
    """This version ships nothing for these words any more; what the user made of it stays."""
    if rule.state == 'edited':
        connection.execute("UPDATE accounting_rule SET shipped = NULL, state = 'own', in_conflict = 0 WHERE id = ?", (rule.identifier,))
    else:
        connection.execute('DELETE FROM accounting_rule WHERE id = ?', (rule.identifier,))


def _where(wanted: RuleFilter) -> tuple[str, list[Any]]:
    terms, values = [_ALIVE], []
    for column, chosen in (
            ('r.type', wanted.types), ('r.subtype', wanted.subtypes), ('r.counterparty', wanted.counterparties), ('r.id', wanted.identifiers)):
        if chosen is not None:
            terms.append(f'{column} IN (SELECT value FROM json_each(?))')
            values.append(orjson.dumps(list(chosen)).decode())
    if wanted.event_ids is not None:
        terms.append('EXISTS (SELECT 1 FROM accounting_rule_event e WHERE e.rule_id = r.id AND e.event_id IN (SELECT value FROM json_each(?)))')
        values.append(orjson.dumps(list(wanted.event_ids)).decode())
    if wanted.custom != 'all':
        terms.append(f"r.state {'=' if wanted.custom == 'only' else '<>'} 'event'")
    return ' AND '.join(terms), values


def _pack(content: Content) -> str:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()

"""Balances that the user keeps by hand: assets and liabilities anywhere."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.storage.database import Connection, Database

Category = Literal['asset', 'liability']


@dataclass(frozen=True, slots=True)
class ManualBalance:
    """`label` is unique; `tags` are names of existing tags, sorted when loaded."""

    asset: str
    label: str
    amount: Decimal
    location: str
    category: Category
    tags: tuple[str, ...] = ()
    identifier: int = 0


class ManualBalanceRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> list[ManualBalance]:
        """Every balance in the order in which they were added."""
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute('SELECT id, asset, label, amount, location, category FROM manual_balance ORDER BY id').fetchall()
            tags: dict[int, list[str]] = {}
            for identifier, tag in connection.execute('SELECT balance_id, tag FROM manual_balance_tag ORDER BY balance_id, tag'):
                tags.setdefault(identifier, []).append(tag)
        return [ManualBalance(r[1], r[2], parse_amount(r[3]), r[4], r[5], tuple(tags.get(r[0], ())), r[0]) for r in rows]

    def add(self, balances: Sequence[ManualBalance]) -> list[int]:
        """Store new balances with labels of their own, all or none; their identifiers in order. Raises ConflictError for a taken label."""
        with self._database.write() as connection:
            taken = _identifiers(connection, balances)
            for number, balance in enumerate(balances):
                if balance.label in taken:
                    raise taken_label(balance.label, number)
            connection.executemany(
                'INSERT INTO manual_balance (asset, label, amount, location, category) VALUES (?, ?, ?, ?, ?)', map(_columns, balances),
            )
            stored = _identifiers(connection, balances)
            identifiers = [stored[balance.label] for balance in balances]
            _save_tags(connection, zip(identifiers, balances, strict=True))
        return identifiers

    def update(self, balances: Sequence[ManualBalance]) -> None:
        """Replace balances of the same identifiers, all or none. Raises NotFoundError, and ConflictError for a label that is taken."""
        with self._database.write() as connection:
            # Labels are given up first, so that two balances can exchange theirs. No label of a user holds a line break.
            connection.executemany('UPDATE manual_balance SET label = char(10) || id WHERE id = ?', [(b.identifier,) for b in balances])
            for number, balance in enumerate(balances):
                found = connection.execute(
                    'UPDATE OR IGNORE manual_balance SET asset = ?, label = ?, amount = ?, location = ?, category = ? WHERE id = ?',
                    (*_columns(balance), balance.identifier),
                ).rowcount
                if not found:
                    raise self._refused(connection, balance, number)
            connection.executemany('DELETE FROM manual_balance_tag WHERE balance_id = ?', [(b.identifier,) for b in balances])
            _save_tags(connection, ((balance.identifier, balance) for balance in balances))

    def delete(self, identifiers: Sequence[int]) -> None:
        """Remove balances, all or none. Raises NotFoundError naming the first that doesn't exist."""
        with self._database.write() as connection:
            for number, identifier in enumerate(dict.fromkeys(identifiers)):
                if not connection.execute('DELETE FROM manual_balance WHERE id = ?', (identifier,)).rowcount:
                    raise unknown_balance(identifier, f'ids.{number}')

    def _refused(self, connection: Connection, balance: ManualBalance, number: int) -> ConflictError | NotFoundError:
        if connection.execute('SELECT 1 FROM manual_balance WHERE id = ?', (balance.identifier,)).fetchone() is None:
            return unknown_balance(balance.identifier, f'balances.{number}.identifier')
        return taken_label(balance.label, number)


def taken_label(label: str, number: int) -> ConflictError:
    field = f'balances.{number}.label'
    return ConflictError(f'{field}: there is a manual balance with the label {label} already', code='duplicate', field=field, label=label)


def unknown_balance(identifier: int, field: str) -> NotFoundError:
    return NotFoundError(f'{field}: there is no manual balance {identifier}', field=field, identifier=identifier)


def _identifiers(connection: Connection, balances: Iterable[ManualBalance]) -> dict[str, int]:
    """Identifiers by label, of those of the balances' labels that are stored."""
    labels = json.dumps([balance.label for balance in balances])
    return dict(connection.execute('SELECT label, id FROM manual_balance WHERE label IN (SELECT value FROM json_each(?))', (labels,)))


def _columns(balance: ManualBalance) -> tuple[str, str, str, str, str]:
    return balance.asset, balance.label, to_text(balance.amount), balance.location, balance.category


def _save_tags(connection: Connection, balances: Iterable[tuple[int, ManualBalance]]) -> None:
    connection.executemany(
        'INSERT INTO manual_balance_tag (balance_id, tag) VALUES (?, ?)',
        [(identifier, tag) for identifier, balance in balances for tag in balance.tags],
    )

"""Filtered, ordered pages of assets: the queries behind POST /assets/all and POST /assets/search.

A page is found in an index alone (row numbers), and only its rows are read from the table, so that its cost hardly grows with what
lies before it. Texts match without regard to the case of ASCII letters.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.storage.database import Connection, Row
from rotkehlchen.storage.global_db.asset_row import SELECTED, Asset, with_underlying

ORDER_COLUMNS: Final[Mapping[str, str]] = {
    'identifier': 'id', 'name': 'name COLLATE NOCASE', 'symbol': 'symbol COLLATE NOCASE', 'type': 'type', 'asset_type': 'type',
    'address': 'address', 'evm_chain': 'chain_id', 'decimals': 'decimals', 'started': 'started', 'protocol': 'protocol',
    'coingecko': 'coingecko', 'cryptocompare': 'cryptocompare', 'swapped_for': 'swapped_for', 'forked': 'forked',
    'custom_asset_type': 'custom_type COLLATE NOCASE', 'notes': 'notes',
}  # fmt: skip
NO_LIMIT: Final = -1
LONGEST_PATTERN: Final = 1_000


@dataclass(frozen=True, slots=True)
class AssetFilter:
    """None: any. `name` and `symbol` are parts of the text, with `exact` the whole of it. `within` empty: nothing."""

    name: str | None = None
    symbol: str | None = None
    exact: bool = False
    type: str | None = None
    chain_id: int | None = None
    address: str | None = None
    custom_type: str | None = None
    within: Collection[str] | None = None
    without: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`order` is (attribute, ascending) pairs of the API's words. `limit` None: all."""

    order: Sequence[tuple[str, bool]] = (('name', True),)
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AssetPage:
    """`found`: how many the filter lets through; `total`: how many there are."""

    assets: list[Asset]
    found: int
    total: int


def load_page(connection: Connection, wanted: AssetFilter, page: PageRequest) -> AssetPage:
    """Raises InputError for an attribute that nothing can be ordered by."""
    rows = page_rows(connection, wanted, page)
    return AssetPage(with_underlying(connection, rows), count_found(connection, wanted), count_rows(connection, AssetFilter()))


def count_found(connection: Connection, wanted: AssetFilter) -> int:
    """All that the rest of the filter lets through, less those of them in `without`: a look at few rows instead of all."""
    if not wanted.without:
        return count_rows(connection, wanted)
    rest = replace(wanted, without=())
    both = wanted.without if rest.within is None else set(rest.within) & set(wanted.without)
    return count_rows(connection, rest) - count_rows(connection, replace(rest, within=both))


def count_rows(connection: Connection, wanted: AssetFilter) -> int:
    condition, values = to_condition(wanted)
    found: int = connection.execute(f'SELECT COUNT(*) FROM asset{condition}', values).fetchone()[0]
    return found


def load_matches(connection: Connection, wanted: AssetFilter, page: PageRequest) -> list[Asset]:
    """A page without the counts."""
    return with_underlying(connection, page_rows(connection, wanted, page))


def page_rows(connection: Connection, wanted: AssetFilter, page: PageRequest) -> list[Row]:
    order = to_order(page.order)
    condition, values = to_condition(wanted, page.order[0][0] if page.order else None)
    limit = NO_LIMIT if page.limit is None else page.limit
    chosen = f'SELECT rowid FROM asset{condition} ORDER BY {order} LIMIT ? OFFSET ?'
    numbers = [row[0] for row in connection.execute(chosen, (*values, limit, page.offset))]
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        found |= {row[0]: row[1:] for row in connection.execute(
            f'SELECT rowid, {SELECTED} FROM asset WHERE rowid IN ({",".join("?" * len(part))})', part)}  # fmt: skip
    return [found[number] for number in numbers]


def to_order(order: Sequence[tuple[str, bool]]) -> str:
    """The ORDER BY terms, with the row number last, so that no two pages share a row."""
    terms = []
    for attribute, ascending in order:
        if attribute not in ORDER_COLUMNS:
            raise InputError(f'Assets can not be ordered by {attribute}.', field='order_by_attributes', allowed=sorted(ORDER_COLUMNS))
        terms.append(f'{ORDER_COLUMNS[attribute]} {"ASC" if ascending else "DESC"}')
    last = 'DESC' if order and not order[-1][1] else 'ASC'  # an index walked backwards gives its row numbers backwards too
    return ', '.join([*terms, f'rowid {last}'])


def to_condition(wanted: AssetFilter, walked: str | None = None) -> tuple[str, list[Any]]:
    """' WHERE ...' or '', and its values. `walked`: the attribute in whose order the rows are gone through."""
    terms: list[str] = []
    values: list[Any] = []
    for column, text in (('name', wanted.name), ('symbol', wanted.symbol)):
        if text is not None:
            term, value = to_text_term(column, text, exact=wanted.exact)
            # In another order than the column's own, first find the rows in the column's index, else each one is fetched to be looked at.
            terms.append(term if column == walked else f'rowid IN (SELECT rowid FROM asset WHERE {term})')
            values.append(value)
    for column, equal in (('type', wanted.type), ('chain_id', wanted.chain_id), ('custom_type', wanted.custom_type)):
        if equal is not None:
            terms.append(f'{column} = ?')
            values.append(equal)
    if wanted.address is not None:
        terms.append('address = ? COLLATE NOCASE')
        values.append(wanted.address)
    if wanted.within is not None:
        terms.append('id IN (SELECT value FROM json_each(?))')
        values.append(json.dumps(list(wanted.within)))
    if wanted.without:
        terms.append('id NOT IN (SELECT value FROM json_each(?))')
        values.append(json.dumps(list(wanted.without)))
    return (' WHERE ' + ' AND '.join(terms) if terms else ''), values


def to_text_term(column: str, text: str, *, exact: bool) -> tuple[str, str]:
    """A condition on a text column with one value."""
    if exact or len(text) > LONGEST_PATTERN:  # SQLite refuses very long patterns, and no name is that long
        return f'{column} = ? COLLATE NOCASE', text
    for sign in '!%_':
        text = text.replace(sign, f'!{sign}')
    return f"{column} LIKE ? ESCAPE '!'", f'%{text}%'

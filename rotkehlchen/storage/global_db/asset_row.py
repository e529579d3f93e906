"""An asset as it is stored, and how a database row becomes one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from rotkehlchen.storage.database import Connection, Row

Origin = Literal['shipped', 'user', 'chain']
CUSTOM_ASSET: Final = 'custom asset'
EVM_TOKEN: Final = 'evm token'  # noqa: S105
SOLANA_TOKEN: Final = 'solana token'  # noqa: S105
# The words of the established interface, in its order.
ASSET_TYPES: Final = (
    'fiat', 'own chain', EVM_TOKEN, 'omni token', 'neo token', 'counterparty token', 'bitshares token', 'ardor token', 'nxt token',
    'ubiq token', 'nubits token', 'burst token', 'waves token', 'qtum token', 'stellar token', 'tron token', 'ontology token',
    'vechain token', 'eos token', 'fusion token', 'luniverse token', 'other', SOLANA_TOKEN, 'nft', CUSTOM_ASSET,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnderlyingToken:
    """A part of a pool or vault token. `weight` is a share of 1 as decimal text."""

    identifier: str
    weight: str


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset. `address` is checksummed (a mint on Solana), `started` is in UTC seconds, `icon` the stem of a shipped icon.

    `coingecko` and `cryptocompare`: '' says that it is not priced there, None that nobody knows.
    `origin`: 'shipped' as the application brought it; 'user' added or changed by the user; 'chain' read from a contract.
    """

    identifier: str
    type: str
    name: str
    symbol: str
    decimals: int | None = None
    chain_id: int | None = None
    address: str | None = None
    token_kind: str | None = None
    collectible_id: str | None = None
    protocol: str | None = None
    coingecko: str | None = None
    cryptocompare: str | None = None
    started: int | None = None
    swapped_for: str | None = None
    forked: str | None = None
    icon: str | None = None
    collection_id: int | None = None
    custom_type: str | None = None
    notes: str | None = None
    origin: Origin = 'user'
    underlying: tuple[UnderlyingToken, ...] = field(default=())

    @property
    def is_custom(self) -> bool:
        return self.type == CUSTOM_ASSET


COLUMNS: Final = (
    'id', 'type', 'name', 'symbol', 'decimals', 'chain_id', 'address', 'token_kind', 'collectible_id', 'protocol', 'coingecko',
    'cryptocompare', 'started', 'swapped_for', 'forked', 'icon', 'collection_id', 'custom_type', 'notes', 'origin',
)  # fmt: skip
SELECTED: Final = ', '.join(COLUMNS)
_IDS_A_QUERY = 500


def to_row(asset: Asset) -> Row:
    """The values of COLUMNS."""
    return (
        asset.identifier, asset.type, asset.name, asset.symbol, asset.decimals, asset.chain_id, asset.address, asset.token_kind,
        asset.collectible_id, asset.protocol, asset.coingecko, asset.cryptocompare, asset.started, asset.swapped_for, asset.forked,
        asset.icon, asset.collection_id, asset.custom_type, asset.notes, asset.origin,
    )  # fmt: skip


def load_by_id(connection: Connection, identifiers: Collection[str]) -> dict[str, Asset]:
    """The known ones of `identifiers`, in their order."""
    rows: dict[str, Row] = {}
    wanted = list(dict.fromkeys(identifiers))
    for start in range(0, len(wanted), _IDS_A_QUERY):
        part = wanted[start : start + _IDS_A_QUERY]
        marks = ','.join('?' * len(part))
        rows |= {row[0]: row for row in connection.execute(f'SELECT {SELECTED} FROM asset WHERE id IN ({marks})', part)}
    found = with_underlying(connection, [rows[identifier] for identifier in wanted if identifier in rows])
    return {asset.identifier: asset for asset in found}


def with_underlying(connection: Connection, rows: Iterable[Row]) -> list[Asset]:
    """Assets of rows of SELECTED, with their parts. Most assets have none: one query asks for all of them."""
    assets = [Asset(*row) for row in rows]
    parts: dict[str, list[UnderlyingToken]] = {}
    tokens = [asset.identifier for asset in assets if asset.type == EVM_TOKEN]
    for start in range(0, len(tokens), _IDS_A_QUERY):
        chunk = tokens[start : start + _IDS_A_QUERY]
        marks = ','.join('?' * len(chunk))
        for parent, child, weight in connection.execute(
            f'SELECT parent, child, weight FROM underlying_token WHERE parent IN ({marks}) ORDER BY parent, child', chunk,
        ):
            parts.setdefault(parent, []).append(UnderlyingToken(child, weight))
    return [replace(asset, underlying=tuple(parts[asset.identifier])) if asset.identifier in parts else asset for asset in assets]


def insert_asset(connection: Connection, asset: Asset) -> None:
    connection.execute(f'INSERT INTO asset ({SELECTED}) VALUES ({",".join("?" * len(COLUMNS))})', to_row(asset))
    save_underlying(connection, asset)


def overwrite_asset(connection: Connection, asset: Asset) -> bool:
    """False if there is no such asset."""
    assignments = ', '.join(f'{column} = ?' for column in COLUMNS[1:])
    values: tuple[Any, ...] = (*to_row(asset)[1:], asset.identifier)
    if connection.execute(f'UPDATE asset SET {assignments} WHERE id = ?', values).rowcount == 0:
        return False
    connection.execute('DELETE FROM underlying_token WHERE parent = ?', (asset.identifier,))
    save_underlying(connection, asset)
    return True


def save_underlying(connection: Connection, asset: Asset) -> None:
    if asset.underlying:
        connection.executemany(
            'INSERT INTO underlying_token (parent, child, weight) VALUES (?, ?, ?)',
            [(asset.identifier, part.identifier, part.weight) for part in asset.underlying],
        )

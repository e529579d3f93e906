"""RPC nodes of a profile, and which chains have been given the nodes that they ship with."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.storage.database import Connection, Database

SEEDED: Final = 'chains_with_default_nodes'  # row of `meta`: JSON list of chains


@dataclass(frozen=True, slots=True)
class RpcNode:
    """`weight` in percent; `owned`: the user's own, asked before all others. `identifier` 0: not stored yet."""

    chain: str
    name: str
    endpoint: str
    owned: bool
    weight: Decimal
    active: bool
    identifier: int = 0


class RpcNodeRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, chain: str | None = None) -> list[RpcNode]:
        """The nodes of one chain, or of all, in the order in which they were added."""
        where, parameters = (' WHERE chain = ?', (chain,)) if chain is not None else ('', ())
        with self._database.read() as connection:
            rows = connection.execute(
                f'SELECT chain, name, endpoint, owned, weight, active, id FROM rpc_node{where} ORDER BY id', parameters).fetchall()
        return [RpcNode(r[0], r[1], r[2], bool(r[3]), parse_amount(r[4]), bool(r[5]), r[6]) for r in rows]

    def add(self, node: RpcNode) -> int:
        """The identifier of the new node. Raises ConflictError if the chain has one with this endpoint."""
        with self._database.write() as connection:
            return insert_node(connection, node)

    def update(self, node: RpcNode) -> None:
        """Replace the node of the same identifier and chain. Raises NotFoundError, ConflictError."""
        with self._database.write() as connection:
            twin = connection.execute(
                'SELECT 1 FROM rpc_node WHERE chain = ? AND endpoint = ? AND id != ?',
                (node.chain, node.endpoint, node.identifier)).fetchone()
            if twin is not None:
                raise endpoint_taken(node)
            changed = connection.execute(
                'UPDATE rpc_node SET name = ?, endpoint = ?, owned = ?, weight = ?, active = ? WHERE id = ? AND chain = ?',
                (node.name, node.endpoint, node.owned, to_text(node.weight), node.active, node.identifier, node.chain)).rowcount
            if not changed:
                raise unknown_node(node.chain, node.identifier)

    def delete(self, chain: str, identifier: int) -> None:
        """Raises NotFoundError."""
        with self._database.write() as connection:
            removed = connection.execute('DELETE FROM rpc_node WHERE id = ? AND chain = ?', (identifier, chain)).rowcount
            if not removed:
                raise unknown_node(chain, identifier)

    def load_seeded(self) -> set[str]:
        """Chains whose default nodes this profile has been given."""
        with self._database.read() as connection:
            row = connection.execute('SELECT value FROM meta WHERE name = ?', (SEEDED,)).fetchone()
        return set(json.loads(row[0])) if row is not None else set()

    def seed(self, nodes: Mapping[str, Sequence[RpcNode]], seeded: Collection[str]) -> None:
        """Give chains their default nodes, and remember `seeded` and them as chains that have got theirs."""
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO rpc_node (chain, name, endpoint, owned, weight, active) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
                [_columns(node) for chain_nodes in nodes.values() for node in chain_nodes])
            connection.execute(
                'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
                (SEEDED, json.dumps(sorted({*nodes, *seeded}))))


def insert_node(connection: Connection, node: RpcNode) -> int:
    inserted = connection.execute(
        'INSERT INTO rpc_node (chain, name, endpoint, owned, weight, active) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id',
        _columns(node)).fetchall()
    if not inserted:
        raise endpoint_taken(node)
    return int(inserted[0][0])


def insert_nodes(connection: Connection, nodes: Iterable[RpcNode]) -> None:
    for node in nodes:
        insert_node(connection, node)


def endpoint_taken(node: RpcNode) -> ConflictError:
    return ConflictError(f'endpoint: {node.chain} has a node with this address already.', code='duplicate_endpoint', field='endpoint')


def unknown_node(chain: str, identifier: int) -> NotFoundError:
    return NotFoundError(f'identifier: {chain} has no node {identifier}.', field='identifier', identifier=identifier)


def _columns(node: RpcNode) -> tuple[str, str, str, bool, str, bool]:
    return node.chain, node.name, node.endpoint, node.owned, to_text(node.weight), node.active

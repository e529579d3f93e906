"""EVM chains that the user added by an RPC address."""

from collections.abc import Sequence
from dataclasses import dataclass

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.rpc_node import RpcNode, insert_nodes


@dataclass(frozen=True, slots=True)
class UserChain:
    """`id`: the chain's word in the API; `native_asset`: identifier of its coin."""

    id: str
    chain_id: int
    name: str
    native_asset: str
    native_symbol: str
    native_name: str
    native_decimals: int
    explorer_url: str | None


class UserChainRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> list[UserChain]:
        """Every chain by name."""
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT id, chain_id, name, native_asset, native_symbol, native_name, native_decimals, explorer_url FROM user_chain '
                'ORDER BY name COLLATE NOCASE, id').fetchall()
        return [UserChain(*row) for row in rows]

    def add(self, chain: UserChain, nodes: Sequence[RpcNode]) -> None:
        """Store a new chain with its first nodes, all or nothing. Raises ConflictError for an id or chain id that is there."""
        with self._database.write() as connection:
            added = connection.execute(
                'INSERT INTO user_chain (id, chain_id, name, native_asset, native_symbol, native_name, native_decimals, explorer_url) '
                'VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', (chain.id, chain.chain_id, *_details(chain))).rowcount
            if not added:
                raise ConflictError(f'There is a chain {chain.chain_id} already.', code='duplicate_chain', field='endpoint')
            insert_nodes(connection, nodes)

    def update(self, chain: UserChain) -> None:
        """Replace what can change of the chain with the same id: all but its chain id. Raises NotFoundError."""
        with self._database.write() as connection:
            changed = connection.execute(
                'UPDATE user_chain SET name = ?, native_asset = ?, native_symbol = ?, native_name = ?, native_decimals = ?, '
                'explorer_url = ? WHERE id = ?', (*_details(chain), chain.id)).rowcount
            if not changed:
                raise NotFoundError(f'There is no chain {chain.id} that you added.', chain=chain.id)

    def delete(self, identifier: str) -> None:
        """Remove a chain with its nodes. Raises NotFoundError, and ConflictError while accounts are tracked on it."""
        with self._database.write() as connection:
            if connection.execute('SELECT 1 FROM account WHERE chain = ?', (identifier,)).fetchone() is not None:
                raise ConflictError(
                    f'Accounts on {identifier} are tracked: remove them first.', code='chain_in_use', field='blockchain', chain=identifier)
            if not connection.execute('DELETE FROM user_chain WHERE id = ?', (identifier,)).rowcount:
                raise NotFoundError(f'There is no chain {identifier} that you added.', chain=identifier)
            connection.execute('DELETE FROM rpc_node WHERE chain = ?', (identifier,))


def _details(chain: UserChain) -> tuple[str, str, str, str, int, str | None]:
    return chain.name, chain.native_asset, chain.native_symbol, chain.native_name, chain.native_decimals, chain.explorer_url

"""Tracked accounts: an address on a chain, with the user's label and tags for it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Account:
    """`address` as the chain writes it (checksummed on EVM chains); `label` None: it has none; `tags` sorted."""

    chain: str
    address: str
    label: str | None
    tags: tuple[str, ...]
    added_at: TimestampS


class AccountRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, chain: str | None = None) -> list[Account]:
        """The accounts of one chain, or all, by chain and then in the order in which they were added."""
        where, parameters = ('WHERE a.chain = ?', (chain,)) if chain is not None else ('', ())
        with self._database.read() as connection:
            rows = connection.execute(
                'SELECT a.chain, a.address, a.label, a.added_at, t.tag FROM account a LEFT JOIN account_tag t USING (chain, address) '
                f'{where} ORDER BY a.chain, a.added_at, a.address, t.tag', parameters,
            ).fetchall()
        accounts: dict[tuple[str, str], Account] = {}
        for chain_id, address, label, added_at, tag in rows:
            known = accounts.get((chain_id, address))
            tags = () if tag is None else (tag,)
            accounts[chain_id, address] = Account(
                chain_id, address, label, (known.tags + tags) if known else tags, TimestampS(added_at),
            )
        return list(accounts.values())

    def load_addresses(self, chain: str) -> list[str]:
        """Addresses tracked on a chain, in the order in which they were added."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT address FROM account WHERE chain = ? ORDER BY added_at, address', (chain,)).fetchall()
        return [row[0] for row in rows]

    def add(self, accounts: Iterable[Account]) -> None:
        """Store new accounts, all or none; one that is there already keeps what it has."""
        with self._database.write() as connection:
            for account in accounts:
                added = connection.execute(
                    'INSERT INTO account (chain, address, label, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
                    (account.chain, account.address, account.label, account.added_at),
                ).rowcount
                if added:
                    _replace_tags(connection, account.chain, account.address, account.tags)

    def update(self, accounts: Iterable[Account]) -> None:
        """Replace label and tags of accounts that exist, all or none."""
        with self._database.write() as connection:
            for account in accounts:
                found = connection.execute(
                    'UPDATE account SET label = ? WHERE chain = ? AND address = ?', (account.label, account.chain, account.address),
                ).rowcount
                if found:
                    _replace_tags(connection, account.chain, account.address, account.tags)

    def delete(
            self, keys: Collection[tuple[str, str]], on_delete: Callable[[Connection, Collection[tuple[str, str]]], None] | None = None,
    ) -> int:
        """Remove accounts and everything derived from them: balances, detected tokens, cached names, issues. How many there were.

        `on_delete` removes first, inside the same database transaction, what is not derived by itself: transactions and their events.
        """
        deleted = 0
        with self._database.write() as connection:
            if on_delete is not None:
                on_delete(connection, keys)
            for chain, address in keys:
                deleted += connection.execute('DELETE FROM account WHERE chain = ? AND address = ?', (chain, address)).rowcount
                connection.execute('DELETE FROM issue WHERE subject = ?', (f'{chain}:{address}',))
                connection.execute(
                    'DELETE FROM ens_name WHERE address = ?1 AND NOT EXISTS (SELECT 1 FROM account WHERE address = ?1)', (address,),
                )
        return deleted


def _replace_tags(connection: Connection, chain: str, address: str, tags: Iterable[str]) -> None:
    connection.execute('DELETE FROM account_tag WHERE chain = ? AND address = ?', (chain, address))
    connection.executemany(
        'INSERT OR IGNORE INTO account_tag (chain, address, tag) VALUES (?, ?, ?)', [(chain, address, tag) for tag in tags],
    )

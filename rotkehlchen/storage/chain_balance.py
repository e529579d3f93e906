"""What each chain last said that each address holds. A failure never removes what was known."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.core.time import TimestampS
from rotkehlchen.storage.database import Connection, Database

Category = Literal['asset', 'liability']
HELD_BY_ADDRESS: Final = 'address'  # the protocol word for what no protocol holds


@dataclass(frozen=True, slots=True)
class ChainHolding:
    """`protocol`: 'address' where the address itself holds it."""

    chain: str
    address: str
    category: Category
    asset: str
    protocol: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class QueryState:
    """`queried_at`: of the last good answer. `failed_at`, `error`: of the last failure since then, else None."""

    queried_at: TimestampS | None
    failed_at: TimestampS | None
    error: str | None


class ChainBalanceRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, chain: str | None = None) -> list[ChainHolding]:
        """Holdings of one chain, or of all, by chain, address and asset."""
        where, parameters = ('WHERE chain = ?', (chain,)) if chain is not None else ('', ())
        with self._database.read() as connection:
            rows = connection.execute(
                f'SELECT chain, address, category, asset, protocol, amount FROM chain_balance {where} ORDER BY chain, address, asset',
                parameters,
            ).fetchall()
        return [ChainHolding(row[0], row[1], row[2], row[3], row[4], parse_amount(row[5])) for row in rows]

    def load_states(self, chain: str | None = None) -> dict[tuple[str, str], QueryState]:
        """When each (chain, address) was queried; those never tried are absent."""
        where, parameters = ('WHERE chain = ?', (chain,)) if chain is not None else ('', ())
        with self._database.read() as connection:
            rows = connection.execute(
                f'SELECT chain, address, queried_at, failed_at, error FROM chain_balance_state {where}', parameters,
            ).fetchall()
        return {(row[0], row[1]): QueryState(*row[2:]) for row in rows}

    def save(
            self, chain: str, amounts: Mapping[str, Mapping[str, Decimal]], now: TimestampS,
            unread: Collection[tuple[str, str]] = (), debts: Collection[str] = (),
    ) -> None:
        """Replace what each address itself holds by `amounts[address][asset]`; zeroes are not kept. `debts`: those of the assets that are owed.

        The pairs (address, asset) in `unread` keep their last figure. Addresses no longer tracked are passed over.
        """
        with self._database.write() as connection:
            tracked = {row[0] for row in connection.execute('SELECT address FROM account WHERE chain = ?', (chain,)).fetchall()}
            for address, held in amounts.items():
                if address in tracked:
                    _replace_held(connection, chain, address, held, {asset for holder, asset in unread if holder == address}, debts)
                    connection.execute(
                        'INSERT INTO chain_balance_state (chain, address, queried_at) VALUES (?, ?, ?) '
                        'ON CONFLICT DO UPDATE SET queried_at = excluded.queried_at, failed_at = NULL, error = NULL',
                        (chain, address, now),
                    )

    def save_failure(self, chain: str, addresses: Iterable[str], error: str, now: TimestampS) -> None:
        """Note that these addresses could not be read. Their figures and the time of these stay."""
        with self._database.write() as connection:
            connection.executemany(
                'INSERT INTO chain_balance_state (chain, address, failed_at, error) '
                'SELECT chain, address, ?, ? FROM account WHERE chain = ? AND address = ? '
                'ON CONFLICT DO UPDATE SET failed_at = excluded.failed_at, error = excluded.error',
                [(now, error, chain, address) for address in addresses],
            )


def _replace_held(
        connection: Connection, chain: str, address: str, held: Mapping[str, Decimal], kept: Collection[str], debts: Collection[str],
) -> None:
    where = 'chain = ? AND address = ? AND protocol = ?'
    known = connection.execute(f'SELECT asset FROM chain_balance WHERE {where}', (chain, address, HELD_BY_ADDRESS)).fetchall()
    connection.executemany(
        f'DELETE FROM chain_balance WHERE {where} AND asset = ?',
        [(chain, address, HELD_BY_ADDRESS, asset) for (asset,) in known if asset in held or asset not in kept],
    )
    connection.executemany(
        'INSERT INTO chain_balance (chain, address, category, asset, protocol, amount) VALUES (?, ?, ?, ?, ?, ?)',
        [
            (chain, address, 'liability' if asset in debts else 'asset', asset, HELD_BY_ADDRESS, to_text(amount))
            for asset, amount in held.items() if amount
        ],
    )

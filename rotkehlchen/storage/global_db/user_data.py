"""The user's own part of the global database as plain data: assets, prices set by hand, the shared address book.

Goes into encrypted backups and comes back from them. Coming back adds and replaces, and never deletes.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from rotkehlchen.core.errors import CorruptError
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_row import SELECTED, Asset, with_underlying
from rotkehlchen.storage.global_db.user_asset import FORMAT, VERSION, import_user_assets, to_entry

MANUAL: Final = 'manual'


def collect_user_data(database: Database) -> dict[str, Any]:
    with database.read(snapshot=True) as connection:
        rows = connection.execute(f"SELECT {SELECTED} FROM asset WHERE origin IN ('user', 'chain') ORDER BY id").fetchall()
        assets = with_underlying(connection, rows)
        return {
            'assets': [to_entry(asset) for asset in assets if isinstance(asset, Asset)],
            'latest_prices': [list(row) for row in connection.execute('SELECT from_asset, to_asset, price FROM manual_latest_price ORDER BY 1')],
            'prices': [
                list(row) for row in connection.execute(
                    'SELECT from_asset, to_asset, timestamp, price FROM price WHERE source = ? ORDER BY 1, 2, 3', (MANUAL,),
                )
            ],
            'names': [list(row) for row in connection.execute('SELECT address, blockchain, name FROM address_name ORDER BY 1, 2')],
        }


def take_in_user_data(database: Database, assets: AssetRepository, data: Mapping[str, Any]) -> None:
    """Raises CorruptError for what `collect_user_data` can't have written; then nothing but the assets may have changed."""
    try:
        if data['assets']:
            import_user_assets(assets, json.dumps({'format': FORMAT, 'version': VERSION, 'assets': data['assets']}).encode())
        latest = [(str(a), str(b), to_text(parse_amount(price))) for a, b, price in data['latest_prices']]
        prices = [(str(a), str(b), int(time), MANUAL, to_text(parse_amount(price))) for a, b, time, price in data['prices']]
        names = [(str(address), str(chain), str(name)) for address, chain, name in data['names']]
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptError('The backup\'s assets and prices are damaged.', code='backup_damaged') from error
    with database.write() as connection:
        connection.executemany('INSERT OR REPLACE INTO manual_latest_price (from_asset, to_asset, price) VALUES (?, ?, ?)', latest)
        connection.executemany('INSERT OR REPLACE INTO price (from_asset, to_asset, timestamp, source, price) VALUES (?, ?, ?, ?, ?)', prices)
        connection.executemany('INSERT OR IGNORE INTO address_name (address, blockchain, name) VALUES (?, ?, ?)', names)

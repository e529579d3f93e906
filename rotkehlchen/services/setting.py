"""Settings of a profile: names, defaults, stored values.

Names and defaults are those of the established interface, so that its clients find what they expect; some of them
belong to work that is still to come and are kept, but not yet used. Values are checked by the API's schema.
"""

import json
import threading
from collections.abc import Mapping
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.time import Clock
from rotkehlchen.storage.database import Database

DEFAULTS: Final[Mapping[str, Any]] = {
    'have_premium': False,
    'version': 1,
    'last_write_ts': 0,
    'premium_should_sync': False,
    'include_crypto2crypto': True,
    'ui_floating_precision': 2,
    'taxfree_after_period': 31_536_000,
    'balance_save_frequency': 24,
    'include_gas_costs': True,
    'ksm_rpc_endpoint': '',
    'dot_rpc_endpoint': '',
    'beacon_rpc_endpoint': 'https://ethereum-beacon-api.publicnode.com',
    'btc_mempool_api': '',
    'main_currency': 'USD',
    'date_display_format': '%d/%m/%Y %H:%M:%S %Z',
    'submit_usage_analytics': False,
    'active_modules': ['pickle_finance', 'loopring', 'eth2', 'sushiswap', 'nfts', 'makerdao_vaults', 'liquity', 'uniswap'],
    'frontend_settings': '',
    'btc_derivation_gap_limit': 20,
    'calculate_past_cost_basis': True,
    'display_date_in_localtime': True,
    'current_price_oracles': ['defillama', 'coingecko', 'uniswapv2', 'uniswapv3'],
    'historical_price_oracles': ['defillama', 'coingecko', 'uniswapv3', 'uniswapv2'],
    'evm_indexers_order': {
        'base': ['blockscout', 'routescan', 'etherscan'],
        'optimism': ['blockscout', 'routescan', 'etherscan'],
        'binance_sc': ['etherscan'],
        'hyperliquid': ['etherscan', 'blockscout'],
        'scroll': ['blockscout'],
        'monad': ['etherscan'],
    },
    'default_evm_indexer_order': ['etherscan', 'blockscout', 'routescan'],
    'pnl_csv_with_formulas': True,
    'pnl_csv_have_summary': False,
    'ssf_graph_multiplier': 0,
    'last_data_migration': 0,
    'non_syncing_exchanges': [],
    'evmchains_to_skip_detection': [],
    'cost_basis_method': 'fifo',
    'treat_eth2_as_eth': True,
    'eth_staking_taxable_after_withdrawal_enabled': True,
    'address_name_priority': [
        'private_addressbook', 'blockchain_account', 'global_addressbook', 'ethereum_tokens', 'hardcoded_mappings', 'ens_names',
    ],
    'include_fees_in_cost_basis': True,
    'infer_zero_timed_balances': False,
    'query_retry_limit': 5,
    'connect_timeout': 30,
    'read_timeout': 30,
    'oracle_penalty_threshold_count': 5,
    'oracle_penalty_duration': 1800,
    'auto_delete_calendar_entries': True,
    'auto_create_calendar_reminders': True,
    'ask_user_upon_size_discrepancy': True,
    'auto_detect_tokens': True,
    'ignore_spam_tokens': True,
    'csv_export_delimiter': ',',
    'asset_movement_amount_tolerance': '0.005',
    'asset_movement_time_range': 72_000,
    'suppress_missing_key_msg_services': [],
    'auto_create_profit_events': False,
    'use_asset_collections_in_cost_basis': True,
    'internal_txs_to_repull': 100,
    'internal_tx_conflict_repull_frequency': 900,
}
READ_ONLY: Final = frozenset({'have_premium', 'version', 'last_write_ts', 'last_data_migration'})
SWITCHED_OFF: Final = -1  # how the established interface writes "no tax-free period"


class SettingService:
    """The settings of the open profile, kept in memory and written through."""

    def __init__(self, database: Database, schema_version: int, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        with database.read() as connection:
            stored = {name: json.loads(value) for name, value in connection.execute('SELECT name, value FROM setting')}
        self._values: dict[str, Any] = {**DEFAULTS, **{k: v for k, v in stored.items() if k in DEFAULTS}, 'version': schema_version}

    def get(self, name: str) -> Any:
        return self._values[name]

    @property
    def main_currency(self) -> str:
        return str(self._values['main_currency'])

    def all(self) -> dict[str, Any]:
        """Every setting by name. A tax-free period that is switched off is null."""
        return dict(self._values)

    def save(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Store some settings, all or none, and return every setting."""
        for name in changes:
            if name not in DEFAULTS or name in READ_ONLY:
                raise InputError(f'settings.{name} is not a setting that can be changed', field=f'settings.{name}')
        normal = {name: None if name == 'taxfree_after_period' and value == SWITCHED_OFF else value for name, value in changes.items()}
        with self._lock:
            written = {**normal, 'last_write_ts': self._clock()}
            with self._database.write() as connection:
                connection.executemany(
                    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
                    [(name, json.dumps(value)) for name, value in written.items()],
                )
            self._values = {**self._values, **written}
        return self.all()

"""Routes of a profile's settings. The schema checks every value; names and defaults are in `services.setting`."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from rotkehlchen.api.field import Amount, Asset, Flag, Many, Number, OneOf, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.v1.price import require_known
from rotkehlchen.core.money import to_text

routes = RouteTable('settings')

MODULES = (
    'makerdao_dsr', 'makerdao_vaults', 'uniswap', 'loopring', 'eth2', 'sushiswap', 'liquity', 'pickle_finance', 'nfts',
)
NAME_SOURCES = (
    'private_addressbook', 'blockchain_account', 'global_addressbook', 'ethereum_tokens', 'hardcoded_mappings', 'ens_names',
)
INDEXERS = ('etherscan', 'blockscout', 'routescan')
COST_BASIS_METHODS = ('fifo', 'lifo', 'hifo', 'acb')
MAX_FRONTEND_SETTINGS = 1_000_000
MAX_SECONDS = 1_000_000_000
ORACLE_ORDERS = frozenset({'current_price_oracles', 'historical_price_oracles'})
ORACLE_SETTINGS = ORACLE_ORDERS | {'oracle_penalty_threshold_count', 'oracle_penalty_duration'}


class Endpoint(Text):
    """Address of a service that the user runs or chose, '' for none."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if text and not text.startswith(('http://', 'https://')):
            raise ValidationError('must begin with http:// or https://')
        return text


class ExchangeKey(RequestSchema):
    name = Text(required=True, minimum=1)
    location = Text(required=True, minimum=1)


class SettingChanges(Schema):
    """Settings that may be changed. An unknown name is an error: a mistyped setting must not be lost silently."""

    premium_should_sync = Flag()
    include_crypto2crypto = Flag()
    ui_floating_precision = Number(maximum=18)
    taxfree_after_period = Number(minimum=-1, maximum=MAX_SECONDS, allow_none=True)
    balance_save_frequency = Number(minimum=1, maximum=8760)
    include_gas_costs = Flag()
    ksm_rpc_endpoint = Endpoint()
    dot_rpc_endpoint = Endpoint()
    beacon_rpc_endpoint = Endpoint()
    btc_mempool_api = Endpoint()
    main_currency = Asset()
    date_display_format = Text(minimum=1)
    submit_usage_analytics = Flag()
    active_modules = Many(OneOf(MODULES), maximum=len(MODULES))
    frontend_settings = Text(maximum=MAX_FRONTEND_SETTINGS, lines=True)
    btc_derivation_gap_limit = Number(minimum=1, maximum=1000)
    calculate_past_cost_basis = Flag()
    display_date_in_localtime = Flag()
    current_price_oracles = Many(Text(minimum=1), minimum=1, maximum=30)
    historical_price_oracles = Many(Text(minimum=1), minimum=1, maximum=30)
    evm_indexers_order = fields.Dict(keys=Text(minimum=1), values=Many(OneOf(INDEXERS), minimum=0, maximum=3))
    default_evm_indexer_order = Many(OneOf(INDEXERS), minimum=0, maximum=3)
    pnl_csv_with_formulas = Flag()
    pnl_csv_have_summary = Flag()
    ssf_graph_multiplier = Number(maximum=10_000)
    non_syncing_exchanges = Many(fields.Nested(ExchangeKey), maximum=1000)
    evmchains_to_skip_detection = Many(Text(minimum=1), maximum=1000)
    cost_basis_method = OneOf(COST_BASIS_METHODS)
    treat_eth2_as_eth = Flag()
    eth_staking_taxable_after_withdrawal_enabled = Flag()
    address_name_priority = Many(OneOf(NAME_SOURCES), minimum=1, maximum=len(NAME_SOURCES))
    include_fees_in_cost_basis = Flag()
    infer_zero_timed_balances = Flag()
    query_retry_limit = Number(minimum=1, maximum=50)
    connect_timeout = Number(minimum=1, maximum=600)
    read_timeout = Number(minimum=1, maximum=600)
    oracle_penalty_threshold_count = Number(minimum=1, maximum=1000)
    oracle_penalty_duration = Number(minimum=1, maximum=MAX_SECONDS)
    auto_delete_calendar_entries = Flag()
    auto_create_calendar_reminders = Flag()
    ask_user_upon_size_discrepancy = Flag()
    auto_detect_tokens = Flag()
    ignore_spam_tokens = Flag()
    csv_export_delimiter = fields.String(validate=validate.OneOf([',', ';', '\t', '|', ':']))
    asset_movement_amount_tolerance = Amount(positive=True)
    asset_movement_time_range = Number(minimum=1, maximum=MAX_SECONDS)
    suppress_missing_key_msg_services = Many(Text(minimum=1), maximum=100)
    auto_create_profit_events = Flag()
    use_asset_collections_in_cost_basis = Flag()
    internal_txs_to_repull = Number(minimum=1, maximum=1_000_000)
    internal_tx_conflict_repull_frequency = Number(minimum=1, maximum=MAX_SECONDS)

    @validates('asset_movement_amount_tolerance')
    def check_tolerance(self, value: Any, data_key: str) -> None:
        if value >= 1:
            raise ValidationError('must be a share below 1')


class SettingsRequest(Schema):
    settings = fields.Nested(SettingChanges, required=True)


class AllSettings(SettingChanges):
    """Every setting, as stored; and two times that clients ask for with them (UTC seconds, 0: never)."""

    have_premium = fields.Boolean()
    version = fields.Integer()
    last_write_ts = fields.Integer()
    last_data_migration = fields.Integer()
    last_balance_save = fields.Integer()
    last_data_upload_ts = fields.Integer()


@routes.get('/settings', summary='Every setting of the profile', response=AllSettings)
def get_settings(context: Context, arguments: Any) -> dict[str, Any]:
    return settings_of(context)


@routes.put('/settings', summary='Change some settings', request=SettingsRequest, response=AllSettings)
def put_settings(context: Context, arguments: Any) -> dict[str, Any]:
    check_settings(context, arguments['settings'], 'settings')
    save_settings(context, arguments['settings'])
    context.app.notifier.data_changed('settings')
    return settings_of(context)


def check_settings(context: Context, changes: Mapping[str, Any], field: str) -> None:
    """What needs more than a schema: the currency and the oracles must be known. Raises InputError. `field`: the parameter that the changes came in."""
    currency = changes.get('main_currency')
    if currency is not None:
        require_known(context, currency, f'{field}.main_currency')
    for name in ORACLE_ORDERS & changes.keys():
        context.app.prices.records.check_order(changes[name], f'{field}.{name}')


def save_settings(context: Context, changes: Mapping[str, Any]) -> None:
    """Store what was checked."""
    changes = dict(changes)
    if 'asset_movement_amount_tolerance' in changes:
        changes['asset_movement_amount_tolerance'] = to_text(changes['asset_movement_amount_tolerance'])
    context.user.settings.save(changes)
    if ORACLE_SETTINGS & set(changes):
        context.app.prices.desk.forget_failures()


def settings_of(context: Context) -> dict[str, Any]:
    return {
        **context.user.settings.all(),
        'last_balance_save': context.user.snapshots.last_saved_at() or 0,
        'last_data_upload_ts': 0,
    }

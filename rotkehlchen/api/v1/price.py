"""Routes of prices: latest and historic ones, those set by hand, the oracles and what is cached of them."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Asset, Flag, Many, Number, Page, RequestSchema, Text, Timestamp
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records
from rotkehlchen.contracts.oracle import Price
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.money import to_text
from rotkehlchen.services.price.model import number_sources
from rotkehlchen.storage.global_db.price import PriceFilter

routes = RouteTable('prices')
MAX_ASSETS = 20_000
MAX_BULK = 200_000


# ------------------------------------------------------------------ now
class LatestRequest(RequestSchema):
    assets = Many(Asset(), required=True, minimum=1, maximum=MAX_ASSETS)
    target_asset = Asset(required=True)
    ignore_cache = Flag(load_default=False)


class LatestPrices(Schema):
    assets = by_name(fields.List(fields.Raw(), metadata={'description': '[price, number of its oracle]; an asset whose price is not known is absent'}))
    target_asset = fields.String(required=True)
    oracles = by_name(fields.Integer())


class ManualLatest(RequestSchema):
    from_asset = Asset(required=True)
    to_asset = Asset(required=True)
    price = Amount(required=True, positive=True)


class AssetRequest(RequestSchema):
    asset = Asset(required=True)


class PairFilter(RequestSchema):
    from_asset = Asset(load_default=None, allow_none=True)
    to_asset = Asset(load_default=None, allow_none=True)


class ManualLatestShape(Schema):
    from_asset = fields.String(required=True)
    to_asset = fields.String(required=True)
    price = Amount(required=True)


class RatesRequest(RequestSchema):
    currencies = Many(Asset(), required=True, minimum=1, maximum=1000)


@routes.post('/assets/prices/latest', summary='Prices of now; unknown ones are absent', request=LatestRequest, response=LatestPrices, async_capable=True)
def latest_prices(context: Context, arguments: Any) -> dict[str, Any]:
    require_known(context, arguments['target_asset'], 'target_asset')
    found = context.app.prices.current.find(
        arguments['assets'], arguments['target_asset'], ignore_cache=arguments['ignore_cache'], job=context.job,
    )
    numbers = number_sources(price.source for price in found.prices.values())
    return {
        'assets': {asset: [to_text(price.price), numbers[price.source]] for asset, price in found.prices.items()},
        'target_asset': found.target,
        'oracles': numbers,
    }


@routes.put('/assets/prices/latest', summary='Say what an asset is worth', request=ManualLatest, response=flag())
def set_latest_price(context: Context, arguments: Any) -> bool:
    context.app.prices.records.set_manual_latest(arguments['from_asset'], arguments['to_asset'], arguments['price'])
    return True


@routes.delete('/assets/prices/latest', summary="Take back what was said of an asset's worth", request=AssetRequest, response=flag())
def delete_latest_price(context: Context, arguments: Any) -> bool:
    context.app.prices.records.delete_manual_latest(arguments['asset'])
    return True


@routes.post('/assets/prices/latest/all', summary='Prices set by hand', request=PairFilter, response=records(ManualLatestShape))
def list_latest_prices(context: Context, arguments: Any) -> list[dict[str, Any]]:
    found = context.app.prices.records.list_manual_latest(arguments['from_asset'], arguments['to_asset'])
    return [{'from_asset': item.from_asset, 'to_asset': item.to_asset, 'price': to_text(item.price)} for item in found]


@routes.get(
    '/exchange_rates', summary='Units of each currency for one US dollar', login=False,
    request=RatesRequest, response=by_name(Amount()), async_capable=True,
)
def exchange_rates(context: Context, arguments: Any) -> dict[str, str]:
    for number, currency in enumerate(arguments['currencies']):
        require_known(context, currency, f'currencies.{number}')
    return {name: to_text(rate) for name, rate in context.app.prices.current.exchange_rates(arguments['currencies'], context.job).items()}


# ------------------------------------------------------------------ then
class Moment(fields.Field[tuple[str, int]]):
    """[asset, UTC seconds]; the time may be text."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> tuple[str, int]:
        if not isinstance(value, list) or len(value) != 2:
            raise self.make_error('invalid')
        asset, time = Asset().deserialize(value[0]), Timestamp().deserialize(value[1])
        if asset is None or time is None:
            raise self.make_error('invalid')
        return asset, time

    default_error_messages = {'invalid': 'must be [asset, timestamp]'}  # noqa: RUF012  (marshmallow collects these from classes)


class HistoricRequest(RequestSchema):
    assets_timestamp = Many(Moment(), required=True, maximum=MAX_BULK)
    target_asset = Asset(required=True)
    only_cache_period = Number(load_default=None, allow_none=True)


class HistoricPrices(Schema):
    assets = by_name(by_name(Amount()))
    target_asset = fields.String(required=True)


class HistoricPrice(RequestSchema):
    from_asset = Asset(required=True)
    to_asset = Asset(required=True)
    timestamp = Timestamp(required=True)
    source_type = Text(minimum=1, load_default='manual')
    price = Amount(required=True, positive=True)


class HistoricKey(RequestSchema):
    from_asset = Asset(required=True)
    to_asset = Asset(required=True)
    timestamp = Timestamp(required=True)
    source_type = Text(minimum=1, load_default='manual')


class BulkRequest(RequestSchema):
    prices = Many(fields.Nested(HistoricPrice), required=True, minimum=1, maximum=MAX_BULK)


class HistoricShape(Schema):
    from_asset = fields.String(required=True)
    to_asset = fields.String(required=True)
    timestamp = fields.Integer(required=True)
    price = Amount(required=True)


class OraclePriceShape(HistoricShape):
    source_type = fields.String(required=True)


class SeriesRequest(RequestSchema):
    asset = Asset(required=True)
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    interval = Number(required=True, minimum=60)
    only_cache_period = Number(load_default=None, allow_none=True)
    exclude_timestamps = Many(Timestamp(), load_default=[])


class Series(Schema):
    prices = by_name(Amount())
    no_prices_timestamps = fields.List(fields.Integer())
    rate_limited_prices_timestamps = fields.List(fields.Integer())


MAX_SERIES = 5000


@routes.post(
    '/assets/prices/historical', summary='Prices at many times; unknown ones are absent',
    request=HistoricRequest, response=HistoricPrices, async_capable=True,
)
def historic_prices(context: Context, arguments: Any) -> dict[str, Any]:
    require_known(context, arguments['target_asset'], 'target_asset')
    found = context.app.prices.historic.find(
        arguments['assets_timestamp'], arguments['target_asset'], only_cache_period=arguments['only_cache_period'], job=context.job,
    )
    return {
        'assets': {asset: {str(time): to_text(price.price) for time, price in prices.items()} for asset, prices in found.prices.items()},
        'target_asset': found.target,
    }


@routes.put('/assets/prices/historical', summary='Write a historic price', login=False, request=HistoricPrice, response=flag())
def add_historic_price(context: Context, arguments: Any) -> bool:
    context.app.prices.records.add_historic(price_of(arguments))
    return True


@routes.put(
    '/assets/prices/historical/bulk', summary='Write many historic prices, all or none; answers how many', login=False,
    request=BulkRequest, response=fields.Integer(),
)
def add_historic_prices(context: Context, arguments: Any) -> int:
    return context.app.prices.records.add_historic_bulk([price_of(item) for item in arguments['prices']])


@routes.patch('/assets/prices/historical', summary='Change a historic price', login=False, request=HistoricPrice, response=flag())
def edit_historic_price(context: Context, arguments: Any) -> bool:
    context.app.prices.records.edit_historic(price_of(arguments))
    return True


@routes.get('/assets/prices/historical', summary='Historic prices set by hand', login=False, request=PairFilter, response=records(HistoricShape))
def list_historic_prices(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [entry_of(price) for price in context.app.prices.records.list_manual_historic(arguments['from_asset'], arguments['to_asset'])]


@routes.delete('/assets/prices/historical', summary='Delete a historic price', login=False, request=HistoricKey, response=flag())
def delete_historic_price(context: Context, arguments: Any) -> bool:
    context.app.prices.records.delete_historic(arguments['from_asset'], arguments['to_asset'], arguments['timestamp'], arguments['source_type'])
    return True


@routes.post('/balances/historical/asset/prices', summary='Prices of an asset at an interval', request=SeriesRequest, response=Series, async_capable=True)
def price_series(context: Context, arguments: Any) -> dict[str, Any]:
    end = context.app.clock() if arguments['to_timestamp'] is None else arguments['to_timestamp']
    start, interval = arguments['from_timestamp'], arguments['interval']
    if end < start:
        raise InputError('from_timestamp: must not be after to_timestamp', field='from_timestamp')
    if (end - start) // interval > MAX_SERIES:
        raise InputError(f'interval: gives more than {MAX_SERIES} points', field='interval')
    excluded = set(arguments['exclude_timestamps'])
    times = [time for time in range(start - start % interval, end + 1, interval) if time >= start and time not in excluded]
    found = context.app.prices.historic.find_series(
        arguments['asset'], context.user.settings.main_currency, times, only_cache_period=arguments['only_cache_period'], job=context.job,
    )
    return {
        'prices': {str(time): to_text(price) for time, price in found.prices.items()},
        'no_prices_timestamps': list(found.missing),
        'rate_limited_prices_timestamps': list(found.rate_limited),
    }


# ------------------------------------------------------------------ oracles
class OracleShape(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class Oracles(Schema):
    history = records(OracleShape)
    current = records(OracleShape)


class OracleName(RequestSchema):
    oracle = Text(minimum=1, required=True)


class OraclePair(OracleName):
    from_asset = Asset(required=True)
    to_asset = Asset(required=True)


class CreateCache(OraclePair):
    purge_old = Flag(load_default=False)


class CacheRange(Schema):
    from_asset = fields.String(required=True)
    to_asset = fields.String(required=True)
    from_timestamp = fields.Integer(required=True)
    to_timestamp = fields.Integer(required=True)


class OraclePriceFilter(Page):
    from_asset = Asset(load_default=None, allow_none=True)
    to_asset = Asset(load_default=None, allow_none=True)
    source_type = Text(load_default=None, allow_none=True)
    from_timestamp = Timestamp(load_default=None, allow_none=True)
    to_timestamp = Timestamp(load_default=None, allow_none=True)


@routes.get('/oracles', summary='Oracles that can be put in order', login=False, response=Oracles)
def list_oracles(context: Context, arguments: Any) -> dict[str, Any]:
    list_for = context.app.prices.records.list_oracles
    return {
        side: [{'id': info.id, 'name': info.name} for info in list_for(capability)]
        for side, capability in (('history', 'historical'), ('current', 'current'))
    }


@routes.get('/oracles/<string:oracle>/cache', summary='What is cached of an oracle', request=OracleName, response=records(CacheRange), async_capable=True)
def list_cache(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [
        {'from_asset': item.from_asset, 'to_asset': item.to_asset, 'from_timestamp': item.from_timestamp, 'to_timestamp': item.to_timestamp}
        for item in context.app.prices.records.list_ranges(arguments['oracle'])
    ]


@routes.post('/oracles/<string:oracle>/cache', summary='Fetch all that an oracle has of a pair', request=CreateCache, response=flag(), async_capable=True)
def create_cache(context: Context, arguments: Any) -> bool:
    context.app.prices.records.create_range(
        arguments['oracle'], arguments['from_asset'], arguments['to_asset'], purge_old=arguments['purge_old'], job=context.job,
    )
    return True


@routes.delete('/oracles/<string:oracle>/cache', summary='Forget what is cached of a pair', login=False, request=OraclePair, response=flag())
def delete_cache(context: Context, arguments: Any) -> bool:
    context.app.prices.records.delete_range(arguments['oracle'], arguments['from_asset'], arguments['to_asset'])
    return True


@routes.get(
    '/prices/oracle', summary='All historic prices with their sources',
    request=OraclePriceFilter, response=collection_shape(OraclePriceShape), aliases=('/prices/oracle',),
)
def list_oracle_prices(context: Context, arguments: Any) -> dict[str, Any]:
    page = page_of(arguments)
    found = context.app.prices.records.load_page(
        PriceFilter(arguments['from_asset'], arguments['to_asset'], arguments['source_type'], arguments['from_timestamp'], arguments['to_timestamp']),
        order=page.order or (('timestamp', False),), limit=-1 if page.limit is None else page.limit, offset=page.offset,
    )
    return collection_of([{**entry_of(price), 'source_type': price.source} for price in found.entries], found.found, found.total)


def price_of(arguments: Mapping[str, Any]) -> Price:
    return Price(arguments['from_asset'], arguments['to_asset'], arguments['price'], arguments['source_type'], arguments['timestamp'])


def entry_of(price: Price) -> dict[str, Any]:
    return {'from_asset': price.asset, 'to_asset': price.currency, 'timestamp': price.timestamp, 'price': to_text(price.price)}


def require_known(context: Context, asset: str, field: str) -> None:
    if context.app.assets.find(asset) is None:
        raise InputError(f'{field}: {asset} is not a known asset', field=field)

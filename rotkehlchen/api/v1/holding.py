"""Routes of what is still held after a report: open lots, a sale that is only thought of, lots that the user names, and whose tax rules there are."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Asset, Many, Number, Page, RequestSchema, Text
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag, records, texts
from rotkehlchen.contracts.gain import OpenLot
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.services.tax_report.lot import HeldLot, Sale
from rotkehlchen.storage.accounting_rule import NamedLot
from rotkehlchen.storage.report import StoredReport

routes = RouteTable('accounting')
ORDERS: Final = ('acquired', 'asset', 'amount', 'cost', 'value', 'gain', 'held_days', 'location')


class LotsRequest(Page):
    report_id = Number(required=True)
    asset = Asset(load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True)
    account = Text(load_default=None, allow_none=True)


class SaleRequest(RequestSchema):
    asset = Asset(required=True)
    amount = Amount(required=True, positive=True)
    price = Amount(load_default=None, allow_none=True, not_negative=True, metadata={'description': "of one unit; today's if it is left out"})
    report_id = Number(load_default=None, allow_none=True, metadata={'description': 'whose open lots; the newest report if it is left out'})
    location = Text(load_default=None, allow_none=True)
    account = Text(load_default=None, allow_none=True)
    pool = Text(load_default=None, allow_none=True, metadata={'description': 'of which pool of open lots, where the law keeps places apart'})


class NamedLotRequest(RequestSchema):
    event_id = Number(required=True)
    amount = Amount(required=True, positive=True)


class NamedLotsRequest(RequestSchema):
    event_id = Number(required=True)
    lots = Many(fields.Nested(NamedLotRequest), required=True, maximum=1_000)


class LotShape(Schema):
    asset = fields.String(required=True)
    scope = fields.String(required=True)
    location = fields.String(required=True)
    account = fields.String(required=True, allow_none=True)
    amount = fields.String(required=True)
    cost = fields.String(required=True, allow_none=True)
    acquired = fields.Integer(required=True, metadata={'description': 'UTC milliseconds'})
    line = fields.Integer(required=True, allow_none=True)


class HeldLotShape(LotShape):
    pool = fields.String(required=True, metadata={'description': 'that a sale today would take it from'})
    price = fields.String(required=True, allow_none=True)
    value = fields.String(required=True, allow_none=True)
    gain = fields.String(required=True, allow_none=True)
    held_days = fields.Integer(required=True)
    is_free = fields.Boolean(required=True)
    is_long_term = fields.Boolean(required=True)
    free_from = fields.Integer(required=True, allow_none=True, metadata={'description': 'UTC seconds; null: never'})


class SalePartShape(LotShape):
    used = fields.String(required=True)
    used_cost = fields.String(required=True, allow_none=True)
    gain = fields.String(required=True, allow_none=True)
    is_free = fields.Boolean(required=True)


class SaleShape(Schema):
    method = fields.String(required=True, metadata={'description': "'portfolio': by the share of all that is held"})
    is_chosen = fields.Boolean(required=True)
    proceeds = fields.String(required=True, allow_none=True)
    cost = fields.String(required=True, allow_none=True)
    gain_taxable = fields.String(required=True, allow_none=True)
    gain_free = fields.String(required=True, allow_none=True)
    missing = fields.String(required=True)
    parts = records(SalePartShape)


class SalesShape(Schema):
    report_id = fields.Integer(required=True)
    currency = fields.String(required=True)
    sales = records(SaleShape)


class UsedLotShape(Schema):
    event_id = fields.Integer(required=True)
    amount = fields.String(required=True)


class NamedLotsShape(Schema):
    event_id = fields.Integer(required=True)
    lots = records(UsedLotShape)


class ChoiceShape(Schema):
    name = fields.String(required=True)
    values = texts()
    is_by_location = fields.Boolean(required=True)


class JurisdictionShape(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    currency = fields.String(required=True, metadata={'description': "empty: the user's own"})
    years = texts()
    starts = fields.List(fields.Date(), required=True, metadata={'description': 'the first day of each of `years`'})
    choices = records(ChoiceShape)


HeldLotPage = collection_shape(HeldLotShape)


@routes.get('/accounting/jurisdictions', summary='Whose tax rules there are, with their years and choices', login=False, response=records(JurisdictionShape))
def list_jurisdictions(context: Context, arguments: Any) -> list[dict[str, Any]]:
    today = datetime.datetime.fromtimestamp(context.app.clock(), datetime.UTC).date()
    return [
        {
            'id': one.id, 'name': one.name, 'currency': one.currency, 'years': list(one.years),
            'starts': [day.isoformat() for day in one.starts],
            'choices': [{'name': choice.name, 'values': list(choice.values), 'is_by_location': choice.is_by_location} for choice in one.choices],
        } for one in context.app.jurisdictions.all(today)
    ]


@routes.get(
    '/reports/<int:report_id>/lots', area='reports', summary='Lots that are still held, asked for by query', request=LotsRequest, response=HeldLotPage)
@routes.post(
    '/reports/<int:report_id>/lots', area='reports', summary='Lots that are still held, with their gain at known prices of today', request=LotsRequest,
    response=HeldLotPage)
def list_lots(context: Context, arguments: Any) -> dict[str, Any]:
    report, lots = _lots(context, arguments['report_id'])
    wanted = [one for one in lots if _is_wanted(one, arguments)]
    page = page_of(arguments)
    if page.order:
        held = context.user.holdings.held(report, wanted)
        for attribute, ascending in reversed(page.order):
            held.sort(key=lambda one: _order(one, attribute, ascending), reverse=not ascending)
        shown = held[page.offset:] if page.limit is None else held[page.offset:page.offset + page.limit]
    else:
        part = wanted[page.offset:] if page.limit is None else wanted[page.offset:page.offset + page.limit]
        shown = context.user.holdings.held(report, part)
    return collection_of([_held_shape(one) for one in shown], len(wanted), len(lots))


@routes.post('/accounting/what_if', summary='What a sale now would mean, by each method', request=SaleRequest, response=SalesShape)
def what_if(context: Context, arguments: Any) -> dict[str, Any]:
    newest = context.user.reports.newest() if arguments['report_id'] is None else None
    identifier = arguments['report_id'] if newest is None else newest.identifier
    if identifier is None:
        raise NotFoundError('There is no report yet: make one first, its open lots are what can be sold.', code='no_report')
    report, lots = _lots(context, identifier)
    sales = context.user.holdings.sell(
        report, lots, arguments['asset'], arguments['amount'], arguments['price'], arguments['location'], arguments['account'],
        arguments['pool'])
    return {'report_id': report.identifier, 'currency': report.summary['settings']['profit_currency'], 'sales': [_sale_shape(one) for one in sales]}


@routes.put('/accounting/lots', summary='Name the lots that a disposal uses; none: those that the method takes', request=NamedLotsRequest, response=flag())
def name_lots(context: Context, arguments: Any) -> bool:
    lots = [NamedLot(one['event_id'], one['amount']) for one in arguments['lots']]
    context.user.accounting_rules.name_lots(arguments['event_id'], lots)
    return True


@routes.get('/accounting/lots', summary='Disposals for which the user named lots', response=records(NamedLotsShape))
def list_named_lots(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [
        {'event_id': event, 'lots': [{'event_id': one.lot_event_id, 'amount': one.amount} for one in lots]}
        for event, lots in context.user.accounting_rules.named_lots().items()
    ]


def _lots(context: Context, identifier: int) -> tuple[StoredReport, Sequence[OpenLot]]:
    return context.user.reports.get(identifier), context.user.reports.open_lots(identifier)


def _is_wanted(lot: OpenLot, arguments: Any) -> bool:
    return all(arguments[name] in (None, value) for name, value in (('asset', lot.asset), ('location', lot.location), ('account', lot.account)))


def _order(held: HeldLot, attribute: str, ascending: bool) -> Any:
    if attribute not in ORDERS:
        raise InputError(f'order_by_attributes: cannot order by {attribute}; possible are {", ".join(ORDERS)}', field='order_by_attributes')
    value = getattr(held, attribute) if hasattr(held, attribute) else getattr(held.lot, attribute)
    return ((value is None) is ascending, 0 if value is None else value)


def _lot_shape(lot: OpenLot) -> dict[str, Any]:
    return {
        'asset': lot.asset, 'scope': lot.scope, 'location': lot.location, 'account': lot.account, 'amount': lot.amount, 'cost': lot.cost,
        'acquired': lot.acquired, 'line': lot.line,
    }


def _held_shape(held: HeldLot) -> dict[str, Any]:
    return {
        **_lot_shape(held.lot), 'pool': held.pool, 'price': held.price, 'value': held.value, 'gain': held.gain, 'held_days': held.held_days,
        'is_free': held.is_free, 'is_long_term': held.is_long_term, 'free_from': held.free_from,
    }


def _sale_shape(sale: Sale) -> dict[str, Any]:
    return {
        'method': sale.method, 'is_chosen': sale.is_chosen, 'proceeds': sale.proceeds, 'cost': sale.cost, 'gain_taxable': sale.gain_taxable,
        'gain_free': sale.gain_free, 'missing': sale.missing, 'parts': [
            {**_lot_shape(lot), 'used': used, 'used_cost': cost, 'gain': gain, 'is_free': is_free} for lot, used, cost, gain, is_free in sale.parts
        ],
    }

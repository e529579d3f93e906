"""Routes of the words of history: counterparties, products, types and their categories."""

import base64
from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.core.event import CATEGORIES, PAIRS

routes = RouteTable('history')


class CounterpartyShape(Schema):
    identifier = fields.String(required=True)
    label = fields.String(required=True)
    image = fields.String()
    icon = fields.String()


@routes.get(
    '/history/events/counterparties', summary='Protocols and other parties of events', response=fields.List(fields.Nested(CounterpartyShape)),
    login=False,
)
def list_counterparties(context: Context, _arguments: Any) -> list[dict[str, str]]:
    return [
        {'identifier': one.identifier, 'label': one.label, **({'image': f'{one.image}.svg'} if one.image else {'icon': one.icon or ''})}
        for one in context.app.counterparties.all
    ]


@routes.get(
    '/history/events/counterparties/logos', summary='Pictures of counterparties as data URLs, by word', login=False,
    response=fields.Dict(keys=fields.String(), values=fields.String()))
def list_counterparty_logos(context: Context, _arguments: Any) -> dict[str, str]:
    found = ((one.identifier, context.app.counterparties.find_image(one.image)) for one in context.app.counterparties.all if one.image)
    return {word: f'data:image/svg+xml;base64,{base64.b64encode(logo).decode()}' for word, logo in found if logo is not None}


@routes.get('/history/events/products', summary='Products and counterparties that there are events of', response=fields.Dict())
def list_products(context: Context, _arguments: Any) -> dict[str, list[str]]:
    query = context.user.history.query
    return {name: query.distinct(column) for name, column in (
        ('products', 'product'), ('counterparties', 'counterparty'), ('location_labels', 'account'), ('locations', 'location'), ('assets', 'asset'))}


ICONS: Final = {'in': 'lu-arrow-down-left', 'out': 'lu-arrow-up-right', 'neutral': 'lu-circle-dot'}
COLORS: Final = {'in': 'success', 'out': 'error', 'neutral': 'info'}


@routes.get('/history/events/type_mappings', summary='Words of events: categories of types and subtypes', response=fields.Dict(), login=False)
def list_type_mappings(context: Context, _arguments: Any) -> dict[str, Any]:
    mappings: dict[str, dict[str, dict[str, str]]] = {}
    for (event_type, subtype), (category, at_exchange) in PAIRS.items():
        words = {'default': category, **({'exchange': at_exchange} if at_exchange != category else {})}
        mappings.setdefault(event_type, {})[subtype] = words
    return {
        'global_mappings': mappings,
        'entry_type_mappings': {'eth withdrawal event': {'staking': {'remove asset': {'is_exit': 'stake_exit', 'not_exit': 'withdraw'}}}},
        'event_category_details': {
            name: {'counterparty_mappings': {'default': {'label': label, 'icon': ICONS[direction], 'color': COLORS[direction]}}, 'direction': direction}
            for name, (direction, label) in CATEGORIES.items()
        },
        'accounting_events_icons': {
            'trade': 'lu-arrow-left-right', 'fee': 'lu-receipt', 'asset movement': 'lu-arrow-right-left', 'margin position': 'lu-scale',
            'loan': 'lu-hand-coins', 'prefork acquisition': 'lu-git-fork', 'staking': 'lu-layers', 'history event': 'lu-history',
            'transaction event': 'lu-blocks',
        },
    }

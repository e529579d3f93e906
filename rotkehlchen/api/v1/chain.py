"""Routes of chains, the user's own included, their nodes, and what was sent where."""

import base64
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from rotkehlchen.api.field import Amount, Flag, Number, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records, texts
from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.services.chain import ChainEdit, NewChain
from rotkehlchen.storage.rpc_node import RpcNode

routes = RouteTable('chains')
MAX_URL = 2048


class ChainShape(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    native_token = fields.String(required=True)
    image = fields.String(required=True)
    evm_chain_name = fields.String()
    chain_id = fields.Integer()
    is_user_added = fields.Boolean()
    explorer_url = fields.String(allow_none=True)


class EvmNameShape(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    label = fields.String(required=True)


class ChainRequest(RequestSchema):
    blockchain = Text(required=True, minimum=1)


class NodeKey(ChainRequest):
    identifier = Number(required=True)


class OptionalNodeKey(ChainRequest):
    identifier = Number(load_default=None, allow_none=True)


class NodeRequest(ChainRequest):
    name = Text(required=True, minimum=1)
    endpoint = Text(required=True, minimum=1, maximum=MAX_URL)
    owned = Flag(load_default=False)
    weight = Amount(required=True, not_negative=True)
    active = Flag(load_default=False)


class NodeChange(NodeRequest, NodeKey):
    pass


class NodeShape(Schema):
    identifier = fields.Integer(required=True)
    name = fields.String(required=True)
    endpoint = fields.String(required=True)
    weight = Amount(required=True)
    owned = fields.Boolean(required=True)
    active = fields.Boolean(required=True)
    blockchain = fields.String(required=True)
    is_archive = fields.Boolean()
    runtime_status = fields.String()
    ready = fields.Boolean()
    cooldown_until = fields.Integer(allow_none=True)
    last_error = fields.Integer(allow_none=True)
    last_error_kind = fields.String(allow_none=True)
    last_error_message = fields.String(allow_none=True)
    last_success_timestamp = fields.Integer(allow_none=True)


class ReconnectShape(Schema):
    errors = records(Schema.from_dict({'name': fields.String(), 'error': fields.String()}, name='ReconnectErrorShape'))


class PeriodicShape(Schema):
    last_balance_save = fields.Integer(required=True)
    connected_nodes = by_name(texts())
    failed_to_connect = by_name(texts())
    cooling_down_nodes = by_name(texts())
    last_data_upload_ts = fields.Integer(required=True)


class ProbeRequest(RequestSchema):
    rpc_url = Text(required=True, minimum=1, maximum=MAX_URL)


class OwnChainRequest(ProbeRequest):
    name = Text(load_default=None, allow_none=True)
    native_symbol = Text(load_default=None, allow_none=True)
    native_name = Text(load_default=None, allow_none=True)
    native_decimals = Number(load_default=None, allow_none=True, maximum=77)
    explorer_url = Text(load_default=None, allow_none=True, maximum=MAX_URL)
    node_name = Text(load_default=None, allow_none=True)


class OwnChainChange(RequestSchema):
    id = Text(required=True, minimum=1)
    name = Text(required=True, minimum=1)
    native_symbol = Text(required=True, minimum=1)
    native_name = Text(required=True, minimum=1)
    native_decimals = Number(required=True, maximum=77)
    explorer_url = Text(load_default=None, allow_none=True, maximum=MAX_URL)


class OwnChainKey(RequestSchema):
    id = Text(required=True, minimum=1)


class OwnChainShape(Schema):
    id = fields.String(required=True)
    chain_id = fields.Integer(required=True)
    name = fields.String(required=True)
    native_asset = fields.String(required=True)
    native_symbol = fields.String(required=True)
    native_name = fields.String(required=True)
    native_decimals = fields.Integer(required=True)
    explorer_url = fields.String(allow_none=True)


class ProbeShape(Schema):
    chain_id = fields.Integer(required=True)
    existing = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    native_symbol = fields.String(allow_none=True)
    native_name = fields.String(allow_none=True)
    native_decimals = fields.Integer(allow_none=True)
    explorer_url = fields.String(allow_none=True)
    is_testnet = fields.Boolean()


class OutboundShape(Schema):
    host = fields.String(required=True)
    requests = fields.Integer(required=True)
    first_time = fields.Integer()
    bytes_sent = fields.Integer()
    bytes_received = fields.Integer()
    last_time = fields.Integer()


# ------------------------------------------------------------------ chains
@routes.get('/blockchains/supported', summary='Chains that can be tracked', login=False, response=records(ChainShape))
def list_chains(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [chain_entry(chain) for chain in context.app.list_chains()]


@routes.get('/blockchains/evm/all', summary='Words of EVM chains that assets may be on', login=False, response=records(EvmNameShape))
def list_evm_names(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [{'id': item.chain_id, 'name': item.name, 'label': item.label} for item in context.app.evm_names.all()]


@routes.get('/blockchains/<string:blockchain>/logo', summary='The picture of a chain', login=False, request=ChainRequest, raw=True, embeddable=True)
def chain_logo(context: Context, arguments: Any) -> Response:
    logo = context.app.shipped_chains.find_logo(arguments['blockchain'])
    if logo is None:
        raise NotFoundError(f'There is no picture of {arguments["blockchain"]}.', chain=arguments['blockchain'])
    return Response(logo, content_type='image/svg+xml', headers={
        'Cache-Control': 'private, max-age=86400', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    })


@routes.get('/blockchains/logos', summary='Pictures of chains as data URLs, by chain', login=False, response=by_name(fields.String()))
def chain_logos(context: Context, arguments: Any) -> dict[str, str]:
    shipped = context.app.shipped_chains
    found = ((chain.id, shipped.find_logo(chain.id)) for chain in context.app.list_chains())
    return {chain: f'data:image/svg+xml;base64,{base64.b64encode(logo).decode()}' for chain, logo in found if logo is not None}


@routes.get('/blockchains/evm/chains', summary='EVM chains that the user added', response=records(OwnChainShape))
def list_own_chains(context: Context, arguments: Any) -> list[Any]:
    return list(context.user.chains.user_chains())


@routes.post('/blockchains/evm/chains', summary='Which chain is behind an RPC address', request=ProbeRequest, response=ProbeShape, async_capable=True)
def probe_chain(context: Context, arguments: Any) -> Any:
    return context.user.chains.probe(arguments['rpc_url'])


@routes.put('/blockchains/evm/chains', summary='Add an EVM chain by its RPC address', request=OwnChainRequest, response=ChainShape, async_capable=True)
def add_chain(context: Context, arguments: Any) -> dict[str, Any]:
    values = {name: value for name, value in arguments.items() if name != 'rpc_url'}
    chain = context.user.chains.add(NewChain(endpoint=arguments['rpc_url'], **values))
    context.app.notifier.data_changed('chains')
    return chain_entry(chain)


@routes.patch('/blockchains/evm/chains', summary='Change a chain that the user added', request=OwnChainChange, response=ChainShape)
def edit_chain(context: Context, arguments: Any) -> dict[str, Any]:
    edit = ChainEdit(
        arguments['name'], arguments['native_symbol'], arguments['native_name'], arguments['native_decimals'], arguments['explorer_url'] or None,
    )
    chain = context.user.chains.edit(arguments['id'], edit)
    context.app.notifier.data_changed('chains')
    return chain_entry(chain)


@routes.delete(
    '/blockchains/evm/chains', summary='Remove a chain that the user added and its nodes; refused while addresses are tracked on it',
    request=OwnChainKey, response=flag(),
)
def remove_chain(context: Context, arguments: Any) -> bool:
    context.user.chains.remove(arguments['id'])
    context.app.notifier.data_changed('chains')
    return True


def chain_entry(chain: ChainInfo) -> dict[str, Any]:
    return {
        'id': chain.id, 'name': chain.name, 'type': chain.type, 'native_token': chain.native_asset, 'image': chain.image,
        'evm_chain_name': chain.evm_chain_name, 'chain_id': chain.chain_id, 'is_user_added': chain.is_user_added, 'explorer_url': chain.explorer_url,
    }


# ------------------------------------------------------------------ nodes
@routes.get(
    '/blockchains/<string:blockchain>/nodes', area='settings', summary='RPC nodes of a chain and how they are doing',
    request=ChainRequest, response=records(NodeShape),
)
def list_nodes(context: Context, arguments: Any) -> list[Any]:
    return list(context.user.nodes.load(arguments['blockchain']))


@routes.put('/blockchains/<string:blockchain>/nodes', area='settings', summary='Add an RPC node', request=NodeRequest, response=flag())
def add_node(context: Context, arguments: Any) -> bool:
    context.user.nodes.add(node_of(arguments))
    context.app.notifier.data_changed('nodes')
    return True


@routes.patch('/blockchains/<string:blockchain>/nodes', area='settings', summary='Change an RPC node', request=NodeChange, response=flag())
def edit_node(context: Context, arguments: Any) -> bool:
    context.user.nodes.edit(node_of(arguments, arguments['identifier']))
    context.app.notifier.data_changed('nodes')
    return True


@routes.delete('/blockchains/<string:blockchain>/nodes', area='settings', summary='Remove an RPC node', request=NodeKey, response=flag())
def delete_node(context: Context, arguments: Any) -> bool:
    context.user.nodes.delete(arguments['blockchain'], arguments['identifier'])
    context.app.notifier.data_changed('nodes')
    return True


@routes.post(
    '/blockchains/<string:blockchain>/nodes', area='settings', summary='Connect to one node or all anew',
    request=OptionalNodeKey, response=ReconnectShape,
)
def reconnect_nodes(context: Context, arguments: Any) -> dict[str, Any]:
    errors = context.user.nodes.reconnect(arguments['blockchain'], arguments['identifier'])
    context.app.notifier.data_changed('nodes')
    return {'errors': [{'name': item.name, 'error': item.error} for item in errors]}


@routes.get('/periodic', area='system', summary='Time of the last snapshot, and which nodes work', response=PeriodicShape)
def periodic(context: Context, arguments: Any) -> dict[str, Any]:
    summary = context.user.nodes.summary()
    found: dict[str, Any] = {
        'last_balance_save': context.user.snapshots.last_saved_at() or 0, 'connected_nodes': summary.connected, 'last_data_upload_ts': 0,
    }
    if summary.failed:
        found['failed_to_connect'] = summary.failed
    if summary.cooling_down:
        found['cooling_down_nodes'] = summary.cooling_down
    return found


def node_of(arguments: Any, identifier: int = 0) -> RpcNode:
    if arguments['weight'] > 100:
        raise InputError('weight: must be a percentage from 0 to 100', field='weight')
    return RpcNode(
        arguments['blockchain'], arguments['name'].strip(), arguments['endpoint'].strip(), arguments['owned'],
        arguments['weight'], arguments['active'], identifier,
    )


@routes.get(
    '/privacy/outbound', area='system', summary='Which hosts were asked since the start, how often, when last', login=False,
    response=records(OutboundShape),
)
def outbound(context: Context, arguments: Any) -> list[Any]:
    return list(context.app.outbound.entries())

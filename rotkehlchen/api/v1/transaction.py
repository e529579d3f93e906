"""Routes of the transactions of EVM addresses: query, add, delete, decode, and what is missing of them."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Flag, Many, OneOf, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag
from rotkehlchen.api.v1.setting import INDEXERS

routes = RouteTable('transactions')


class AddRequest(RequestSchema):
    blockchain = Text(required=True, minimum=1)
    tx_ref = Text(required=True, minimum=1)
    associated_address = Text(required=True, minimum=1)


class DeleteRequest(RequestSchema):
    chain = Text(load_default=None, allow_none=True, minimum=1)
    tx_ref = Text(load_default=None, allow_none=True, minimum=1)


class DecodeRequest(RequestSchema):
    chain = Text(required=True, minimum=1)
    ignore_cache = Flag(load_default=False)


class RepullRequest(RequestSchema):
    chain = Text(required=True, minimum=1)
    tx_refs = Many(Text(minimum=1), required=True, minimum=1, maximum=10_000)
    delete_custom = Flag(load_default=False)
    custom_indexers_order = Many(OneOf(INDEXERS), load_default=None, allow_none=True, minimum=1, maximum=len(INDEXERS))


class DecodedShape(Schema):
    decoded_tx_number = fields.Integer(required=True)


class CountShape(Schema):
    undecoded = fields.Integer(required=True)
    total = fields.Integer(required=True)


@routes.put(
    '/blockchains/transactions', summary='Add a transaction by its hash, decoded', request=AddRequest, response=flag(), async_capable=True,
)
def add_transaction(context: Context, arguments: Any) -> bool:
    context.user.transactions.add(arguments['blockchain'], arguments['tx_ref'], arguments['associated_address'], context.job)
    return True


@routes.delete(
    '/blockchains/transactions', summary='Delete stored transactions with their events: one, those of a chain, or all',
    request=DeleteRequest, response=flag(),
)
def delete_transactions(context: Context, arguments: Any) -> bool:
    context.user.transactions.delete(arguments['chain'], arguments['tx_ref'])
    return True


@routes.get(
    '/blockchains/transactions/decode', summary='How many transactions are not decoded yet, by chain',
    response=by_name(fields.Nested(CountShape)), async_capable=True,
)
def count_undecoded(context: Context, arguments: Any) -> dict[str, Any]:
    names = {known.id: known.evm_chain_name for known in context.app.list_chains()}
    return {
        names.get(chain, chain): {'undecoded': undecoded, 'total': total}
        for chain, (undecoded, total) in context.user.transactions.counts().items()
    }


@routes.post(
    '/blockchains/transactions/decode', summary='Decode what is not decoded yet, or all of a chain again',
    request=DecodeRequest, response=DecodedShape, async_capable=True,
)
def decode_transactions(context: Context, arguments: Any) -> dict[str, Any]:
    decoded = context.user.transactions.decode(arguments['chain'], context.job, everything=arguments['ignore_cache'])
    return {'decoded_tx_number': decoded}


@routes.put(
    '/blockchains/transactions/decode', summary='Get transactions anew and decode them', request=RepullRequest, response=flag(), async_capable=True,
)
def repull_transactions(context: Context, arguments: Any) -> bool:
    context.user.transactions.repull(
        arguments['chain'], arguments['tx_refs'], context.job, drops_edits=arguments['delete_custom'], order=arguments['custom_indexers_order'],
    )
    return True

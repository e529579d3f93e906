"""Routes of what tracked addresses hold on chains, of token detection, and of tokens as their contracts describe them."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Address, Amount, Flag, Many, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.money import ZERO, to_text
from rotkehlchen.services.chain_balance import AddressBalances, ChainBalances

routes = RouteTable('balances')
ByProtocol = Mapping[str, Mapping[str, Decimal]]


class BalanceQuery(RequestSchema):
    blockchain = Text(load_default=None, allow_none=True)
    addresses = Many(Text(minimum=1), load_default=None, allow_none=True)
    value_threshold = Amount(load_default=None, allow_none=True)
    ignore_cache = Flag(load_default=False)


class WorthShape(Schema):
    amount = Amount(required=True)
    value = Amount(metadata={'description': 'Absent when no price is known'})


class SidesShape(Schema):
    assets = by_name(by_name(fields.Nested(WorthShape)))
    liabilities = by_name(by_name(fields.Nested(WorthShape)))


class AccountSidesShape(SidesShape):
    last_update = fields.Integer(allow_none=True, metadata={'description': 'when these figures were read'})
    error = fields.String(allow_none=True, metadata={'description': 'why they could not be read since; they are the last good ones'})


class ChainBalancesShape(Schema):
    per_account = by_name(by_name(fields.Nested(AccountSidesShape)))
    totals = fields.Nested(SidesShape)
    last_refresh_ts = by_name(fields.Integer())


class DetectRequest(RequestSchema):
    blockchain = Text(required=True, minimum=1)
    addresses = Many(Address(), load_default=None, allow_none=True)
    only_cache = Flag(load_default=False)


class DetectedShape(Schema):
    tokens = fields.List(fields.String(), allow_none=True)
    last_update_timestamp = fields.Integer(allow_none=True)


class Erc20Request(RequestSchema):
    address = Address(required=True)
    evm_chain = Text(required=True, minimum=1)


class Erc20Shape(Schema):
    decimals = fields.Integer(allow_none=True)
    symbol = fields.String(allow_none=True)
    name = fields.String(allow_none=True)


@routes.get('/balances/blockchains', summary='What is held on chains, as last read', request=BalanceQuery, response=ChainBalancesShape, async_capable=True)
def get_balances(context: Context, arguments: Any) -> dict[str, Any]:
    chain = arguments['blockchain'] or None
    if chain is not None:
        require_chain(context, chain)
    if arguments['ignore_cache'] or _never_read(context, chain):
        context.user.chain_balances.refresh(context.job, chain, arguments['addresses'])
    return describe(context, context.user.chain_balances.load(chain, arguments['addresses']), arguments['value_threshold'])


@routes.get(
    '/balances/blockchains/<string:blockchain>', summary='What is held on a chain, as last read',
    request=BalanceQuery, response=ChainBalancesShape, async_capable=True,
)
def get_chain_balances(context: Context, arguments: Any) -> dict[str, Any]:
    return get_balances(context, arguments)


@routes.post('/balances/blockchains', summary='Read all chains anew', request=BalanceQuery, response=ChainBalancesShape, async_capable=True)
def refresh_balances(context: Context, arguments: Any) -> dict[str, Any]:
    chain = arguments['blockchain'] or None
    if chain is not None:
        require_chain(context, chain)
    found = context.user.chain_balances.refresh(context.job, chain, arguments['addresses'])
    context.user.valuation.fetch(found.asset_ids(), context.job)
    return describe(context, found, arguments['value_threshold'])


@routes.post(
    '/balances/blockchains/<string:blockchain>', summary='Read a chain anew, all its addresses or some',
    request=BalanceQuery, response=ChainBalancesShape, async_capable=True,
)
def refresh_chain_balances(context: Context, arguments: Any) -> dict[str, Any]:
    return refresh_balances(context, arguments)


@routes.post(
    '/blockchains/<string:blockchain>/tokens/detect', summary='Which tokens addresses hold', request=DetectRequest,
    response=by_name(fields.Nested(DetectedShape)), async_capable=True,
)
def detect_tokens(context: Context, arguments: Any) -> dict[str, Any]:
    require_chain(context, arguments['blockchain'])
    found = context.user.token_detection.detect(
        arguments['blockchain'], arguments['addresses'], only_cache=arguments['only_cache'], job=context.job,
    )
    return {
        address: {'tokens': None if item.tokens is None else list(item.tokens), 'last_update_timestamp': item.last_update_timestamp}
        for address, item in found.items()
    }


@routes.get(
    '/blockchains/evm/erc20details', area='assets', summary='A token as its contract describes it',
    request=Erc20Request, response=Erc20Shape, async_capable=True,
)
def erc20_details(context: Context, arguments: Any) -> dict[str, Any]:
    chain_id = context.app.evm_names.find_id(arguments['evm_chain'])
    chain = next((known.id for known in context.app.list_chains() if known.chain_id == chain_id), None)
    if chain is None:
        raise InputError(f'evm_chain: {arguments["evm_chain"]} is not a supported EVM chain', field='evm_chain')
    text = context.user.token_metadata.fetch(chain, arguments['address'])
    return {'decimals': text.decimals, 'symbol': text.symbol, 'name': text.name}


def require_chain(context: Context, chain: str) -> None:
    if not any(known.id == chain for known in context.app.list_chains()):
        raise InputError(f'blockchain: {chain} is not a supported chain', field='blockchain')


def _never_read(context: Context, chain: str | None) -> bool:
    """Whether there is an account that nobody has tried to read yet."""
    accounts = context.user.chain_balances.load(chain).per_account
    return any(found.queried_at is None and found.failed_at is None for by_address in accounts.values() for found in by_address.values())


def describe(context: Context, found: ChainBalances, threshold: Decimal | None = None) -> dict[str, Any]:
    """Amounts with the values that are known. With a threshold, assets of an account worth less are left out."""
    prices = context.user.valuation.known(found.asset_ids())
    return {
        'per_account': {
            chain: {address: _account(balances, prices, threshold) for address, balances in accounts.items()}
            for chain, accounts in found.per_account.items()
        },
        'totals': {'assets': _side(found.assets, prices, None), 'liabilities': _side(found.liabilities, prices, None)},
        'last_refresh_ts': dict(found.last_refresh_ts),
    }


def _account(balances: AddressBalances, prices: Mapping[str, Decimal], threshold: Decimal | None) -> dict[str, Any]:
    return {
        'assets': _side(balances.assets, prices, threshold), 'liabilities': _side(balances.liabilities, prices, threshold),
        'last_update': balances.queried_at, 'error': balances.error,
    }


def _side(side: ByProtocol, prices: Mapping[str, Decimal], threshold: Decimal | None) -> dict[str, Any]:
    return {
        asset: {protocol: _worth(amount, prices.get(asset)) for protocol, amount in by_protocol.items()}
        for asset, by_protocol in side.items() if threshold is None or _is_worth(by_protocol.values(), prices.get(asset), threshold)
    }


def _worth(amount: Decimal, price: Decimal | None) -> dict[str, str]:
    return {'amount': to_text(amount)} if price is None else {'amount': to_text(amount), 'value': to_text(amount * price)}


def _is_worth(amounts: Collection[Decimal], price: Decimal | None, threshold: Decimal) -> bool:
    """An unknown value might be large: it stays."""
    return price is None or sum(amounts, ZERO) * price >= threshold

"""Routes of tracked addresses."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.envelope import outcome_of
from rotkehlchen.api.field import Many, OneOf, RequestSchema, Text
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records, texts
from rotkehlchen.api.v1.chain_balance import ChainBalancesShape, describe, require_chain
from rotkehlchen.services.account import AccountInput
from rotkehlchen.services.task import Outcome, TaskJob

routes = RouteTable('accounts')
CHAIN_TYPES = ('evm', 'evmlike', 'bitcoin', 'substrate', 'eth2', 'solana')


class AccountEntry(RequestSchema):
    address = Text(required=True, minimum=1)
    label = Text(load_default=None, allow_none=True)
    tags = fields.List(Text(minimum=1), load_default=None, allow_none=True)


class AccountsRequest(RequestSchema):
    blockchain = Text(required=True, minimum=1)
    accounts = Many(fields.Nested(AccountEntry), required=True, minimum=1, maximum=10_000)


class EvmAccountsRequest(RequestSchema):
    accounts = Many(fields.Nested(AccountEntry), required=True, minimum=1, maximum=10_000)


class TypeAccountsRequest(EvmAccountsRequest):
    chain_type = OneOf(CHAIN_TYPES, required=True)


class ChainRequest(RequestSchema):
    blockchain = Text(required=True, minimum=1)


class DeleteRequest(ChainRequest):
    accounts = Many(Text(minimum=1), required=True, minimum=1)


class DeleteByTypeRequest(RequestSchema):
    chain_type = OneOf(CHAIN_TYPES, required=True)
    accounts = Many(Text(minimum=1), required=True, minimum=1)


class AccountShape(Schema):
    address = fields.String(required=True)
    label = fields.String(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True, allow_none=True)


class ChainAccountShape(AccountShape):
    blockchain = fields.String(required=True)


class AddedShape(Schema):
    """By address, the chains; 'all' among failed ones means every chain."""

    added = by_name(texts())
    failed = by_name(texts())
    existed = by_name(texts())
    no_activity = by_name(texts())


@routes.get('/blockchains/<string:blockchain>/accounts', summary='Tracked addresses of a chain', request=ChainRequest, response=records(AccountShape))
def list_accounts(context: Context, arguments: Any) -> list[dict[str, Any]]:
    require_chain(context, arguments['blockchain'])
    return [account_entry(account) for account in context.user.accounts.accounts(arguments['blockchain'])]


@routes.put('/blockchains/<string:blockchain>/accounts', summary='Track addresses on a chain', request=AccountsRequest, response=texts(), async_capable=True)
def add_accounts(context: Context, arguments: Any) -> list[str]:
    require_chain(context, arguments['blockchain'])
    added = list(context.user.accounts.track(arguments['blockchain'], inputs_of(arguments['accounts'])))
    refresh_later(context, {arguments['blockchain']: added})
    return added


@routes.patch(
    '/blockchains/<string:blockchain>/accounts', summary='Change label and tags',
    request=AccountsRequest, response=records(AccountShape), async_capable=True,
)
def edit_accounts(context: Context, arguments: Any) -> list[dict[str, Any]]:
    require_chain(context, arguments['blockchain'])
    return [account_entry(account) for account in context.user.accounts.edit(arguments['blockchain'], inputs_of(arguments['accounts']))]


@routes.delete(
    '/blockchains/<string:blockchain>/accounts', summary='Stop tracking addresses on a chain',
    request=DeleteRequest, response=ChainBalancesShape, async_capable=True,
)
def delete_accounts(context: Context, arguments: Any) -> dict[str, Any]:
    require_chain(context, arguments['blockchain'])
    context.user.accounts.untrack(arguments['blockchain'], arguments['accounts'])
    return describe(context, context.user.chain_balances.load(arguments['blockchain']))


@routes.get('/blockchains/evm/accounts', summary='Tracked addresses of all EVM chains, an entry a chain', response=records(ChainAccountShape))
def list_evm_accounts(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [{**account_entry(account), 'blockchain': account.chain} for account in context.user.accounts.accounts_by_type('evm')]


@routes.put(
    '/blockchains/evm/accounts', summary='Track addresses on every EVM chain where they were ever used',
    request=EvmAccountsRequest, response=AddedShape, async_capable=True,
)
def add_evm_accounts(context: Context, arguments: Any) -> dict[str, Any]:
    result = context.user.accounts.track_where_active(inputs_of(arguments['accounts']), context.job)
    chains: dict[str, list[str]] = {}
    for address, found in result.added.items():
        for chain in found:
            chains.setdefault(chain, []).append(address)
    refresh_later(context, chains)
    return result.to_data()


@routes.post('/blockchains/evm/accounts', summary='Look for tracked addresses on further EVM chains', response=flag(), async_capable=True)
def rescan_evm_accounts(context: Context, arguments: Any) -> bool:
    result = context.user.accounts.rescan(context.job)
    found = [{'chain': chain, 'address': address} for address, chains in result.added.items() for chain in chains]
    context.app.notifier.publish('evmlike_accounts_detection', found)
    return True


@routes.patch(
    '/blockchains/type/<string:chain_type>/accounts', summary='Change label and tags on all chains of a kind',
    request=TypeAccountsRequest, response=flag(), async_capable=True,
)
def edit_accounts_by_type(context: Context, arguments: Any) -> bool:
    context.user.accounts.edit_by_type(arguments['chain_type'], inputs_of(arguments['accounts']))
    return True


@routes.delete(
    '/blockchains/type/<string:chain_type>/accounts', summary='Stop tracking addresses on all chains of a kind',
    request=DeleteByTypeRequest, response=flag(), async_capable=True,
)
def delete_accounts_by_type(context: Context, arguments: Any) -> bool:
    context.user.accounts.untrack_by_type(arguments['chain_type'], arguments['accounts'])
    return True


def inputs_of(entries: Iterable[Mapping[str, Any]]) -> list[AccountInput]:
    return [AccountInput(item['address'].strip(), item['label'], None if item['tags'] is None else tuple(item['tags'])) for item in entries]


def account_entry(account: Any) -> dict[str, Any]:
    return {'address': account.address, 'label': account.label, 'tags': list(account.tags) or None}


def refresh_later(context: Context, chains: Mapping[str, list[str]]) -> None:
    """Read the balances of new accounts in a task of its own: nobody waits for chains when adding an address."""
    user = context.user
    for chain, addresses in chains.items():
        if addresses:
            context.app.tasks.start(f'POST /balances/blockchains/{chain}', partial(_refresh, user.chain_balances, chain, addresses))


def _refresh(balances: Any, chain: str, addresses: list[str], job: TaskJob) -> Outcome:
    def refresh() -> bool:
        balances.refresh(job, chain, addresses)
        return True
    return outcome_of(refresh)

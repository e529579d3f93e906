"""Routes of the transactions of EVM addresses: query, add, delete, decode, and what is missing of them."""

from typing import Any

from marshmallow import Schema, fields

from rotkehlchen.api.field import Flag, Many, OneOf, Page, RequestSchema, Text, Timestamp
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, texts
from rotkehlchen.api.v1.setting import INDEXERS
from rotkehlchen.core.errors import InputError
from rotkehlchen.services.transaction_sync import AccountWord
from rotkehlchen.storage.internal_problem import MAX_ATTEMPTS, InternalProblem, ProblemFilter

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


class AccountEntry(RequestSchema):
    address = Text(required=True, minimum=1)
    blockchain = Text(load_default=None, allow_none=True, minimum=1)


class PeriodRequest(RequestSchema):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)


class QueryRequest(PeriodRequest):
    accounts = Many(fields.Nested(AccountEntry), load_default=None, allow_none=True, maximum=10_000)


class RefetchRequest(PeriodRequest):
    address = Text(load_default=None, allow_none=True, minimum=1)
    chain = Text(load_default=None, allow_none=True, minimum=1)


class ConflictRequest(Page, PeriodRequest):
    tx_hash = Text(load_default=None, allow_none=True, minimum=1)
    chain = Text(load_default=None, allow_none=True, minimum=1)
    fixed = Flag(load_default=False)
    failed = Flag(load_default=None, allow_none=True)


class RefetchedShape(Schema):
    new_transactions_count = fields.Integer(required=True)
    new_transactions = by_name(texts())


class ConflictShape(Schema):
    identifier = fields.Integer(required=True)
    chain = fields.String(required=True)
    tx_hash = fields.String(required=True)
    group_identifier = fields.String(required=True)
    timestamp = fields.Integer(required=True)
    reason = fields.String(required=True, metadata={'description': 'unknown: nobody could tell them; contradiction: two sources differ'})
    attempts = fields.Integer(required=True)
    last_retry_ts = fields.Integer(required=True, allow_none=True)
    last_error = fields.String(required=True, allow_none=True)
    is_failed = fields.Boolean(required=True, metadata={'description': 'asked so often that it is given up'})
    fixed_at = fields.Integer(required=True, allow_none=True)


class ConflictCountShape(Schema):
    pending = fields.Integer(required=True)
    failed = fields.Integer(required=True)


class StatusShape(Schema):
    last_queried_ts = fields.Integer(required=True)
    undecoded_tx_count = fields.Integer(required=True)
    has_evm_accounts = fields.Boolean(required=True)


class SummaryShape(Schema):
    evm_last_queried_ts = fields.Integer(required=True)
    exchanges_last_queried_ts = fields.Integer(required=True)
    undecoded_tx_count = fields.Integer(required=True)
    has_evm_accounts = fields.Boolean(required=True)
    has_exchanges_accounts = fields.Boolean(required=True)


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


@routes.post(
    '/blockchains/transactions', summary='Get what is missing of the transactions of accounts, decoded',
    request=QueryRequest, response=flag(), async_capable=True,
)
def query_transactions(context: Context, arguments: Any) -> bool:
    accounts = arguments['accounts']
    context.user.transaction_sync.query(
        None if accounts is None else [AccountWord(one['address'], one['blockchain']) for one in accounts],
        context.job, *_period(arguments),
    )
    for kind in ('bridge', 'asset_movement'):
        context.user.history.matching.match_all(kind, context.job)
    return True


@routes.post(
    '/blockchains/transactions/refetch', summary='List a period anew, to find transactions that were missed',
    request=RefetchRequest, response=RefetchedShape, async_capable=True,
)
def refetch_transactions(context: Context, arguments: Any) -> dict[str, Any]:
    result = context.user.transaction_sync.refetch(arguments['address'], arguments['chain'], context.job, *_period(arguments))
    found: dict[str, list[str]] = {}
    for chain, tx_hash in result.new:
        found.setdefault(chain, []).append(tx_hash)
    return {'new_transactions_count': len(result.new), 'new_transactions': found}


@routes.get(
    '/blockchains/evm/transactions/status', summary='When everything was last queried, and what waits to be decoded',
    response=StatusShape, async_capable=True,
)
def transactions_status(context: Context, arguments: Any) -> dict[str, Any]:
    return {
        'last_queried_ts': context.user.transaction_sync.last_queried() or 0,
        'undecoded_tx_count': sum(undecoded for undecoded, _ in context.user.transactions.counts().values()),
        'has_evm_accounts': bool(context.user.accounts.accounts_by_type('evm')),
    }


@routes.get(
    '/history/status/summary', area='history', summary='When everything was last queried, and what waits to be decoded',
    response=SummaryShape, async_capable=True,
)
def summarise_history(context: Context, arguments: Any) -> dict[str, Any]:
    status = transactions_status(context, arguments)
    return {
        'evm_last_queried_ts': status['last_queried_ts'], 'exchanges_last_queried_ts': 0, 'undecoded_tx_count': status['undecoded_tx_count'],
        'has_evm_accounts': status['has_evm_accounts'], 'has_exchanges_accounts': False,
    }


@routes.get(
    '/blockchains/transactions/internal/conflicts', summary='Transactions whose internal transfers are unknown or contradict another source',
    request=ConflictRequest, response=collection_shape(ConflictShape), async_capable=True,
)
def list_conflicts(context: Context, arguments: Any) -> dict[str, Any]:
    transactions = context.user.transactions
    first, last = _period(arguments)
    wanted = ProblemFilter(
        is_fixed=arguments['fixed'], is_failed=arguments['failed'], first=first, last=last,
        chain=None if arguments['chain'] is None else transactions.chain_of(arguments['chain'], 'chain').id,
        tx_hash=None if arguments['tx_hash'] is None else transactions.parse_hash(arguments['tx_hash'], 'tx_hash'),
    )
    entries, found, total = transactions.problems.load(wanted, page_of(arguments))
    return collection_of([_conflict(context, one) for one in entries], found, total)


@routes.post(
    '/blockchains/transactions/internal/conflicts', summary='How many transactions have unknown or contradicting internal transfers',
    response=ConflictCountShape, async_capable=True,
)
def count_conflicts(context: Context, arguments: Any) -> dict[str, Any]:
    pending, failed = context.user.transactions.problems.count()
    return {'pending': pending, 'failed': failed}


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


def _conflict(context: Context, one: InternalProblem) -> dict[str, Any]:
    return {
        'identifier': one.identifier, 'chain': one.chain, 'tx_hash': one.tx_hash, 'timestamp': one.timestamp, 'reason': one.reason,
        'group_identifier': next(iter(context.user.transactions.groups_of([(one.chain, one.tx_hash)])), ''), 'attempts': one.attempts,
        'last_retry_ts': one.attempted_at, 'last_error': one.error, 'is_failed': one.attempts >= MAX_ATTEMPTS, 'fixed_at': one.fixed_at,
    }


def _period(arguments: Any) -> tuple[int, int | None]:
    first, last = arguments['from_timestamp'], arguments['to_timestamp']
    if last is not None and last < first:
        raise InputError('to_timestamp must not be before from_timestamp', field='to_timestamp')
    return first, last

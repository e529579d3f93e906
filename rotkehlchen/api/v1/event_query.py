"""Route that pulls events which are no transactions: withdrawals of validators and blocks that they proposed."""

from typing import Any, Final

from rotkehlchen.api.field import OneOf, RequestSchema
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import flag
from rotkehlchen.core.errors import ConflictError

routes = RouteTable('history')
KINDS: Final = {'eth_withdrawals': 'withdrawal', 'block_productions': 'block'}
NOT_CONNECTED: Final = ('monerium', 'gnosis_pay')


class QueryRequest(RequestSchema):
    query_type = OneOf((*KINDS, *NOT_CONNECTED), required=True)


@routes.post(
    '/history/events/query', summary='Get new withdrawals of validators, or blocks that they proposed',
    request=QueryRequest, response=flag(), async_capable=True,
)
def query_events(context: Context, arguments: Any) -> bool:
    kind = KINDS.get(arguments['query_type'])
    if kind is None:
        raise ConflictError(f'query_type: there is no connection to {arguments["query_type"]} here.', code='not_connected', field='query_type')
    context.user.staking_sync.query(kind, context.job)  # type: ignore[arg-type]
    return True

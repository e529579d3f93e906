"""One method a module, with the one decision that is its own: which lot is next. `pool_for` makes the pool of a policy."""

from typing import Final

from rotkehlchen.accounting.methods.average import AveragePool
from rotkehlchen.accounting.methods.fifo import Fifo
from rotkehlchen.accounting.methods.hifo import Hifo
from rotkehlchen.accounting.methods.lifo import Lifo
from rotkehlchen.accounting.methods.lofo import Lofo
from rotkehlchen.accounting.methods.pool import Ahead, Order, OrderedPool, Pool
from rotkehlchen.accounting.methods.recent import RecentPool
from rotkehlchen.accounting.methods.share_pool import SharePool
from rotkehlchen.accounting.methods.specific import SpecificPool
from rotkehlchen.accounting.methods.total_average import TotalAveragePool
from rotkehlchen.contracts.gain import Method
from rotkehlchen.contracts.jurisdiction import Policy

ORDERS: Final[dict[Method, type[Order]]] = {'fifo': Fifo, 'lifo': Lifo, 'hifo': Hifo, 'lofo': Lofo}

__all__ = ['Ahead', 'AveragePool', 'Order', 'OrderedPool', 'Pool', 'pool_for']


def pool_for(policy: Policy, asset: str, scope: str, ahead: Ahead, old_before: int) -> Pool:
    """An empty pool. `ahead`: what is known of later events, of the calendar and of forks. `old_before`: lots acquired earlier stay out of averages."""
    match policy.method:
        case 'average':
            return AveragePool(old_before)
        case 'total_average':
            return TotalAveragePool(old_before, asset, scope, ahead)
        case 'share_pool':
            return SharePool(asset, scope, ahead, policy.ahead_days)
        case 'specific':
            return SpecificPool(ORDERS[policy.behind_specific](), ahead)
        case _ if policy.recent_days:
            return RecentPool(ORDERS[policy.method](), ahead, policy.recent_days)
        case _:
            return OrderedPool(ORDERS[policy.method]())

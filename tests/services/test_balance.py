"""Balances over all sources: what adds up, what is unknown, and that unknown prices are told once and forgotten when known."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.balance import BLOCKCHAIN, MISSING_PRICES, BalanceService, Holding, sum_holdings
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.valuation import Valuation, Worth
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.issue import IssueRepository
from tests.conftest import FixedClock

ASSETS = st.sampled_from(['A', 'B', 'C'])
AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=8, allow_nan=False, allow_infinity=False)
HOLDINGS = st.lists(st.builds(Holding, ASSETS, AMOUNTS, st.sampled_from(['banks', BLOCKCHAIN]), st.sampled_from(['', 'eth']), st.booleans()))


@given(HOLDINGS, st.dictionaries(ASSETS, AMOUNTS))
def test_sum_holdings_any_holdings_are_conserved(held: list[Holding], prices: dict[str, Decimal]) -> None:
    balances = sum_holdings(held, prices, 'EUR')
    for asset in {holding.asset for holding in held}:
        of_asset = [holding for holding in held if holding.asset == asset]
        assets = sum((h.amount for h in of_asset if not h.is_liability), Decimal(0))
        debts = sum((h.amount for h in of_asset if h.is_liability), Decimal(0))
        assert balances.assets.get(asset, Worth(Decimal(0), None)).amount == assets
        assert balances.liabilities.get(asset, Worth(Decimal(0), None)).amount == debts
    known = sum(((-h.amount if h.is_liability else h.amount) * prices[h.asset] for h in held if h.asset in prices), Decimal(0))
    assert balances.net.value == known == sum((total.value for total in balances.locations.values()), Decimal(0))
    assert balances.net.unknown == {h.asset for h in held if h.asset not in prices and h.amount}


def test_sum_holdings_unknown_price_is_unknown_and_not_zero() -> None:
    balances = sum_holdings([Holding('A', Decimal(2), 'banks'), Holding('B', Decimal(1), 'banks')], {'B': Decimal(5)}, 'EUR')
    assert balances.assets['A'].value is None
    assert balances.net.value == 5
    assert balances.net.unknown == {'A'}


class Source:
    def __init__(self) -> None:
        self.refreshed = 0

    def holdings(self) -> Iterable[Holding]:
        return [Holding('A', Decimal(2), 'banks')]

    def refresh(self, job: Job) -> None:
        self.refreshed += 1

    def refreshed_at(self) -> TimestampS | None:
        return TimestampS(7)


class Prices:
    def __init__(self) -> None:
        self.known: dict[str, Decimal] = {}
        self.asked = 0

    def known_prices(self, assets: Collection[str], currency: str) -> Mapping[str, Decimal]:
        return self.known

    def fetch_prices(self, assets: Collection[str], currency: str, job: Job) -> Mapping[str, Decimal]:
        self.asked += 1
        return self.known


class Currency:
    main_currency = 'EUR'


class Snapshots:
    def __init__(self) -> None:
        self.saved: list[Decimal] = []

    def save_valued(self, timestamp: TimestampS, assets: object, liabilities: object, locations: object, net_value: Decimal, currency: str) -> None:
        self.saved.append(net_value)


def test_query_missing_price_is_an_issue_until_it_is_known(user_database: Database, clock: FixedClock) -> None:
    issues, prices, source, snapshots = IssueRepository(user_database), Prices(), Source(), Snapshots()
    log = IssueLog(issues, Notifier(), clock)
    service = BalanceService((source,), Valuation(prices, Currency()), snapshots, log, Notifier(), clock)

    assert service.query(fetch_prices=False).net.unknown == {'A'}
    assert (prices.asked, issues.load_open()) == (0, [])

    service.query()
    assert [(stored.issue.kind, stored.issue.params['count']) for stored in issues.load_open()] == [(MISSING_PRICES, 1)]

    prices.known = {'A': Decimal('1.5')}
    found = service.query(refresh=True, save=True)
    assert (found.net.value, found.last_refresh, source.refreshed) == (Decimal(3), 7, 1)
    assert snapshots.saved == [Decimal(3)]
    assert issues.load_open() == []

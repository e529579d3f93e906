"""History measured on the real server: decoding everything again, and pages of a long history, with pings meanwhile.

    python -m tools.bench_history [--transactions 20000] [--events 100000]

Made-up transactions of four kinds (transfers, swaps through a pair with what stands beside them, supplies to a lending market, approvals) are
stored as a sync would store them, in the profile's own encrypted database. Events by hand fill it up to the wanted number.
"""

import argparse
import http.client
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

NAME: Final = 'bench'
PASSWORD: Final = 'a password for measuring'
ME: Final = '0x00000000000000000000000000000000000A11cE'
ROUTER: Final = '0x7a250d5630b4cf539739df2c5dacb4c659f2488d'
PAIR: Final = '0xb4e16d0168e52d35cacd2c6185b44281ec28c9dc'
USDC: Final = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'
WETH: Final = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2'
TRANSFER: Final = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
APPROVAL: Final = '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925'
SWAP: Final = '0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822'
SYNC: Final = '0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1'
SINCE: Final = 1_600_000_000


def word(value: int | str) -> str:
    return f'{int(value, 16) if isinstance(value, str) else value:064x}'


def make_log(index: int, contract: str, topic: str, topics: list[int | str], data: list[int | str]) -> dict[str, Any]:
    return {
        'address': contract, 'logIndex': hex(index), 'topics': [topic, *('0x' + word(one) for one in topics)],
        'data': '0x' + ''.join(word(one) for one in data), 'blockNumber': '0x1', 'transactionIndex': '0x0', 'removed': False,
    }


def make_transaction(number: int, chance: random.Random) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, str]]]:
    """(transaction, receipt, internal transfers) of one of four kinds."""
    other, amount = f'0x{chance.randrange(1 << 160):040x}', chance.randrange(1, 10**20)
    kind = number % 4
    logs: list[dict[str, Any]] = []
    internal: list[dict[str, str]] = []
    to, value, data = other, 0, '0x'
    if kind == 0:
        value = amount
    elif kind == 1:
        to, data = ROUTER, '0x18cbafe5' + word(amount) * 6
        logs = [
            make_log(1, USDC, TRANSFER, [ME, PAIR], [amount]), make_log(2, USDC, APPROVAL, [ME, ROUTER], [0]),
            make_log(3, WETH, TRANSFER, [PAIR, ROUTER], [amount]), make_log(4, PAIR, SYNC, [], [1, 2]),
            make_log(5, PAIR, SWAP, [ROUTER, ROUTER], [amount, 0, 0, amount]),
        ]
        internal = [{'from': ROUTER, 'to': ME, 'value': str(amount), 'isError': '0'}]
    elif kind == 2:
        to, data = USDC, '0xa9059cbb' + word(other) + word(amount)
        logs = [make_log(number, USDC, TRANSFER, [ME, other], [amount]) for number in range(1, 9)]
    else:
        to, data = USDC, '0x095ea7b3' + word(other) + word(amount)
        logs = [make_log(1, USDC, APPROVAL, [ME, other], [amount])]
    tx_hash = f'0x{number:064x}'
    transaction = {
        'hash': tx_hash, 'from': ME.lower(), 'to': to, 'value': hex(value), 'input': data, 'nonce': hex(number), 'gasPrice': '0x3b9aca00',
        'blockNumber': hex(number + 1), 'gas': '0x30d40', 'type': '0x2',
    }
    receipt = {
        'status': '0x1', 'gasUsed': '0x1d4c0', 'effectiveGasPrice': '0x3b9aca00', 'logs': logs, 'contractAddress': None, 'transactionHash': tx_hash,
        'blockNumber': hex(number + 1),
    }
    return transaction, receipt, internal


def fill(folder: Path, transactions: int, events: int) -> None:
    """A profile with stored transactions, and events made by hand up to so many."""
    from rotkehlchen.app.configuration import Configuration
    from rotkehlchen.app.wiring import wire
    from rotkehlchen.core.event import HistoryEvent
    from rotkehlchen.core.ids import AssetId
    from rotkehlchen.core.time import TimestampMs, TimestampS
    from rotkehlchen.services.account import AccountInput
    from rotkehlchen.storage.evm_transaction import EvmTransactionRepository, NewTransaction

    services = wire(Configuration(folder, 0, frozenset(), token_required=False, log_level='error', log_file=None, token_fd=None))
    services.assets.load_shipped()
    profile = services.profiles.create(NAME, PASSWORD).profile
    user, close = services.make_user_services(profile)
    user.accounts.track('eth', [AccountInput(ME)])
    chance = random.Random(7)
    store = EvmTransactionRepository(user.database)
    for start in range(0, transactions, 1000):
        made = []
        for number in range(start, min(start + 1000, transactions)):
            raw, receipt, internal = make_transaction(number, chance)
            made.append(NewTransaction('eth', raw['hash'], TimestampS(SINCE + number * 300), number + 1, raw, receipt, internal, [ME]))
        store.save(made, now=TimestampS(SINCE))
    left = events - transactions * 2
    assets = ('ETH', 'BTC', 'EUR', 'USD', f'eip155:1/erc20:{"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"}')
    for start in range(0, max(0, left), 2000):
        group = [
            HistoryEvent(
                f'trade{number // 2}', number % 2, TimestampMs((SINCE + number * 60) * 1000), 'kraken', 'bench', 'trade',
                'spend' if number % 2 == 0 else 'receive', AssetId(assets[number % 5]), Decimal(number % 1000 + 1) / 100, entry_type='swap event',
                key=f'{number % 2}', rule='import:bench',
            ) for number in range(start, min(start + 2000, left))
        ]
        user.history_events.add(group, 'import')
    close()
    services.close()


@dataclass
class Server:
    port: int
    process: 'subprocess.Popen[str]'

    def call(self, method: str, path: str, body: Any = None) -> tuple[float, Any]:
        """(seconds, result) over a connection of its own."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=600)
        started = time.perf_counter()
        connection.request(method, '/api/1' + path, None if body is None else json.dumps(body), {'Content-Type': 'application/json'})
        answer = connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - started
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f'{method} {path}: {answer.status} {content[:300]!r}')
        return seconds, json.loads(content)['result']


def start(folder: Path) -> Server:
    process = subprocess.Popen(
        [sys.executable, '-m', 'rotkehlchen', '--data-dir', str(folder), '--rest-api-port', '0', '--api-auth', 'off', '--loglevel', 'error'],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if 'http://127.0.0.1:' in line:
            return Server(int(line.split('127.0.0.1:')[1].split('/')[0]), process)
    raise RuntimeError('the backend did not start')


def percentiles(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    late, last = (ordered[int(len(ordered) * share)] for share in (0.95, 0.99))
    return f'median {statistics.median(ordered) * 1000:6.1f} ms  p95 {late * 1000:6.1f}  p99 {last * 1000:6.1f}'


def measure_decoding(server: Server, transactions: int) -> None:
    for label, ignore in (('first decoding', False), ('decoding again', True)):
        pings: list[float] = []
        pages: list[float] = []
        done = threading.Event()

        def ask(done: threading.Event = done, pings: list[float] = pings, pages: list[float] = pages) -> None:
            while not done.is_set():
                pings.append(server.call('GET', '/ping')[0])
                pages.append(server.call('POST', '/history/events', {'limit': 10, 'offset': 0, 'aggregate_by_group_ids': True})[0])
                time.sleep(0.02)

        asker = threading.Thread(target=ask)
        asker.start()
        seconds, _ = server.call('POST', '/blockchains/transactions/decode', {'chain': 'ethereum', 'ignore_cache': ignore})
        done.set()
        asker.join()
        print(f'{label}: {transactions / seconds:8.0f} transactions a second; meanwhile ping {percentiles(pings)}; grouped page {percentiles(pages)}')


def measure_pages(server: Server) -> None:
    _, first = server.call('POST', '/history/events', {'limit': 1, 'offset': 0})
    _, groups = server.call('POST', '/history/events', {'limit': 1, 'offset': 0, 'aggregate_by_group_ids': True})
    total, grouped = first['entries_total'], groups['entries_total']
    print(f'{total} events in {grouped} groups')
    page = {'limit': 100, 'offset': 0}
    cases: list[tuple[str, dict[str, Any]]] = [
        ('first page', page), ('deep page', {'limit': 100, 'offset': int(total * 0.9)}), ('grouped', {**page, 'aggregate_by_group_ids': True}),
        ('grouped, deep', {'limit': 100, 'offset': int(grouped * 0.9), 'aggregate_by_group_ids': True}), ('asset', {**page, 'asset': 'BTC'}),
        ('asset, grouped', {**page, 'asset': 'BTC', 'aggregate_by_group_ids': True}),
        ('one year, grouped', {**page, 'from_timestamp': SINCE, 'to_timestamp': SINCE + 31_536_000, 'aggregate_by_group_ids': True}),
        ('swaps, grouped', {**page, 'event_types': ['trade'], 'aggregate_by_group_ids': True}), ('text', {**page, 'notes_substring': 'swap 1.5'}),
        ('with values', {**page, 'with_values': True}),
    ]
    for label, body in cases:
        seconds = [server.call('POST', '/history/events', body)[0] for _ in range(40)]
        print(f'{label:20} {percentiles(seconds)}')
    seconds_all, _ = server.call('POST', '/history/events', {})
    print(f'everything: {seconds_all:.2f} s')


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tools.bench_history', description='Decoding and pages of a long history.')
    parser.add_argument('--transactions', type=int, default=20_000)
    parser.add_argument('--events', type=int, default=100_000)
    given = parser.parse_args()
    run(given.transactions, given.events)
    return 0


def run(transactions: int, events: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / 'data'
        fill(folder, transactions, events)
        server = start(folder)
        try:
            server.call('POST', f'/users/{NAME}', {'password': PASSWORD})
            measure_decoding(server, transactions)
            measure_pages(server)
        finally:
            server.process.terminate()
            server.process.wait(20)


if __name__ == '__main__':
    sys.exit(main())

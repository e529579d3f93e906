"""A server on loopback that plays CoinGecko, DefiLlama and CryptoCompare, in the shapes that they document, and their failures."""

import json
import threading
from collections.abc import Callable
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, Any]


class PriceServer:
    """`prices`: USD by CoinGecko id, contract or symbol. `fail`: {'coingecko': (status, body)} answers that instead."""

    def __init__(self) -> None:
        self.prices: dict[str, str] = {}
        self.fail: dict[str, Answer] = {}
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.before: Callable[[str], None] = lambda _path: None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self) -> None:
                status, body = outer.answer(self.path)
                raw = body.encode() if isinstance(body, str) else json.dumps(body, default=float).encode()
                self.send_response(status)
                self.send_header('Content-Length', str(len(raw)))
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True).start()
        base = f'http://127.0.0.1:{self._server.server_port}'
        self.urls = {name: f'{base}/{name}' for name in ('coingecko', 'defillama', 'cryptocompare', 'ecb')}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def count(self, service: str) -> int:
        return sum(path.startswith(f'/{service}/') for path in self.asked)

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        self.before(path)
        parts = urlsplit(path)
        service, _, rest = parts.path[1:].partition('/')
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if service in self.fail:
            return self.fail[service]
        if service == 'coingecko':
            return 200, self._coingecko(rest, query)
        if service == 'defillama':
            return 200, self._defillama(unquote(rest), query)
        if service == 'cryptocompare':
            return 200, self._cryptocompare(rest, query)
        return 404, {}

    def _price(self, name: str) -> Decimal | None:
        found = self.prices.get(name) or self.prices.get(name.lower())
        return None if found is None else Decimal(found)

    def _coingecko(self, rest: str, query: dict[str, str]) -> Any:
        currency = query.get('vs_currencies') or query.get('vs_currency') or ''
        if rest == 'simple/price':
            return {name: {currency: price} for name in query['ids'].split(',') if (price := self._price(name)) is not None}
        price = self._price(rest.split('/')[1])
        start, end = int(query['from']), int(query['to'])
        times = range(start, end + 1, 3600)
        return {'prices': [[time * 1000, price] for time in times] if price is not None else []}

    def _defillama(self, rest: str, query: dict[str, str]) -> Any:
        if rest.startswith('prices/current/'):
            keys = rest.removeprefix('prices/current/').split(',')
            return {'coins': {
                key: {'price': price, 'symbol': 'X', 'timestamp': 1_749_999_000, 'confidence': 0.99}
                for key in keys if (price := self._price(key.partition(':')[2])) is not None}}
        coins = json.loads(query['coins'])
        return {'coins': {
            key: {'symbol': 'X', 'prices': [{'timestamp': time + 60, 'price': price, 'confidence': 0.99} for time in times]}
            for key, times in coins.items() if (price := self._price(key.partition(':')[2])) is not None}}

    def _cryptocompare(self, rest: str, query: dict[str, str]) -> Any:
        if rest == 'pricemulti':
            return {name: {query['tsyms']: price} for name in query['fsyms'].split(',') if (price := self._price(name)) is not None}
        price, end = self._price(query['fsym']), int(query['toTs']) // 3600 * 3600
        times = [end - 3600 * back for back in range(int(query['limit']), -1, -1)]
        started = [time for time in times if time >= 1_700_000_000]
        return {'Response': 'Success', 'Data': {'Data': [{'time': time, 'open': price} for time in started]}}

"""Fills a profile over the API, as a user would: nodes, addresses, files, prices, balances, a report, a check of balances."""

import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from demo.files import AIRDROP, DAY
from demo.market import DAYS, DOLLAR_IN_EUROS
from demo.protocol_chain import E18
from demo.scenario import BINANCE, BITSTAMP, EMPLOYER, FRIEND, SAVINGS, WALLET, Story
from tools.python_client.base import Transport

NAME: Final = 'demo'
PASSWORD: Final = 'demo portfolio'  # no secret: it is printed
NOON: Final = DAY // 2
AIRDROP_EUROS: Final = '4.1'
FROM_BEFORE: Final = '0.05'  # bitcoin, told by hand
Report = Callable[[str], None]


def fill(api: Transport, story: Story, folder: Path, report: Report) -> None:
    """`folder`: where the two files of the exchanges are left. `report` is told what is going on."""
    report('profile')
    api.call('PUT', '/users', {'name': NAME, 'password': PASSWORD, 'initial_settings': {'submit_usage_analytics': False}})
    stay_offline(api, story.chain.local.url)
    report('transactions')
    _add_accounts(api, story.safe.address)
    api.call('POST', '/blockchains/transactions', {}, as_task=True)
    report('files')
    for name, text in (('bitstamp.csv', story.exchanges.bitstamp()), ('binance.csv', story.exchanges.binance())):
        file = folder / name
        file.write_text(text)
        api.call('PUT', '/import/runs', {'file': str(file), 'source': name.removesuffix('.csv')}, as_task=True)
    api.call('PUT', '/history/events', {
        'entry_type': 'history event', 'group_identifier': 'from before', 'timestamp': (story.began + NOON) * 1000, 'location': 'blockchain', 'asset': 'BTC',
        'amount': FROM_BEFORE, 'event_type': 'receive', 'event_subtype': 'none', 'user_notes': 'Bought at a meeting, kept in the drawer since'})
    report('prices')
    set_prices(api, story)
    report('balances')
    _add_balances(api)
    api.call('POST', '/balances/blockchains', {'ignore_cache': True}, as_task=True)
    api.call('GET', '/balances', {'save_data': True, 'ignore_cache': False})
    report('report')
    year = time.gmtime(story.began + DAYS * DAY).tm_year - 1
    for one in (year - 1, year):
        order = {'jurisdiction': 'germany', 'year': str(one), 'fetch_prices': False, 'settings': {'missing_basis': 'unknown'}}
        api.call('PUT', '/reports', order, as_task=True)
    api.call('POST', '/reconciliation', {'refresh': False}, as_task=True)


def stay_offline(api: Transport, node: str) -> None:
    """One node, the local one; nobody else is asked for anything."""
    api.call('PUT', '/settings', {'settings': {
        'main_currency': 'EUR', 'current_price_oracles': ['manualcurrent'], 'historical_price_oracles': ['manual'],
        'default_evm_indexer_order': [], 'evm_indexers_order': {},
    }})
    for one in api.call('GET', '/blockchains/eth/nodes'):
        api.call('DELETE', '/blockchains/eth/nodes', {'identifier': one['identifier']})
    api.call('PUT', '/blockchains/eth/nodes', {'name': 'Demo chain', 'endpoint': node, 'owned': True, 'weight': '100', 'active': True})


def _add_accounts(api: Transport, safe: str) -> None:
    for tag, color in (('own', '1f7a5c'), ('shared', '3b5bdb')):
        api.call('PUT', '/tags', {'name': tag, 'description': '', 'background_color': color, 'foreground_color': 'ffffff'})
    api.call('PUT', '/blockchains/eth/accounts', {'accounts': [
        {'address': WALLET, 'label': 'Everyday wallet', 'tags': ['own']}, {'address': SAVINGS, 'label': 'Savings', 'tags': ['own']},
        {'address': safe, 'label': 'Safe with a friend', 'tags': ['shared']},
    ]})
    names = {BITSTAMP: 'Bitstamp', BINANCE: 'Binance', FRIEND: 'Mira', EMPLOYER: 'Side job'}
    api.call('PUT', '/names/addressbook/private', {'entries': [{'address': address, 'name': name, 'blockchain': 'eth'} for address, name in names.items()]})


def set_prices(api: Transport, story: Story) -> None:
    """At noon and at the end of each day, at each event, and of now, in euros. Receipts are worth what they stand for."""
    price_of = _prices(api, story)
    moments = {(asset, story.began + day * DAY + second) for asset in price_of for day in range(DAYS) for second in (NOON, DAY - 1)}
    moments |= {(one['asset'], one['timestamp'] // 1000) for one in _events(api) if one['asset'] in price_of}
    rows = [
        {'from_asset': asset, 'to_asset': 'EUR', 'timestamp': second, 'price': str(price_of[asset]((second - story.began) // DAY))}
        for asset, second in sorted(moments)
    ]
    # What came for nothing has a price from the evening of its day on, and none at the moment when it came.
    arrival = next(one['timestamp'] // 1000 for one in _events(api) if one['asset'] == AIRDROP)
    evenings = (story.began + day * DAY + DAY - 1 for day in range((arrival - story.began) // DAY, DAYS))
    rows += [{'from_asset': AIRDROP, 'to_asset': 'EUR', 'timestamp': evening, 'price': AIRDROP_EUROS} for evening in evenings]
    for start in range(0, len(rows), 5000):
        api.call('PUT', '/assets/prices/historical/bulk', {'prices': rows[start:start + 5000]})
    today = {asset: str(price(DAYS)) for asset, price in price_of.items()} | {AIRDROP: AIRDROP_EUROS}
    for asset, price_today in today.items():
        api.call('PUT', '/assets/prices/latest', {'from_asset': asset, 'to_asset': 'EUR', 'price': price_today})


def _prices(api: Transport, story: Story) -> dict[str, Callable[[int], Decimal]]:
    """By asset, the price of a day: of what is traded, of coins and receipts of the lending market, and of shares of the pool."""
    chain, market = story.chain, story.market
    found: dict[str, Callable[[int], Decimal]] = {asset: partial(market.euros, asset) for asset in market.assets}
    ether, dollar = found['ETH'], lambda _: DOLLAR_IN_EUROS
    own = {one.address: one is chain.weth for one in (chain.weth, chain.usdc, chain.dai)}
    for asset in sorted({one['asset'] for one in _events(api) if one['asset'].startswith('eip155:1/erc20:')}):
        address = asset.rpartition(':')[2]
        symbol = str(chain.read(address, 'string', 'symbol()'))
        if address.lower() == chain.pair.lower():
            found[asset] = _share_price(story)
        elif address in own or symbol.startswith(('aEth', 'variableDebtEth')):
            found[asset] = ether if own.get(address, symbol.endswith('WETH')) else dollar
    return found


def _share_price(story: Story) -> Callable[[int], Decimal]:
    """Of the pool of version 2: its two sides are worth the same, and their product stays."""
    chain = story.chain
    dollars, ether = (Decimal(chain.read(coin, 'uint256', 'balanceOf(address)', chain.pair)) for coin in (chain.usdc, chain.weth))
    shares = Decimal(chain.read(chain.pair, 'uint256', 'totalSupply()')) / E18
    product = dollars / 10**6 * ether / E18
    return lambda day: (2 * (product * story.market.dollars('ETH', day)).sqrt() / shares * DOLLAR_IN_EUROS).quantize(Decimal('0.01'))


def _events(api: Transport) -> list[dict[str, Any]]:
    """Whatever is not hidden."""
    found = []
    for one in api.call('POST', '/history/events', {'limit': -1, 'exclude_ignored_assets': False})['entries']:
        found += [entry['entry'] for entry in (one if isinstance(one, list) else [one]) if not entry.get('hidden')]
    return found


def _add_balances(api: Transport) -> None:
    def held(label: str, asset: str, amount: str, location: str, kind: str = 'asset') -> dict[str, Any]:
        return {'label': label, 'asset': asset, 'amount': amount, 'location': location, 'tags': [], 'balance_type': kind}

    # What the exchanges show today is what their files add up to; nobody can log in there for a demo.
    at_exchanges = [
        held(f'{exchange.capitalize()}: {asset}', asset, amount, exchange) for exchange in ('bitstamp', 'binance')
        for asset, amount in api.call('POST', '/balances/historical', {'timestamp': int(time.time()), 'location': exchange})['entries'].items()
    ]
    api.call('PUT', '/balances/manual', {'balances': [
        *at_exchanges, held('Hardware wallet in the drawer', 'BTC', FROM_BEFORE, 'blockchain'), held('Loan from Mira', 'EUR', '800', 'external', 'liability'),
    ]})


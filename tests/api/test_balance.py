"""Balances over all sources, as the dashboard reads them."""

from typing import Any

import pytest

from rotkehlchen.services.balance import BalanceService
from tests.api.conftest import Client


def add(user: Client, asset: str, amount: str, kind: str = 'asset') -> None:
    balance = {'asset': asset, 'label': f'{asset} {kind}', 'amount': amount, 'location': 'banks', 'balance_type': kind}
    user.result('PUT', '/balances/manual', {'balances': [balance]})


def test_stored_balances_with_an_unknown_price_say_that_they_are_incomplete(user: Client) -> None:
    add(user, 'BTC', '2')
    add(user, 'ETH', '3')
    user.result('PUT', '/assets/prices/latest', {'from_asset': 'ETH', 'to_asset': 'EUR', 'price': '10.5'})
    found = user.result('GET', '/balances?only_cache=true')
    assert found['net_value'] == '31.5'
    assert (found['complete'], found['unknown_prices']) == (False, ['BTC'])
    assert 'value' not in found['assets']['BTC']


def test_stored_balances_ask_no_oracle(user: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    original = BalanceService.value

    def value(self: BalanceService, job: Any, *, fetch_prices: bool) -> Any:
        asked.append(fetch_prices)
        return original(self, job, fetch_prices=fetch_prices)

    monkeypatch.setattr(BalanceService, 'value', value)
    user.result('GET', '/balances?only_cache=true')
    user.result('GET', '/balances')
    assert asked == [False, True]

"""Rates of the European Central Bank, from the data in the package and from its file of recent days (fixture in its documented form)."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.oracle import AssetRef, HistoricRequest, OracleContext, Pair
from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.ecb.oracle import EuropeanCentralBank, RateTable, build, parse_recent

RECENT = """<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>
<Cube time="2030-01-04"><Cube currency="USD" rate="1.2500"/><Cube currency="JPY" rate="150"/></Cube>
<Cube time="2030-01-03"><Cube currency="USD" rate="1.2400"/></Cube></Cube></gesmes:Envelope>"""


class TextClient:
    def __init__(self, text: str) -> None:
        self.text = text
        self.asked = 0

    def get_json(self, *_: object, **__: object) -> object:
        raise NotImplementedError

    def get_text(self, url: str) -> str:
        assert url == 'https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.xml'
        self.asked += 1
        return self.text


def seconds(day: str, hour: int = 15) -> TimestampS:
    moment = datetime.datetime.fromisoformat(day).replace(hour=hour, tzinfo=datetime.UTC)
    return TimestampS(int(moment.timestamp()))


def make(now: str = '2026-11-01', text: str = RECENT) -> tuple[EuropeanCentralBank, TextClient]:
    client = TextClient(text)
    return build(OracleContext(client, lambda: seconds(now))), client


def rate(oracle: EuropeanCentralBank, pair: str, day: str) -> tuple[Decimal, str] | None:
    price = oracle.find_price(*pair.split('/'), seconds(day))  # type: ignore[call-arg]
    if price is None:
        return None
    return price.price, datetime.datetime.fromtimestamp(price.timestamp, datetime.UTC).date().isoformat()


def test_euro_in_dollars_is_the_published_rate() -> None:
    oracle, _ = make()
    assert rate(oracle, 'EUR/USD', '2020-05-04') == (Decimal('1.0942'), '2020-05-04')
    assert rate(oracle, 'EUR/USD', '1999-01-04') == (Decimal('1.1789'), '1999-01-04')


def test_cross_rate_is_the_quotient_and_the_other_way_round_its_inverse() -> None:
    oracle, _ = make()
    there, back = rate(oracle, 'GBP/USD', '2020-05-04'), rate(oracle, 'USD/GBP', '2020-05-04')
    assert there is not None
    assert back is not None
    assert abs(there[0] - Decimal('1.0942') / Decimal('0.87898')) < Decimal('1e-22')
    assert abs(there[0] * back[0] - 1) < Decimal('1e-22')


def test_weekend_and_holiday_use_the_business_day_before_and_say_so() -> None:
    oracle, _ = make()
    assert rate(oracle, 'EUR/USD', '2020-05-10') == rate(oracle, 'EUR/USD', '2020-05-08')
    assert rate(oracle, 'EUR/USD', '2020-12-27') == rate(oracle, 'EUR/USD', '2020-12-24')


def test_day_before_the_data_or_suspended_currency_is_unknown() -> None:
    oracle, _ = make()
    assert rate(oracle, 'EUR/USD', '1998-12-31') is None
    assert rate(oracle, 'EUR/RUB', '2022-03-01') is not None
    assert rate(oracle, 'EUR/RUB', '2022-04-01') is None
    assert rate(oracle, 'EUR/XXX', '2020-05-04') is None


def test_after_the_end_of_the_data_the_last_rate_stands_with_its_date() -> None:
    oracle, _ = make('2027-06-01')
    found = rate(oracle, 'EUR/USD', '2027-06-01')
    assert found is not None
    assert found[1] < '2027-01-01'
    assert rate(oracle, 'EUR/RUB', '2027-06-01') is None


def test_past_day_that_the_data_does_not_reach_is_unknown() -> None:
    oracle, _ = make('2027-06-01')
    assert rate(oracle, 'EUR/USD', '2027-03-01') is None
    assert rate(oracle, 'EUR/USD', '2027-05-30') is not None


def test_recent_file_is_read_once_and_used() -> None:
    oracle, client = make('2030-01-05')
    assert oracle.is_stale()
    assert oracle.fetch_recent()
    assert rate(oracle, 'EUR/USD', '2030-01-05') == (Decimal('1.2500'), '2030-01-04')
    assert rate(oracle, 'USD/JPY', '2030-01-04') == (Decimal(120), '2030-01-04')
    assert not oracle.is_stale()
    assert not oracle.fetch_recent()
    assert client.asked == 1


def test_fetches_answer_only_what_is_known() -> None:
    oracle, _ = make()
    usd, eur, btc = AssetRef('USD', 'fiat'), AssetRef('EUR', 'fiat'), AssetRef('BTC', 'own chain')
    assert oracle.knows(usd)
    assert not oracle.knows(btc)
    current = [price for page in oracle.fetch_current([Pair(eur, usd), Pair(btc, usd)]) for price in page]
    assert [price.asset for price in current] == ['EUR']
    old = [HistoricRequest(eur, usd, seconds(day)) for day in ('2020-05-04', '1990-01-01')]
    assert [price.price for page in oracle.fetch_historical(old) for price in page] == [Decimal('1.0942')]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_as_recent_file_is_a_bad_response(text: str) -> None:
    with pytest.raises(BadResponseError):
        parse_recent(text)


@settings(deadline=None)
@given(st.integers(0, len(RECENT) - 1), st.text(max_size=3))
def test_damaged_recent_file_never_gives_a_rate_that_is_not_positive(position: int, junk: str) -> None:
    try:
        days = parse_recent(RECENT[:position] + junk + RECENT[position + len(junk):])
    except BadResponseError:
        return
    assert all(value > 0 for rates in days.values() for value in rates.values())


@pytest.mark.parametrize('text', ['', 'Date,USD', 'nonsense\n1,2\n'])
def test_unknown_history_file_is_a_bad_response(text: str) -> None:
    with pytest.raises(BadResponseError):
        RateTable(text)

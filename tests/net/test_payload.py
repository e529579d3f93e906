from collections.abc import Callable
from decimal import Decimal

import pytest

from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.net.payload import Payload

SAMPLE = {'rows': [{'price': Decimal('1.5')}, {'price': 'NaN'}], 'n': '12', 'hex': '0x1f', 'data': '0xabcd', 'on': True, 'none': None}


def test_payload_of_right_shape_is_read() -> None:
    payload = Payload(SAMPLE, 'api.example')
    assert payload['rows'].items()[0]['price'].amount() == Decimal('1.5')
    assert (payload['n'].integer(), payload['hex'].quantity(), payload['data'].data(), payload['on'].flag()) == (12, 31, b'\xab\xcd', True)
    assert payload.find('none') is None
    assert payload.find('absent') is None
    assert payload['none'].is_null
    assert [name for name, _ in payload.members()] == list(SAMPLE)


@pytest.mark.parametrize(('read', 'path'), [
    (lambda p: p['rows'].items()[1]['price'].amount(), 'rows[1].price'),
    (lambda p: p['rows'].items()[0]['absent'], 'rows[0].absent'),
    (lambda p: p['rows'].text(), 'rows'),
    (lambda p: p['rows']['x'], 'rows'),
    (lambda p: p['n'].items(), 'n'),
    (lambda p: p['n'].quantity(), 'n'),
    (lambda p: p['n'].integer(most=5), 'n'),
    (lambda p: p['on'].integer(), 'on'),
    (lambda p: p['on'].amount(), 'on'),
    (lambda p: p['hex'].flag(), 'hex'),
    (lambda p: p['none'].text(), 'none'),
])
def test_payload_of_wrong_shape_names_the_place(read: Callable[[Payload], object], path: str) -> None:
    with pytest.raises(BadResponseError) as caught:
        read(Payload(SAMPLE, 'api.example'))
    assert path in str(caught.value)
    assert caught.value.source == 'api.example'


@pytest.mark.parametrize('raw', ['0x', '0x' + 'f' * 65, '1f', '0xg', 31, None, '0x1 '])
def test_quantity_of_wrong_form_is_refused(raw: object) -> None:
    with pytest.raises(BadResponseError):
        Payload(raw, 'node').quantity()


@pytest.mark.parametrize('raw', ['0xabc', '0xzz', 'ab', '0xab cd', 5])
def test_data_of_wrong_form_is_refused(raw: object) -> None:
    with pytest.raises(BadResponseError):
        Payload(raw, 'node').data()

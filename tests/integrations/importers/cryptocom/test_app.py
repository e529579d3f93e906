"""Crypto.com's app: what its rows tell only together."""

from decimal import Decimal

from rotkehlchen.contracts.importer import ImportedGroup, Problem
from tests.integrations.importers.export import read_text

HEADER = ('Timestamp (UTC),Transaction Description,Currency,Amount,To Currency,To Amount,Native Currency,Native Amount,Native Amount (in USD),'
          'Transaction Kind\n')


def events(*rows: str) -> list[tuple[str, str, str, Decimal]]:
    return [
        (event.type, event.subtype, event.asset, event.amount)
        for one in read_text('cryptocom', HEADER + '\n'.join(rows)).parse() if isinstance(one, ImportedGroup) for event in one.events
    ]


def test_gain_of_an_investment_is_what_came_back_beyond_what_had_gone_in() -> None:
    found = events(
        '2021-01-06 00:00:00,back,ETH,2,,,EUR,1,1,invest_withdrawal', '2021-01-05 00:00:00,in,ETH,-1,,,EUR,1,1,invest_deposit',
        '2021-01-04 00:00:00,back,ETH,0.5,,,EUR,1,1,invest_withdrawal', '2021-01-03 00:00:00,in,ETH,-1,,,EUR,1,1,invest_deposit',
        '2021-01-02 00:00:00,back,BTC,1,,,EUR,1,1,invest_withdrawal',
    )
    assert [one for one in found if one[0] == 'receive'] == [('receive', 'none', 'ETH', Decimal('0.5')), ('receive', 'none', 'BTC', Decimal(1))]


def test_swap_told_in_whole_leaves_out_its_parts_and_one_that_is_not_their_sum_does_not() -> None:
    whole = ('2020-08-03 00:00:00,s,ATOM,10,,,EUR,1,1,dynamic_coin_swap_credited', '2020-08-03 00:00:00,s,ADA,-2,,,EUR,1,1,dynamic_coin_swap_debited')
    parts = ('2020-08-03 00:00:00,s,ATOM,10,,,EUR,1,1,lockup_swap_credited', '2020-08-03 00:00:00,s,ADA,-{},,,EUR,1,1,lockup_swap_debited')
    assert len(events(*whole, parts[0], parts[1].format(2))) == 2
    assert len(events(*whole, parts[0], parts[1].format(3))) == 4


def test_dust_of_one_asset_is_exchanged_as_it_stands() -> None:
    assert events(
        '2020-08-03 00:00:00,d,ATOM,0.123456789012345678,,,EUR,0,0,dust_conversion_credited', '2020-08-03 00:00:00,d,ADA,-2,,,EUR,0,0,dust_conversion_debited',
    ) == [('trade', 'spend', 'ADA', Decimal(2)), ('trade', 'receive', 'ATOM', Decimal('0.123456789012345678'))]


def test_dust_without_values_is_one_trade_of_several_assets() -> None:
    found = events(
        '2020-08-03 00:00:00,d,ATOM,1,,,EUR,3,3,dust_conversion_credited', '2020-08-03 00:00:00,d,ADA,-2,,,EUR,0,0,dust_conversion_debited',
        '2020-08-03 00:00:00,d,XLM,-4,,,EUR,-3,-3,dust_conversion_debited',
    )
    assert found == [('multi trade', 'spend', 'ADA', Decimal(2)), ('multi trade', 'spend', 'XLM', Decimal(4)), ('multi trade', 'receive', 'ATOM', Decimal(1))]


def test_investment_with_a_row_that_cannot_be_read_is_not_imported_in_part() -> None:
    outcomes = read_text('cryptocom', HEADER + '\n'.join((
        '2021-01-06 00:00:00,back,ETH,2,,,EUR,1,1,invest_withdrawal', '2021-01-05 00:00:00,in,ETH,one,,,EUR,1,1,invest_deposit',
        '2021-01-05 00:00:00,in,BTC,-1,,,EUR,1,1,invest_deposit',
    ))).parse()
    assert {(one.line, one.code) for one in outcomes if isinstance(one, Problem)} == {(2, 'group_has_problem'), (3, 'bad_amount')}
    assert [one.lines for one in outcomes if isinstance(one, ImportedGroup)] == [(4,)]

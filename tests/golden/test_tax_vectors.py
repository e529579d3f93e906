"""Published examples of cost basis and gains, from tax authorities and other programs, to the exact figure.

Each has the id of the reference list of vectors, sections A to F; others are in `test_published_examples.py`. US11 is a matter of matching
(tests/ledger); IE06 is a rule, tried by IE-581 there. Figures that are printed rounded are here as the fractions that they are rounded from.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pytest

from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from tests.accounting.history import GAIN_ONLY, MONEY, Result, account

EXACT = Decimal('1e-30')
UK = Policy('share_pool', 'global', ahead_days=30, swap_value='crossed', zone='Europe/London')
US_POOL = Policy('fifo', 'global', long_after_years=1, is_counted_from_next_day=True)
US_WALLET = Policy('fifo', 'location', long_after_years=1, is_counted_from_next_day=True)
FIFO, LIFO, HIFO, LOFO, AVERAGE = (Policy(method, 'global') for method in ('fifo', 'lifo', 'hifo', 'lofo', 'average'))
YEAR_FREE = Policy('fifo', 'global', free_after_years=1)


@dataclass(frozen=True)
class Vector:
    """`by_day`: gains of a day, as shares of a pool count by day. `gains`, `costs`, `free`: one for each disposal. `left`: by asset what is
    held and its cost. `income`: all of it. `total`: all gains. `long`: gain of what was held for long."""

    id: str
    history: str
    policy: Policy
    by_day: Mapping[str, str] = field(default_factory=dict)
    gains: str = ''
    costs: str = ''
    free: str = ''
    left: Mapping[str, str] = field(default_factory=dict)
    income: str = ''
    total: str = ''
    long: str = ''
    asset: str | None = None


VECTORS = (
    # ------------------------------------------------------------------ A. United Kingdom
    Vector('UK01', '2020-01-01 B 100 1000; 2020-09-18 B 50 125000; 2020-12-01 S 50 300000', UK, {'2020-12-01': '258000'}, costs='42000',
           left={'A': '100 84000'}),
    Vector('UK02', '2020-01-01 B 5000 500; 2020-06-23 S 1000 800; 2020-06-23 B 1600 1000; 2020-06-23 S 500 600', UK, {'2020-06-23': '462.5'},
           costs='625 312.5', left={'A': '5100 562.5'}),
    Vector('UK04', '2019-12-01 B 8000 1000; 2020-01-31 S 5000 500; 2020-01-31 B 4000 320; 2020-01-31 B 1000 75; 2020-01-31 B 1000 70;'
           '2020-01-31 S 2000 142; 2020-01-31 B 500 35', UK, {'2020-01-31': '79.5'}, total='79.5', left={'A': '7500 937.5'}),
    Vector('UK06', '2020-01-01 B 100000 300000; 2020-07-31 B 10000 45000; 2020-07-31 S 30000 150000; 2020-08-05 S 20000 100000;'
           '2020-08-06 B 50000 225000; 2020-08-07 S 100000 150000', UK,
           {'2020-07-31': '15000', '2020-08-05': '10000', '2020-08-07': '-1800000/11'}, total='-1525000/11', left={'A': '10000 345000/11'}),
    Vector('UK07 G', '2020-01-01 B 100000 300000 as=G; 2020-08-31 X 1000 G 3200 10000 H 3200; 2020-08-31 X 5000 H 1700 600 G 1920;'
           '2020-08-31 X 550 G 1760 5000 H 1650; 2020-09-04 X 2000 H 560 180 G 558; 2020-09-16 X 400 G 1080 4000 H 1080;'
           '2020-10-27 X 12000 H 2400 900 G 2430', UK, {'2020-08-31': '280', '2020-09-16': '-120'}, left={'G': '99730 298890', 'H': '0 0'}, asset='G'),
    Vector('UK07 H', '2020-01-01 B 100000 300000 as=G; 2020-08-31 X 1000 G 3200 10000 H 3200; 2020-08-31 X 5000 H 1700 600 G 1920;'
           '2020-08-31 X 550 G 1760 5000 H 1650; 2020-09-04 X 2000 H 560 180 G 558; 2020-09-16 X 400 G 1080 4000 H 1080;'
           '2020-10-27 X 12000 H 2400 900 G 2430', UK, {'2020-08-31': '800/3', '2020-09-04': '18', '2020-10-27': '-4250/3'}, asset='H'),
    Vector('UK08', '2020-01-01 B 10000 20000; 2020-06-01 S 1000 5000 fee_in=1:5', UK, {'2020-06-01': '2998'}, costs='2000 2',
           left={'A': '8999 17998'}),
    Vector('UK09', '2018-01-01 B 14000 200000; 2018-08-30 B 500 17500; 2018-09-04 S 4000 160000', UK, {'2018-09-04': '100000'}, costs='60000',
           left={'A': '10500 157500'}),
    Vector('UK11', '2020-01-01 B 9500@1.50; 2020-08-30 S 4000@1.50; 2020-09-11 B 500@1.70', UK, {'2020-08-30': '-100'}, left={'A': '6000 9000'}),
    Vector('UK13', '2019-12-01 B 10@4; 2020-01-01 S 10@10; 2020-02-01 B 10@3', UK, {'2020-01-01': '60'}, left={'A': '10 30'}),
    Vector('UK13 one day before', '2019-12-01 B 10@4; 2020-01-01 S 10@10; 2020-01-31 B 10@3', UK, {'2020-01-01': '70'}, left={'A': '10 40'}),
    Vector('UK14', '2019-12-01 B 200@1; 2020-01-01 S 60@5; 2020-01-05 S 60@6; 2020-01-20 B 80@2; 2020-01-20 S 50@7', UK,
           {'2020-01-01': '210', '2020-01-05': '300', '2020-01-20': '250'}, left={'A': '110 110'}),
    Vector('UK15', '2020-01-01 B 100@1; 2020-03-25 S 70@5; 2020-04-10 B 60@2; 2020-04-10 S 40@6', UK,
           {'2020-03-25': '260', '2020-04-10': '160'}, left={'A': '50 50'}),
    Vector('UK18', '2019-12-01 B 100@4; 2020-01-01 S 100@10; 2020-01-10 SPLIT 2; 2020-01-20 B 200@3; 2020-01-20 S 150@11', UK,
           {'2020-01-01': '550', '2020-01-20': '1200'}, left={'A': '50 100'}),
    Vector('UK19', '2020-01-01 B 20@10; 2020-02-01 S 20@12; 2020-02-10 B 10@10; 2020-02-15 SPLIT 0.5; 2020-02-20 B 5@20', UK,
           {'2020-02-01': '40'}, left={'A': '10 200'}),
    Vector('UK22', '2018-08-28 B 10@5 fee=12.50; 2018-08-28 B 10@10 fee=2; 2018-08-28 B 10@8 fee=2; 2018-10-28 S 10@7 fee=12.50;'
           '2018-10-28 S 10@9 fee=2', UK, {'2018-10-28': '-113/6'}, left={'A': '10 493/6'}),
    Vector('UK23', '2020-01-01 B 100@10; 2020-03-01 GIVE 40; 2020-06-01 GIFT 20@10; 2020-09-01 S 30@12', UK, {'2020-03-01': '0', '2020-09-01': '60'},
           left={'A': '50 500'}),
    Vector('UK24', '2020-01-01 B 100@1; 2020-02-01 GIVE 40; 2020-02-15 B 40@100', UK, {'2020-02-01': '0'}, costs='4000', left={'A': '100 100'}),
    Vector('UK25', '2020-01-01 B 100@1; 2020-02-01 B 100@100; 2020-03-01 COST -6000', UK, left={'A': '200 4100'}),
    Vector('UK26', '2020-03-02 B 100@25 fee=6; 2020-03-03 B 50@27 fee=5; 2020-03-03 B 100@28 fee=5; 2020-03-03 B 4@29; 2020-03-03 S 100@26 fee=5;'
           '2020-03-03 S 50@28 fee=5; 2020-03-03 S 104@30 fee=5; 2020-03-06 B 90@28 fee=5; 2020-03-06 S 90@27 fee=5', UK,
           {'2020-03-03': '323', '2020-03-06': '-100'}, left={'A': '0 0'}),
    Vector('UK28', '2020-01-01 B 2 2.00; 2020-06-01 S 1 1.99; 2020-07-01 S 1 1.99', UK, gains='0.99 0.99', total='1.98'),
    Vector('UD02', '2020-01-01 B 100 200; 2020-02-01 X 100 A 150 1 RIGHT 150', UK, gains='-50', left={'RIGHT': '1 150'}),
    Vector('UD03', '2020-01-01 B 100 200; 2020-02-01 X 100 A 165 1 RIGHT 165', UK, gains='-35'),
    Vector('UD04', '2020-01-01 B 100 100; 2020-01-02 B 100 50 as=B; 2020-02-01 X 10 A 10 + 5 B 3 for 1 LP 15', UK, gains='20/13 25/26',
           costs='10 2.5', left={'LP': '1 13', 'A': '90 90', 'B': '95 47.5'}),
    Vector('UD05', '2020-01-01 B 100 500; 2020-02-01 LOST 11 66', UK, gains='11', costs='55'),
    Vector('UD06', '2020-01-01 B 525 5250; 2020-02-01 REPAY 525 6300', UK, gains='1050'),
    Vector('UD07', '2020-01-01 B 1000 1500; 2020-02-01 X 100 A 150 1 RIGHT 150; 2020-06-01 X 1 RIGHT ? 100 A 160 more=5:8', UK, gains='0 10',
           income='8', left={'A': '1005 1518', 'RIGHT': '0 0'}),
    Vector('UD08', '2020-01-01 B 1000 1500; 2020-02-01 X 100 A 150 1 RIGHT 150; 2020-06-01 X 1 RIGHT ? 100 A 120 more=5:6', UK, gains='0 -30',
           income='6', left={'A': '1005 1476'}),
    Vector('UD09', '2020-01-01 B 4000 2000; 2020-02-01 X 1000 A 1100 1 RIGHT 1100; 2020-06-01 X 1 RIGHT ? 1000 A 850 more=150:127.5', UK,
           gains='600 -250', income='127.5', left={'A': '4150 2477.5'}),
    # ------------------------------------------------------------------ B. United States
    Vector('US02', '2007-01-01 B 100@60; 2007-07-07 S 100@50; 2007-08-05 B 100@70', Policy('fifo', 'global', loss_deferred_days=30), gains='0',
           left={'A': '100 8000'}),
    Vector('US03', '1998-01-01 B 100@77; 1999-01-01 B 200@84; 2000-01-01 B 100@105; 2001-01-01 S 100@90', US_POOL, gains='1300'),
    Vector('US03 specific', '1998-01-01 B 100@77; 1999-01-01 B 200@84; 2000-01-01 B 100@105; 2001-01-01 S 100@90 lots=6:100',
           Policy('specific', 'global'), gains='-1500', left={'A': '300 24500'}),
    Vector('US05', '2002-01-28 B 100 15287; 2002-05-16 S 100 15424; 2002-06-01 SPLIT 2; 2002-09-19 S 600 59923 lots=9:200,11:400;'
           '2002-09-26 B 200 20500; 2002-10-28 B 400 38975; 2002-10-29 B 200 20237', Policy('specific', 'global'), gains='137 448',
           left={'A': '200 20237'}),
    Vector('US06 universal', '2020-01-01 B 10 1000 @coinbase; 2020-02-01 B 10 500 @binance; 2020-03-01 S 10 100 @binance', US_POOL, gains='-900'),
    Vector('US06 per wallet', '2020-01-01 B 10 1000 @coinbase; 2020-02-01 B 10 500 @binance; 2020-03-01 S 10 100 @binance', US_WALLET, gains='-400'),
    Vector('US08 universal', '2012-05-01 B 1@100 @a; 2016-05-10 B 3@500 @b; 2017-04-02 S 1@1000 @b; 2017-05-30 S 2@2000 @b', US_POOL, total='3900',
           long='3900'),
    Vector('US08 per wallet', '2012-05-01 B 1@100 @a; 2016-05-10 B 3@500 @b; 2017-04-02 S 1@1000 @b; 2017-05-30 S 1@2000 @a; 2017-05-30 S 1@2000 @b',
           US_WALLET, total='3900', long='3400'),
    Vector('US10', '2023-01-01 B 1 100 @a; 2023-06-01 B 1 300 @b; 2024-01-01 MOVE 1 a b; 2024-02-01 S 1 500 @b', US_WALLET, gains='400', costs='100',
           long='400', left={'A': '1 300'}),
    # ------------------------------------------------------------------ C. order of lots
    Vector('LO01', '2021-01-01 B 10@10; 2021-01-02 B 20@11; 2021-01-03 B 30@12; 2021-02-01 S 6 0; 2021-02-02 S 4 0; 2021-02-03 S 2 0;'
           '2021-02-04 S 18 0; 2021-02-05 S 3 0', FIFO, costs='60 40 22 198 36'),
    Vector('LO02', '2021-01-01 B 10@10; 2021-01-02 B 20@11; 2021-01-03 B 30@12; 2021-02-01 S 15 0; 2021-02-02 S 10 0; 2021-02-03 S 5 0', FIFO,
           costs='155 110 55'),
    Vector('LO03', '2021-01-01 B 10@10; 2021-01-02 B 20@11; 2021-01-03 B 30@12; 2021-02-01 S 7 0; 2021-02-02 S 23 0; 2021-02-03 S 19 0;'
           '2021-02-04 S 1 0; 2021-02-05 S 9 0', LIFO, costs='84 276 209 11 90'),
    Vector('LO04', '2021-01-01 B 10@10; 2021-01-02 B 20@11; 2021-01-03 B 30@12; 2021-02-01 S 55 0; 2021-02-02 S 5 0', LIFO, costs='630 50'),
    Vector('LO05', '2021-01-01 B 10@10; 2021-01-02 B 20@12; 2021-01-03 B 30@11; 2021-02-01 S 15 0; 2021-02-02 S 5 0; 2021-02-03 S 20 0;'
           '2021-02-04 S 10 0; 2021-02-05 S 7 0', HIFO, costs='180 60 220 110 70'),
    Vector('LO07', '2021-01-01 B 10@12; 2021-01-02 B 20@10; 2021-01-03 B 30@11; 2021-02-01 S 15 0; 2021-02-02 S 5 0; 2021-02-03 S 20 0;'
           '2021-02-04 S 10 0; 2021-02-05 S 7 0', LOFO, costs='150 50 220 110 84'),
    Vector('LO09', '2021-01-01 B 10@10; 2021-01-01 S 4 0; 2021-01-02 B 20@12; 2021-01-02 S 16 0; 2021-01-03 B 30@11; 2021-01-03 S 40 0', HIFO,
           costs='40 192 438'),
    Vector('LO10', '2021-01-01 B 10@12; 2021-01-01 S 4 0; 2021-01-02 B 20@10; 2021-01-02 S 16 0; 2021-01-03 B 30@11; 2021-01-03 S 40 0', LOFO,
           costs='48 160 442'),
    Vector('LO11', '2021-01-01 B 10@40; 2021-01-02 B 10@60; 2021-01-03 B 10@50; 2021-02-01 S 15@65', HIFO, gains='125', left={'A': '15 650'}),
    Vector('LO13 over all', '2021-01-01 B 10@40 @b1; 2021-01-02 B 10@80 @b2; 2021-02-01 S 5@65 @b1', AVERAGE, gains='25'),
    Vector('LO13 per account', '2021-01-01 B 10@40 @b1; 2021-01-02 B 10@80 @b2; 2021-02-01 S 5@65 @b1', Policy('average', 'account'), gains='125'),
    Vector('LO15', '2021-01-01 B 10@10 @a; 2021-01-02 B 10@20 @b; 2021-01-03 MOVE 10 a b; 2021-02-01 S 5@30 @b', Policy('average', 'location'),
           gains='75'),
    *(Vector(f'LO19 {name}', '2021-01-01 B 1@1000; 2021-01-02 B 2@1200; 2021-01-03 B 3@700; 2021-02-01 S 1 0; 2021-02-02 S 2 0; 2021-02-03 S 3 0',
             policy, costs=costs)
      for name, policy, costs in (('fifo', FIFO, '1000 2400 2100'), ('lifo', LIFO, '700 1400 3400'), ('highest price', HIFO, '1200 2200 2100'),
                                  ('lowest price', LOFO, '700 1400 3400'))),
    Vector('LO20', '2021-01-01 B 10.01 33.85; 2021-01-02 B 10.01 33.85; 2021-01-03 B 10.01 33.85; 2021-02-01 S 30.03@4', FIFO, gains='18.57'),
    Vector('LO20 average', '2021-01-01 B 10.01 33.85; 2021-01-02 B 10.01 33.85; 2021-01-03 B 10.01 33.85; 2021-02-01 S 30.03@4', AVERAGE, gains='18.57'),
    Vector('LO22 fifo', '2021-01-01 B 109 3149.20; 2021-01-02 B 52 1684.92; 2021-02-01 S 15 531.50', FIFO, gains='21391/218',
           left={'A': '146 11992027/2725'}),
    Vector('LO22 average', '2021-01-01 B 109 3149.20; 2021-01-02 B 52 1684.92; 2021-02-01 S 15 531.50', AVERAGE, gains='130597/1610',
           left={'A': '146 17644538/4025'}),
    Vector('LO23', '2021-01-01 B 109 3149.20; 2021-02-01 S 15 531.50; 2021-03-01 B 52 1684.92; 2021-03-02 B 32 959.30', AVERAGE,
           left={'A': '178 29212239/5450'}),
    # ------------------------------------------------------------------ D. average cost
    Vector('CA01', '2020-01-01 B 2@10; 2020-01-02 S 1@15; 2020-01-03 B 1@30; 2020-01-04 S 1.5@10; 2020-01-05 B 3@20; 2020-01-06 S 2@30;'
           '2020-01-07 S 1.5@10; 2020-01-08 B 1@10; 2020-01-09 S 0.5@5; 2020-01-10 S 0.6@5; 2020-01-11 S 0.5@5', AVERAGE,
           gains='5 -15 20 -15 -2.5 -2 2.5', left={'A': '0 0'}),
    Vector('CA02', '2020-01-01 B 500@15 fee=20; 2020-01-02 B 200@12 fee=20; 2020-02-01 S 100@15 fee=20', AVERAGE, gains='60', costs='1420'),
    Vector('CA05', '2020-01-01 B 10@50 fee=7; 2020-01-02 B 10@55 fee=7; 2020-02-01 S 5@65 fee=7', AVERAGE, gains='52', costs='266'),
    # ------------------------------------------------------------------ E. Germany, Austria
    Vector('DE01', '2015-11-08 B 5@268.10; 2016-07-01 B 15@612.45; 2016-10-25 B 3@603.415; 2016-12-02 S 8 0', YEAR_FREE, gains='-1837.35',
           free='-1340.50', left={'A': '15 9159.645'}),
    Vector('DE02', '2015-11-08 B 5@268.10; 2016-07-01 S 3 0; 2016-07-01 S 2 0', YEAR_FREE, gains='-804.30 -536.20', free='0 0'),
    Vector('DE02 later', '2015-11-08 B 5@268.10; 2016-12-02 S 3 0; 2016-12-02 S 2 0', YEAR_FREE, gains='0 0', free='-804.30 -536.20'),
    Vector('DE03', '2015-11-08 B 1@268.10; 2015-11-09 B 1@612.45; 2016-07-01 S 3@1000', YEAR_FREE, gains='2119.45', costs='880.55', free='0'),
    Vector('DE03 later', '2015-11-08 B 1@268.10; 2015-11-09 B 1@612.45; 2016-12-02 S 3@1000', YEAR_FREE, gains='1000', costs='880.55', free='1119.45'),
    Vector('DE05', '2013-01-15 B 10 100; 2014-03-01 S 10 4500', YEAR_FREE, gains='0', free='4400'),
    Vector('DE05 within', '2013-07-15 B 10 800; 2014-03-01 S 10 4500', YEAR_FREE, gains='3700', free='0'),
    Vector('AT01', '2021-01-01 B 1@100; 2021-07-12 B 1@300; 2021-08-01 B 2@300; 2023-01-01 S 1@300',
           Policy('average', 'account', swap='carried', free_before=datetime.date(2021, 3, 1)), gains='0', free='200', left={'A': '3 900'}),
    # ------------------------------------------------------------------ F. France, Ireland, Australia
    Vector('FR02', '2020-01-01 B 30 1200; 2020-06-01 S 5 500', Policy('average', 'global', swap='carried', portfolio_gain=True, fee_gain=False),
           gains='300', costs='200'),
    Vector('FR02 with a fee: the share is by the price before it', '2020-01-01 B 30 1200; 2020-06-01 S 5 500 fee=20; 2020-07-01 S 5 500',
           Policy('average', 'global', swap='carried', portfolio_gain=True, fee_gain=False), gains='280 300', costs='200 200'),
    Vector('IE02', '2020-01-01 B 0.5@2000; 2020-02-01 B 1@1600; 2020-06-01 S 1@1800', FIFO, gains='0'),
    Vector('IE03', '2020-01-01 B 3@131; 2020-02-01 B 1@137; 2020-06-01 S 4 716', FIFO, gains='186'),
    Vector('IE05', '2020-09-01 B 1000@8.00; 2020-09-07 B 500@8.50; 2020-10-01 S 400@9.00', Policy('fifo', 'global', recent_days=28), gains='200',
           costs='3400', left={'A': '1100 8850'}),
    Vector('AU03', '2020-01-01 B 1 4702.26; 2021-02-01 S 1 7500', Policy('fifo', 'global', long_after_years=1), gains='2797.74', long='2797.74'),
)


def _exact(text: str) -> Fraction:
    return Fraction(text)


def _same(found: Decimal | None, wanted: str, what: str) -> None:
    assert found is not None, what
    assert abs(Fraction(found) - _exact(wanted)) < Fraction(EXACT), f'{what}: {found} instead of {wanted}'


@pytest.mark.parametrize('vector', VECTORS, ids=lambda vector: vector.id)
def test_published_example_comes_out_exactly(vector: Vector) -> None:
    check(vector, account(vector.history, vector.policy, Settings(), rules=[GAIN_ONLY]))


def check(vector: Vector, told: Result) -> None:
    disposals = [line for line in told.disposals if vector.asset in (None, line.asset)]
    for day, wanted in vector.by_day.items():
        _same(told.gain_by_day(vector.asset).get(day), wanted, day)
    if vector.by_day:
        assert set(told.gain_by_day(vector.asset)) == set(vector.by_day)
    for wanted_all, found_all, what in (
        (vector.gains, [line.gain_taxable for line in disposals], 'gains'), (vector.costs, [line.cost for line in disposals], 'costs'),
        (vector.free, [line.gain_free for line in disposals], 'free'),
    ):
        if wanted_all:
            assert len(found_all) == len(wanted_all.split()), (what, found_all)
            for found, wanted in zip(found_all, wanted_all.split(), strict=True):
                _same(found, wanted, what)
    for asset, wanted in vector.left.items():
        for left, one in zip(told.left(asset), wanted.split(), strict=True):
            _same(left, one, f'left of {asset}')
    if vector.income:
        _same(sum((line.gain_taxable or ZERO for line in told.lines if line.kind == 'income'), ZERO), vector.income, 'income')
    if vector.total:
        _same(sum((line.gain_taxable or ZERO for line in disposals), ZERO), vector.total, 'total')
    if vector.long:
        _same(sum((part.gain or ZERO for line in disposals for part in line.parts if part.is_long_term), ZERO), vector.long, 'long')


def test_oversell_is_flagged_and_its_part_unknown_where_zero_is_not_asked_for() -> None:
    """LO17: an error elsewhere, never a silent zero."""
    told = account('2020-01-01 B 1 100; 2020-02-01 S 3@200', FIFO, Settings(missing_basis='unknown'))
    (line,) = told.disposals
    assert line.gain_taxable == 100
    assert line.flags == {'missing_basis', 'oversold'}
    assert [(part.basis, part.amount, part.gain) for part in line.parts] == [('lot', 1, 100), ('missing', 2, None)]
    assert [(one.kind, one.params) for one in told.engine.findings] == [('missing_acquisition', {'found': '1', 'missing': '2'})]
    assert told.engine.totals['trade'].unknown == 1


def test_all_of_it_missing_is_no_gain_that_anybody_knows() -> None:
    told = account('2020-02-01 S 3@200', FIFO, Settings(missing_basis='unknown', profit_currency=MONEY))
    assert told.gains() == [None]

"""More published examples of cost basis, gains and returns, to the exact figure. Each has its source beside it.

Where a country is named, the example is computed by that country's own rules, too, which is what its users get. Status of a figure as in the reference
list of vectors: P printed by an authority, X official and encoded by another program, T of another program's tests or help, H of a help page or
article, C computed from published inputs in exact fractions, R rebuilt from memory of an official text that could not be opened.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from rotkehlchen.accounting.calendar import YearPolicies
from rotkehlchen.accounting.engine import Engine, in_groups, order_key
from rotkehlchen.accounting.performance.contribution import return_on_average
from rotkehlchen.accounting.performance.internal_rate import CashFlow, internal_rate
from rotkehlchen.accounting.performance.risk import deepest_fall
from rotkehlchen.accounting.performance.time_weighted import DayReturn, DayValue, chain, total_return
from rotkehlchen.accounting.rule import RuleBook, shipped_rules
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.contracts.registry import Registry
from tests.accounting.history import ASSETS, GAIN_ONLY, History, Result, account
from tests.golden import test_tax_vectors as known
from tests.golden.test_tax_vectors import AVERAGE, FIFO, HIFO, LIFO, LOFO, UK, US_POOL, US_WALLET, YEAR_FREE, Vector

REGISTRY = Registry()
LOTS_2021 = '2021-01-01 B 10@{}; 2021-01-02 B 20@{}; 2021-01-03 B 30@{};'
CANADA = Policy('average', 'global', loss_deferred_days=30)
WASH = Policy('specific', 'global', loss_deferred_days=30)
FRANCE = Policy('average', 'global', swap='carried', portfolio_gain=True, fee_gain=False)
IRELAND = Policy('fifo', 'global', recent_days=28, loss_deferred_days=28, loss_window='after')
JAPAN = Policy('total_average', 'global')

Row = tuple[Vector, str, Mapping[str, str]]


def _full(row: tuple[Vector, str] | Row) -> Row:
    """A vector, the country whose rules must give it, too, and what is chosen there."""
    return (row[0], row[1], {}) if len(row) == 2 else row


_ROWS: Sequence[tuple[Vector, str] | Row] = (
    # ------------------------------------------------------------------ A. United Kingdom
    # P gov.uk CRYPTO22253, example 3 (the 20XX of the page as 2020; the first sale is in 2019/20, its matches in 2020/21)
    (Vector('UK03', '2019-05-01 B 2000 1000; 2020-03-31 S 1000 400; 2020-04-20 S 500 150; 2020-04-21 B 700 175; 2020-04-28 B 500 100;'
            '2020-05-01 B 500 150', UK, {'2020-03-31': '165', '2020-04-20': '20'}, costs='235 130', left={'A': '2200 1060'}), 'united_kingdom'),
    # P gov.uk CRYPTO22255, example 5
    (Vector('UK05', '2019-05-01 B 14000 200000; 2020-08-30 S 4000 160000; 2020-09-11 B 500 17500', UK, {'2020-08-30': '92500'}, costs='67500',
            left={'A': '10500 150000'}), 'united_kingdom'),
    # X HS284 example 3 (2020), "Lobster", printed 329 and 300; in cgtcalc as HMRCExample1
    (Vector('UK10', '2014-04-01 B 1000@4.00 fee=150; 2017-09-01 B 500@4.10 fee=80; 2018-05-01 S 700@4.80 fee=100; 2019-02-01 S 400@5.20 fee=105', UK,
            {'2018-05-01': '988/3', '2019-02-01': '901/3'}, left={'A': '400 5024/3'}), 'united_kingdom'),
    # T cgtcalc Day30BoundaryInclusive
    (Vector('UK12', '2020-01-01 S 10@10; 2020-01-31 B 10@3', UK, {'2020-01-01': '70'}, left={'A': '0 0'}), 'united_kingdom'),
    # T cgtcalc SameDayPriorityAcrossDisposals, results C
    (Vector('UK16', '2020-01-01 B 100@1; 2020-01-10 S 70@2; 2020-01-20 B 60@1.5; 2020-01-20 S 50@3', UK, {'2020-01-10': '65', '2020-01-20': '75'},
            left={'A': '40 40'}), 'united_kingdom'),
    # T cgtcalc FutureDayProRataExpenses, results C: the fee of one purchase is spread over all of the day
    (Vector('UK17', '2019-12-01 B 100@1; 2020-01-10 S 70@10; 2020-01-20 B 30@2 fee=30; 2020-01-20 B 70@2; 2020-01-20 S 60@11', UK,
            {'2020-01-10': '578', '2020-01-20': '522'}, left={'A': '70 70'}), 'united_kingdom'),
    # T cgtcalc MultipleMatches: the same trade as a same-day match, by 30 days and out of the pool, printed -20 each
    (Vector('UK20', '2018-08-28 B 10@4.1565 fee=12.5; 2018-08-28 S 10@4.6702 fee=12.5; 2019-08-28 S 10@4.6702 fee=12.5; 2019-09-20 B 10@4.1565 fee=12.5;'
            '2020-08-28 B 10@4.1565 fee=12.5; 2020-10-28 S 10@4.6702 fee=12.5', UK,
            {'2018-08-28': '-19.863', '2019-08-28': '-19.863', '2020-10-28': '-19.863'}), 'united_kingdom'),
    # T cgtcalc SpouseTransferSameDayPriority
    (Vector('UK21', '2020-01-01 B 100@1; 2020-02-01 B 10@100; 2020-02-01 GIVE 10', UK, {'2020-02-01': '0'}, costs='1000', left={'A': '100 100'}),
     'united_kingdom'),
    # T KapJI calc_test_data_2 "spin_off", up to the spin-off
    (Vector('UK27', '2023-01-01 B 500@101.1 fee=1; 2023-06-25 S 30@100 fee=1; 2023-06-30 B 50@99 fee=1; 2023-06-30 S 100@100 fee=1;'
            '2023-07-10 B 50@99 fee=1', UK, {'2023-06-25': '28.4', '2023-06-30': '34.54'}, left={'A': '470 47517.94'}), 'united_kingdom'),
    # T cgtcalc: SpouseTransferReservedForLaterSameDaySell, SameDaySellAndSpouseOutSellFirst and SpouseFirst, SpouseInExactTotalCost
    (Vector('UK-S1', '2020-01-01 B 100@1; 2020-01-10 GIVE 70; 2020-01-20 B 60@1.5; 2020-01-20 S 50@3', UK, {'2020-01-10': '0', '2020-01-20': '75'},
            costs='75 75', left={'A': '40 40'}), 'united_kingdom'),
    (Vector('UK-S2', '2020-01-01 B 100@1; 2020-02-01 B 100@10; 2020-02-01 S 100@20; 2020-02-01 GIVE 100', UK, {'2020-02-01': '1450'}, costs='550 550',
            left={'A': '0 0'}), 'united_kingdom'),
    (Vector('UK-S3', '2020-01-01 B 100@1; 2020-02-01 B 100@10; 2020-02-01 GIVE 100; 2020-02-01 S 100@20', UK, {'2020-02-01': '1450'}, costs='550 550',
            left={'A': '0 0'}), 'united_kingdom'),
    (Vector('UK-S4', '2020-06-01 GIFT 100000000 12345678.9; 2020-07-01 S 100000000@0.2', UK, {'2020-07-01': '7654321.1'}), 'united_kingdom'),
    # T KapJI test_transfer_to_spouse
    (Vector('UK-S5', '2024-06-01 B 10@10; 2024-06-10 S 3@20; 2024-06-10 GIVE 2', UK, {'2024-06-10': '30'}, costs='30 20', left={'A': '5 50'}),
     'united_kingdom'),
    # T cgtcalc WithSplitS104, WithUnsplitS104, WithSplitBB
    (Vector('UK-P1', '2019-01-01 B 20@10; 2019-02-01 SPLIT 2; 2019-04-01 S 40@6', UK, {'2019-04-01': '40'}), 'united_kingdom'),
    (Vector('UK-P2', '2019-01-01 B 20@10; 2019-02-01 SPLIT 0.5; 2019-04-01 S 10@24', UK, {'2019-04-01': '40'}), 'united_kingdom'),
    (Vector('UK-P3', '2019-01-01 B 20@10; 2019-02-01 S 20@12; 2019-02-10 B 10@10; 2019-02-15 SPLIT 2; 2019-02-20 B 20@5', UK, {'2019-02-01': '40'},
            left={'A': '40 200'}), 'united_kingdom'),
    # T cgtcalc RoundingErrorSplitTransactions, printed 429, 232, 661
    (Vector('UK-R1', '2025-02-09 B 20@3.37; 2025-02-09 B 52@3.24; 2026-02-10 S 72@9.56; 2026-02-18 B 22@3.21; 2026-02-18 B 57@3.74; 2026-02-25 S 79@6.25',
            UK, {'2026-02-10': '848592/1975', '2026-02-25': '1838513/7900'}, total='66239/100'), 'united_kingdom'),
    # T cgtcalc GainsAndLosses, CarryLoss, BuySellAllBuyAgainCapitalReturn (printed 1084 and -6)
    (Vector('UK-G1', '2018-08-28 B 1000@1 fee=10; 2018-08-28 S 1000@2 fee=10; 2018-10-28 B 1000@5 fee=10; 2018-10-28 S 1000@4 fee=10', UK,
            {'2018-08-28': '980', '2018-10-28': '-1020'}), 'united_kingdom'),
    (Vector('UK-G2', '2018-01-01 B 1 1000; 2018-01-01 S 1 0; 2019-01-01 B 1 1000; 2019-01-01 S 1 2000; 2020-01-01 B 1 1000; 2020-01-01 S 1 20000', UK,
            {'2018-01-01': '-1000', '2019-01-01': '1000', '2020-01-01': '19000'}), 'united_kingdom'),
    (Vector('UK-G3', '2018-01-01 B 50@184.65 fee=12.5; 2019-01-01 B 50@181.56 fee=2; 2019-02-01 S 100@194.22 fee=12.5; 2019-04-01 B 40@196.89 fee=2;'
            '2019-05-31 COST -149.75; 2019-05-31 COST 150.24; 2019-06-01 S 40@197.12 fee=12.5', UK, gains='1084.5 -5.79'), 'united_kingdom'),
    # H HMRC community forum ac529f7b (2024), accountingweb "30 day or same day" (its quantities, prices C); MoneySavingExpert 2114215. C
    (Vector('UK-Q1', '2023-09-01 B 40 80; 2023-09-12 S 40 120; 2023-10-01 B 25 100; 2023-10-15 S 25 150', UK, {'2023-09-12': '-10', '2023-10-15': '100'}),
     'united_kingdom'),
    (Vector('UK-Q2', '2020-12-31 B 700@1; 2021-01-13 S 700@5; 2021-01-13 B 500@2; 2021-01-14 B 650@3; 2021-01-14 S 600@5', UK,
            {'2021-01-13': '2200', '2021-01-14': '1200'}, left={'A': '550 550'}), 'united_kingdom'),
    (Vector('UK-Q3', '2008-06-01 B 4558 5998.32; 2009-04-21 S 4558 9176.81; 2009-04-22 B 4316 8999.75; 2009-04-24 S 4316 9855.35;'
            '2009-04-27 B 3677 8999.49; 2009-05-13 S 3677 9512.76; 2009-05-14 B 4040 9998.12', UK,
            {'2009-04-21': '-38170674/91925', '2009-04-24': '-271894742661/371377000', '2009-05-13': '233225651127/230179000'},
            left={'A': '4040 60583032/11395'}), 'united_kingdom'),
    # P gov.uk CRYPTO61671, example 1
    (Vector('UD01', '2020-01-01 B 100 200; 2020-02-01 X 100 A 150 1 RIGHT 150', UK, gains='-50', left={'RIGHT': '1 150'}), 'united_kingdom'),
    # ------------------------------------------------------------------ B. United States
    # R Reg. 1.1012-1(j)(5)(i) and (ii): 10 at 2 (year 1) and 20 at 5 (year 2) in a wallet, 10 paid for goods worth 100; named or not
    (Vector('US01', '2025-01-01 B 10@2 @w; 2026-01-01 B 20@5 @w; 2026-09-02 S 10 100 lots=4:10 @w', replace(US_WALLET, method='specific'), gains='50',
            costs='50', long='0'), 'united_states', {'method': 'specific'}),
    (Vector('US01 not named', '2025-01-01 B 10@2 @w; 2026-01-01 B 20@5 @w; 2026-09-02 S 10 100 @w', US_WALLET, gains='80', costs='20', long='80'),
     'united_states'),
    # R the same lots, moved into the wallet in the other order: the dates of acquisition count
    (Vector('US01 moved', '2025-01-01 B 10@2 @a; 2026-01-01 B 20@5 @b; 2026-08-31 MOVE 20 b w; 2026-09-01 MOVE 10 a w; 2026-09-02 S 10 100 @w', US_WALLET,
            gains='80', costs='20', long='80'), 'united_states'),
    # R Reg. 1.1001-7(b)(5)(i) and 1.1012-1(h)(4)(i): 10 A (basis 0.50) for 20 B, worth 20, fee 2: it lowers the amount realised, and B costs 20
    (Vector('US04', '2025-01-01 B 20@0.5; 2026-03-01 X 10 A 20 20 B 20 fee=2', replace(US_WALLET, swap_fee='given'), gains='13',
            left={'A': '10 5', 'B': '20 20'}), 'united_states'),
    (Vector('US04 until 2024', '2023-01-01 B 20@0.5; 2024-03-01 X 10 A 20 20 B 20 fee=2', US_POOL, gains='15', left={'A': '10 5', 'B': '20 22'}),
     'united_states'),
    # R Reg. 1.1091-1(h) examples 1 and 2; 1.1091-2(a) examples 1 and 2 (all 60 years later, as nothing before 1970 is counted); Pub. 550
    (Vector('US07', '2014-12-01 B 100 10000; 2014-12-15 B 100 9000; 2015-01-03 S 100 9000 lots=2:100', WASH, gains='0', left={'A': '100 10000'}), ''),
    (Vector('US07 part', '2014-09-21 B 100 5000; 2014-12-21 B 50 2750; 2014-12-27 B 25 1125; 2015-01-03 S 100 4000 lots=2:100', WASH, gains='-250',
            left={'A': '75 4625'}), ''),
    (Vector('US09', '1995-01-15 B 1 100; 1998-01-15 S 1 80; 1998-02-01 B 1 90', WASH, gains='0', left={'A': '1 110'}), ''),
    (Vector('US09 below', '1995-01-15 B 1 100; 1998-01-15 S 1 90; 1998-02-01 B 1 80', WASH, gains='0', left={'A': '1 90'}), ''),
    (Vector('US09 Pub. 550', '2024-01-02 B 100 1000; 2024-06-03 S 100 750; 2024-06-20 B 100 800', WASH, gains='0', left={'A': '100 1050'}), ''),
    # H Koinly blog "calculate cost basis"
    (Vector('US-K1', '2024-01-01 B 0.5 30000 fee=150; 2024-06-01 S 0.5 32000 fee=160', US_WALLET, gains='1690'), 'united_states'),
    # H Coinpanda 3839281
    *((Vector(f'US-P1 {method}', '2019-03-15 B 0.5 2100; 2019-04-20 B 0.5 2650; 2019-06-10 B 0.5 4500; 2019-07-15 S 1 9500', policy, gains=gain),
       'united_states', {'method': method}) for method, policy, gain in (('fifo', FIFO, '4750'), ('lifo', LIFO, '2350'))),
    # H toolstac.com "CoinTracker tax optimization guide"; randomcalculators.com "FIFO vs LIFO vs HIFO"; a thread of r/CryptoTax, 1m1onuo: of 2 each at
    # 1,000, 2,000 and 3,000 one is sold at 2,000, and twice one at 2,500
    *((Vector(f'US-H1 {method}', '2023-02-01 B 0.5 11500; 2023-08-01 B 0.5 14000; 2023-11-01 B 0.5 17500; 2023-12-01 S 0.5 21000', policy, gains=gain),
       'united_states', {'method': method}) for method, policy, gain in (('fifo', FIFO, '9500'), ('hifo', HIFO, '3500'))),
    *((Vector(f'US-H2 {method}', '2017-01-01 B 1@1000; 2018-01-01 B 2@9000; 2019-01-01 B 5@6000; 2024-12-01 S 2@100000', policy, gains=gain),
       'united_states', {'method': method}) for method, policy, gain in (('fifo', FIFO, '190000'), ('lifo', LIFO, '188000'))),
    (Vector('US-H3', '2021-01-01 B 2@1000; 2021-02-01 B 2@2000; 2021-03-01 B 2@3000; 2022-01-01 S 1@2000; 2022-02-01 S 1@2500; 2022-03-01 S 1@2500', HIFO,
            gains='-1000 -500 500', left={'A': '3 4000'}), 'united_states', {'method': 'hifo'}),
    # R Rev. Rul. 2019-24, situation 2: 25 S, worth 50, come by a hard fork
    (Vector('US-F1', '2019-01-01 B 50@10; 2019-06-01 IN 25 50 as=S; 2019-07-01 S 25 80 as=S', US_WALLET, gains='30', income='50', asset='S'), 'united_states'),
    # ------------------------------------------------------------------ C. order of lots
    # T rp2 test_accounting_method: amounts 15, 5, 35, 5 by HIFO and LOFO; 4, 15, 27, 14 by LIFO with a lot added before each of the first ones
    (Vector('LO06', LOTS_2021.format(10, 12, 11) + '2021-02-01 S 15 0; 2021-02-02 S 5 0; 2021-02-03 S 35 0; 2021-02-04 S 5 0', HIFO,
            costs='180 60 380 50'), ''),
    (Vector('LO08', LOTS_2021.format(12, 10, 11) + '2021-02-01 S 15 0; 2021-02-02 S 5 0; 2021-02-03 S 35 0; 2021-02-04 S 5 0', LOFO,
            costs='150 50 390 60'), ''),
    (Vector('LO-R1', '2021-01-01 B 10@10; 2021-01-01 S 4 0; 2021-01-02 B 20@11; 2021-01-02 S 15 0; 2021-01-03 B 30@12; 2021-01-03 S 27 0;'
            '2021-01-04 S 14 0', LIFO, costs='40 165 324 151'), ''),
    # T hledger lots-methods.test 11 (per account), 12, 13, 14
    (Vector('LO12', '2026-01-15 B 10@40 @b1; 2026-02-01 B 10@60 @b1; 2026-03-01 B 10@80 @b2; 2026-04-01 S 10@65 @b1', Policy('hifo', 'location'), gains='50',
            left={'A': '20 1200'}), ''),
    (Vector('LO14', '2026-01-15 B 10@30; 2026-02-01 B 20@60; 2026-03-01 S 3@55', AVERAGE, gains='15'), ''),
    (Vector('LO14 per account', '2026-01-15 B 10@40 @b1; 2026-02-01 B 10@60 @b1; 2026-03-01 B 10@80 @b2; 2026-04-01 S 5@55 @b1',
            Policy('average', 'location'), gains='25', left={'A': '25 1550'}), ''),
    # T hledger lots-methods.test 8: what moves is the latest under LIFO; results C with prices 40 and 60 for its 50 and 50
    (Vector('LO16', '2026-01-15 B 10@40 @b1; 2026-02-01 B 5@60 @b1; 2026-03-01 MOVE 8 b1 b2; 2026-04-01 S 5@100 @b2; 2026-04-02 S 3@100 @b2',
            Policy('lifo', 'location'), costs='300 120', gains='200 180', left={'A': '7 280'}), ''),
    # T hledger lots-methods.test 9
    (Vector('LO18', '2026-01-15 B 10@50; 2026-02-01 B 5@50; 2026-03-01 S 12@50', FIFO, gains='0', left={'A': '3 150'}), ''),
    # T Portfolio Performance CapitalGainsCalculationTest (PR 4546) and CostCalculationTest: in the money of the account; nothing is left of the cost
    (Vector('LO21 fifo', '2024-01-01 B 100 4500; 2024-02-01 B 50 2550; 2024-03-01 S 50 3080', FIFO, gains='830'), ''),
    (Vector('LO21 average', '2024-01-01 B 100 4500; 2024-02-01 B 50 2550; 2024-03-01 S 50 3080', AVERAGE, gains='730'), ''),
    (Vector('LO-P1', '2010-01-01 B 10 0.01; 2010-02-01 S 3 0.01; 2010-03-01 S 3 0.01; 2010-03-01 S 4 0.01', AVERAGE, total='0.02', left={'A': '0 0'}), ''),
    # ------------------------------------------------------------------ D. Canada
    # H adjustedcostbase.ca: how to calculate ACB
    (Vector('CA03', '2014-03-03 B 100@50 fee=10; 2014-05-01 S 50@120 fee=10; 2014-07-18 B 50@130 fee=10; 2014-09-25 S 40@90 fee=10', CANADA,
            gains='3485 -16', left={'A': '60 5409'}), 'canada'),
    # H adjustedcostbase.ca: the superficial loss rule, examples 1 and 2; T cryptoTax test-ACB
    (Vector('CA04', '2014-01-06 B 100@50; 2014-11-03 S 100@30; 2014-11-04 B 100@30; 2015-12-02 S 100@80', CANADA, gains='0 3000'), 'canada'),
    (Vector('CA04 before', '2014-01-06 B 100@50; 2014-11-03 B 100@30; 2014-11-04 S 100@30; 2015-12-02 S 100@80', CANADA, gains='0 3000'), 'canada'),
    # H adjustedcostbase.ca: partial dispositions; T cryptoTax test-ACB
    (Vector('CA-S3', '2015-01-02 B 100@3; 2015-04-09 S 100@2; 2015-04-10 B 25@2.2', CANADA, gains='-75', left={'A': '25 80'}), 'canada'),
    (Vector('CA-S4', '2015-04-09 B 100@3; 2015-04-10 S 80@2', CANADA, gains='-60', left={'A': '20 80'}), 'canada'),
    (Vector('CA-S5', '2015-04-09 B 150@3; 2015-04-10 S 20@2; 2015-04-15 B 50@3; 2015-04-20 S 10@2', CANADA, gains='0 0'), 'canada'),
    # H adjustedcostbase.ca with the formula of the Canada Revenue Agency (least of S, P, B); T cryptoTax has the same 50 of 80, but counts 20 twice in its
    # cost. C: 1600/17 lost by the last sale, 50/80 of it denied
    (Vector('CA-S5 whole', '2015-04-09 B 150@3; 2015-04-10 S 20@2; 2015-04-15 B 50@3; 2015-04-20 S 10@2; 2015-05-15 S 80@2', CANADA, gains='0 0 -600/17'),
     'canada'),
    # H adjustedcostbase.ca, example 1 (CA04), but bought again on the day of the sale. C by section 54 of the Income Tax Act
    (Vector('CA04 same day', '2014-01-06 B 100@50; 2014-11-03 S 100@30; 2014-11-03 B 100@30; 2015-12-02 S 100@80', CANADA, gains='0 3000'), 'canada'),
    # P IT-456R, 12: of 50, 20 are sold at a loss and 15 bought again; values C
    (Vector('CA-IT12', '2020-01-01 B 50@10; 2020-06-01 S 20@8; 2020-06-10 B 15@8', CANADA, gains='-10', left={'A': '45 450'}), 'canada'),
    # T cryptoTax: CryptoTaxCalculator, Coinpanda, Koinly
    (Vector('CA-S6', '2020-01-01 B 2@5000; 2020-02-03 S 2@3000; 2020-02-04 B 2@3000; 2021-02-04 S 2@10000', CANADA, gains='0 10000'), 'canada'),
    (Vector('CA-S7', '2020-01-01 B 2@5000; 2020-02-05 B 2@1000; 2020-02-06 S 2@1000; 2021-02-06 S 2@10000', CANADA, gains='0 10000'), 'canada'),
    (Vector('CA-S8', '2019-08-14 B 0.2 1800 fee=20; 2019-10-29 B 0.6 4300 fee=20; 2020-06-05 S 0.8 5700; 2020-09-23 B 1.2 8200', CANADA, gains='-440',
            left={'A': '1.2 8200'}), 'canada'),
    (Vector('CA-S9', '2019-08-14 B 0.2 1800 fee=20; 2019-10-29 B 0.6 4300 fee=20; 2020-06-05 S 0.8 5700; 2020-06-07 B 1.2 7000', CANADA, gains='0',
            left={'A': '1.2 7440'}), 'canada'),
    # R Canada Revenue Agency, guide for cryptocurrency users: 3,500 of bitcoin for furniture worth 4,250; 2.5061 BTC (15,000) for 100 ETH worth 20,600
    (Vector('CA-G1', '2019-05-01 B 1 3500; 2019-06-01 S 1 4250', CANADA, gains='750'), 'canada'),
    (Vector('CA-G2', '2019-05-01 B 2.5061 15000; 2020-06-01 X 2.5061 A 20600 100 B 20600', CANADA, gains='5600', left={'B': '100 20600'}), 'canada'),
    # H adjustedcostbase.ca "Capital Gains when Trading Bitcoin", results C: a coin for ether, goods, and money
    (Vector('CA-B1', '2017-02-01 B 2.5 3226.95; 2017-04-01 B 3.8098 5470.87; 2017-05-01 X 1 A 13951.22 22.55657 B 13951.22; 2017-12-01 S 0.03342 466.25;'
            '2017-12-01 S 4.5 62797.50', CANADA, costs='43489100/31549 726702861/15774500 195700950/31549',
            left={'A': '0.77638 16882033729/15774500', 'B': '22.55657 13951.22'}), 'canada'),
    # T richardwu/capital-gains-calculator, read me: printed 39686.49, 134121.51 and 134323.50877
    (Vector('CA-B2', '2017-02-20 B 40@2500; 2017-03-15 B 20@5000; 2017-04-20 S 15@7000; 2017-05-12 B 12@2000 fee=10; 2017-07-02 S 13@13370 fee=2', CANADA,
            gains='55000 7644926/57', costs='50000 2262130/57', left={'A': '44 7656440/57'}), 'canada'),
    # H privateacb.pages.dev, Canada
    (Vector('CA-B3', '2024-01-15 B 1@50000; 2024-03-10 B 0.5@60000; 2024-06-20 S 0.8@65000', CANADA, gains='28000/3', costs='128000/3'), 'canada'),
    # ------------------------------------------------------------------ E. Germany, Austria, Sweden
    # C the year of 1 BTC: on the anniversary still taxable, on the day after it free (BMF letters of 2022-05-10 and 2025-03-06: more than one year)
    (Vector('DE04', '2021-03-01 B 1 100; 2022-03-01 S 1 500', YEAR_FREE, gains='400', free='0'), 'germany'),
    (Vector('DE04 later', '2021-03-01 B 1 100; 2022-03-02 S 1 500', YEAR_FREE, gains='0', free='400'), 'germany'),
    # H bitcointalk 1976285: a third sold within the year, printed 857.15; the rest a month after it is over
    (Vector('DE-T1', '2019-06-01 B 0.14285714 1000; 2019-12-01 S 0.047619 1190.48; 2020-07-01 S 0.095238092 3809.56', YEAR_FREE,
            gains='153061960034/178571425 0', free='0 561230942823/178571425'), 'germany'),
    # P KryptowaehrungsVO, s. 2 (1): moving average by wallet; values C
    (Vector('AT02', '2022-01-10 B 1@100 @a; 2022-02-10 B 3@200 @a; 2022-03-10 B 1@500 @b; 2022-04-10 S 2@300 @a', Policy('average', 'location'), gains='250',
            costs='350', left={'A': '3 850'}), 'austria'),
    # P Skatteverket, Eva: 0.345 bitcoin of 4,000 each for goods worth 2,000, gain 620. H Anela: 0.5 for 20,000, 0.2 for 10,000, 0.4 sold (price C)
    (Vector('SE01', '2017-01-01 B 1@4000; 2017-06-01 S 0.345 2000', AVERAGE, gains='620', costs='1380'), ''),
    (Vector('SE02', '2017-10-12 B 0.5 20000; 2017-11-12 B 0.2 10000; 2017-12-15 S 0.4 20000', AVERAGE, gains='20000/7', costs='120000/7'), ''),
    # ------------------------------------------------------------------ F. France, Japan, Ireland, Australia
    # H beaubourg-avocats.fr: 2,000 paid, worth 2,500, 1,000 sold; then FR02 with the capital used taken off
    (Vector('FR01', '2020-01-01 B 1 2000; 2020-03-01 S 0.4 1000; 2020-06-01 S 0.1 500', FRANCE, gains='200 300', costs='800 200'), 'france'),
    # R impots.gouv.fr: 1,000 paid, 450 sold at a value of 1,200, then all at 1,300
    (Vector('FR03', '2020-01-01 B 1200 1000; 2020-03-01 S 450 450; 2020-06-01 S 750 1300', FRANCE, gains='75 675', costs='375 625'), 'france'),
    # H comptacrypto.com
    (Vector('FR-C1', '2020-01-01 B 8 5000; 2020-06-01 S 2 2000', FRANCE, gains='750', costs='1250'), 'france'),
    # H divly.com: all that is held is sold
    (Vector('FR-D1', '2023-01-01 B 1 10000; 2023-08-07 S 1 20000', FRANCE, gains='10000'), 'france'),
    # P National Tax Agency, FAQ of 2017: 4 BTC, 0.2 sold, 0.3 for goods, 1 for another coin, 2 BTC bought
    *((Vector(f'JP01 {method}', '2017-03-09 B 4 2000000; 2017-05-20 S 0.2 110000; 2017-09-28 S 0.3 155000; 2017-11-02 X 1 A 600000 10 B 600000;'
              '2017-11-30 B 2 1600000', replace(JAPAN, method=method), gains=gains, left={'A': left, 'B': '10 600000'}), 'japan', {'method': method})  # type: ignore[arg-type]
      for method, gains, left in (('average', '10000 5000 100000', '4.5 2850000'), ('total_average', '-10000 -25000 0', '4.5 2700000'))),
    # H chiebukuro q11281577006: the average of all purchases of the year, 833,333.33
    (Vector('JP02', '2022-01-01 B 1 1000000; 2022-02-01 B 1 500000; 2022-03-01 S 1 2000000; 2022-04-01 B 1 1000000; 2022-05-01 S 1.5 2000000', JAPAN,
            gains='3500000/3 750000', left={'A': '0.5 1250000/3'}), 'japan'),
    # H moneypost.jp 264764, after the FAQ of 2017: what came for a coin of 500,000 is worth 600,000
    (Vector('JP-M1', '2017-05-01 B 1 500000; 2017-11-01 X 1 A 600000 10 B 600000', JAPAN, gains='100000', left={'B': '10 600000'}), 'japan'),
    # C the year after JP01: what was left of it and what was bought
    (Vector('JP03', '2017-03-09 B 6 3600000; 2017-12-01 S 1.5 900000; 2018-02-01 S 2 1500000; 2018-05-01 B 1 900000', JAPAN, gains='0 2100000/11',
            left={'A': '3.5 25200000/11'}), 'japan'),
    # H revenue.ie (page of 2001): 100 at 2.54, 50 sold at 3.81 (it converts from pounds: 63.49)
    (Vector('IE01', '1997-05-01 B 100@2.54; 1999-06-01 S 50@3.81', IRELAND, gains='63.5'), 'ireland'),
    # H askaboutmoney 237108, company A: the lot of the last four weeks first, then the old one
    (Vector('IE04', '2024-05-09 B 100 1500; 2024-07-24 B 35 350; 2024-08-05 S 35 280; 2024-08-05 S 100 800', IRELAND, gains='-70 -700'), 'ireland'),
    # H cryptobooks.tax "Ireland Cashout Methods": both lots of the last four weeks, the latest first
    (Vector('IE-L1', '2024-03-05 B 0.5 950; 2024-05-10 B 0.5 900; 2024-06-02 B 1 1600; 2024-06-06 S 1.5 2400', IRELAND, gains='-100', costs='2500',
            left={'A': '0.5 950'}), 'ireland'),
    # H askaboutmoney 240525: five, or fifteen, of 10 at 10 and 20 at 50
    *((Vector(f'IE-F1 {units}', f'2021-01-01 B 10@10; 2022-01-01 B 20@50; 2024-01-01 S {units} 100000', IRELAND, costs=cost), 'ireland')
      for units, cost in (('5', '50'), ('15', '350'))),
    # P TCA 1997, s. 581 (3): a loss of 1,000 on 100, 40 bought again: 600 is allowed, 400 only against the gain of the 40; values C
    (Vector('IE-581', '2024-01-10 B 100@60; 2024-07-07 S 100@50; 2024-07-20 B 40@50; 2025-01-10 S 40@75', IRELAND, gains='-600 600'), 'ireland'),
    # P the same, bought again within four weeks after the sale, on its day; values C
    (Vector('IE-581 same day', '2024-01-10 B 100@60; 2024-07-07 S 100@50; 2024-07-07 B 100@50; 2025-01-10 S 100@75', IRELAND, gains='0 1500'), 'ireland'),
    # X ATO (in hooperaccountants.com.au): 100 for 15,000, 20 of them for another coin worth 6,000
    (Vector('AU01', '2021-07-05 B 100 15000; 2021-11-15 X 20 A 6000 100 B 6000', FIFO, gains='3000', left={'B': '100 6000'}), 'australia'),
    # R ATO, chain split: 10 of the new coin at no cost, sold for 4,000 within a year
    (Vector('AU-F1', '2017-01-01 B 10 10000; 2017-08-01 GIFT 10 0 as=C; 2018-05-30 S 10 4000 as=C', FIFO, gains='4000', asset='C'), 'australia'),
    # H ATO community: 10,000, then 20,000, one sold for 15,000: first in, first out
    (Vector('AU02', '2020-01-01 B 1 10000; 2020-02-01 B 1 20000; 2020-03-01 S 1 15000', FIFO, gains='5000'), 'australia'),
)
VECTORS: tuple[Row, ...] = tuple(_full(one) for one in _ROWS)


def in_country(country: str, chosen: Mapping[str, str], history: str) -> Result:
    told = History().add(history)
    tax_rules = REGISTRY.load('jurisdiction', country, 'rules').RULES
    settings = Settings()
    book = RuleBook([*shipped_rules(), GAIN_ONLY], {}, settings)
    engine = Engine(settings, book, told.prices, YearPolicies(tax_rules, {'': dict(chosen)}), ASSETS)
    return Result(engine, list(engine.walk(list(in_groups(sorted(told.entries, key=order_key))))))


@pytest.mark.parametrize('vector', [one[0] for one in VECTORS], ids=lambda vector: vector.id)
def test_published_example(vector: Vector) -> None:
    known.check(vector, account(vector.history, vector.policy, Settings(), rules=[GAIN_ONLY]))


# Of the known list, what a country's own rules must give as well.
KNOWN_COUNTRIES: Mapping[str, str] = {
    'UK': 'united_kingdom', 'UD': 'united_kingdom', 'DE': 'germany', 'AT': 'austria', 'FR': 'france', 'IE': 'ireland', 'AU': 'australia',
}
BY_COUNTRY: list[Row] = [
    *((vector, country, chosen) for vector, country, chosen in VECTORS if country),
    *((vector, KNOWN_COUNTRIES[vector.id[:2]], {}) for vector in known.VECTORS if vector.id[:2] in KNOWN_COUNTRIES),
    *((vector, 'canada', {}) for vector in known.VECTORS if vector.id in ('CA02', 'CA05')),
    *((vector, 'united_states', {}) for vector in known.VECTORS if vector.id in ('US03', 'US06 universal', 'US08 universal')),
]


@pytest.mark.parametrize(('vector', 'country', 'chosen'), BY_COUNTRY, ids=[f'{vector.id} {country}' for vector, country, _ in BY_COUNTRY])
def test_published_example_by_the_rules_of_the_country(
    vector: Vector, country: str, chosen: Mapping[str, str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(known, 'account', lambda history, policy, settings, rules: in_country(country, chosen, history, settings, rules))
    known.check(vector, account(vector.history, vector.policy, Settings(), rules=[GAIN_ONLY]))


# ---------------------------------------------------------------------- G. returns
def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def rate(*flows: tuple[str, str], year: str = '365') -> Decimal:
    found = internal_rate([CashFlow(day(when), Decimal(amount)) for when, amount in flows], Decimal(year))
    assert found is not None
    return found


def test_pf02_rate_of_ten_years() -> None:
    """T Portfolio Performance IRRTest, 0.1444629967 by Excel within its 0.0001; the exact root is 0.14443898947."""
    found = rate(
        ('2002-11-30', '-4398'), ('2007-06-11', '200'), ('2008-05-11', '270'), ('2009-05-01', '280'), ('2010-06-01', '280'), ('2011-05-02', '300'),
        ('2012-04-30', '330'), ('2012-12-06', '14508'))
    assert abs(found - Decimal('0.1444629967')) < Decimal('0.0001')
    assert abs(found - Decimal('0.144438989472')) < Decimal('1e-12')


def test_pf04_rate_with_a_dividend_before_taxes() -> None:
    """T Portfolio Performance IRRCalculationTest."""
    assert abs(rate(('2015-12-31', '-1000'), ('2016-06-01', '150'), ('2016-12-31', '1230')) - Decimal('0.412128788')) < Decimal('1e-8')


def test_pf_rate_of_the_manual_of_excel() -> None:
    """R Microsoft, XIRR: 0.373362535."""
    found = rate(('2008-01-01', '-10000'), ('2008-03-01', '2750'), ('2008-10-30', '4250'), ('2009-02-15', '3250'), ('2009-04-01', '2750'))
    assert abs(found - Decimal('0.373362535')) < Decimal('1e-8')


def test_pf_two_years_of_a_textbook() -> None:
    """R CFA Institute: a share at 200, one more at 225, both at 235, a dividend of 5 each: 15 % and 6.67 %, 10.76 % a year; by money 9.39 %."""
    days = [DayValue(0, Decimal(200)), DayValue(365, Decimal(225), outflow=Decimal(5)), DayValue(366, Decimal(450), inflow=Decimal(225)), DayValue(
        730, Decimal(470), outflow=Decimal(10))]
    assert abs((1 + (total_return(chain(days)) or 0)) - Decimal('1.15') * Decimal(480) / 450) < Decimal('1e-40')
    found = internal_rate([CashFlow(0, Decimal(-200)), CashFlow(365, Decimal(-220)), CashFlow(730, Decimal(480))], Decimal(365))
    assert found is not None
    assert abs(found - Decimal('0.0939')) < Decimal('0.00005')


def test_pf05_deepest_fall() -> None:
    """T Portfolio Performance RiskTest: from 2 to 0.5, and from 1.2 to below nothing."""
    def fall(*accumulated: str) -> Decimal:
        found = deepest_fall([DayReturn(number, Decimal(0), 1 + Decimal(one)) for number, one in enumerate(accumulated, start=1)], 0)
        return Decimal(0) if found is None else found.depth

    assert fall('0', '1', '2', '3', '4') == 0
    assert fall('1', '1', '-0.5', '1', '1', '2', '3', '4', '5', '6') == Decimal('0.75')
    assert abs(fall('0', '0.1', '0.2', '-1.4') - Decimal(4) / 3) < Decimal('1e-30')


@pytest.mark.parametrize(('end', 'of_365', 'of_365_25', 'time_weighted'), [
    ('220', '0.1272', '0.1273', '0.10'), ('20', '-0.9573', '-0.9574', '-0.90'), ('200', '0', '0', '0'),
], ids=['grown', 'lost', 'same'])
def test_pf07_two_payments_in_a_year(end: str, of_365: str, of_365_25: str, time_weighted: str) -> None:
    """T hledger roi.test 4, 5 and 1: 100 on 1 January, 100 on 1 June. The end day counts as a whole one."""
    flows = ('2017-01-01', '-100'), ('2017-06-01', '-100'), ('2018-01-01', end)
    for year, wanted in (('365', of_365), ('365.25', of_365_25)):
        assert abs(rate(*flows, year=year) - Decimal(wanted)) < Decimal('0.0001')
    days = [DayValue(0, Decimal(100)), DayValue(151, Decimal(200), inflow=Decimal(100)), DayValue(364, Decimal(end))]
    assert total_return(chain(days)) == Decimal(time_weighted)


def test_pf_return_of_a_month_and_of_a_day() -> None:
    """T hledger roi.test 10 and 11: 1 % in a day, and 13.45 % in 32 days (it values both at their own day's price)."""
    assert abs(rate(('2019-11-01', '-100'), ('2019-11-02', '101')) - Decimal('36.7834')) < Decimal('0.0001')
    start, end = Decimal(10000) / Decimal('76.20'), Decimal(11000) / Decimal('73.88')
    assert abs(rate(('2020-12-02', str(-start)), ('2021-01-03', str(end))) - Decimal('3.2')) < 1


@pytest.mark.parametrize(('gain', 'invested', 'end', 'wanted', 'digits'), [
    ('-12.6', (('2021-11-22', '285.8'), ('2021-11-30', '0')), '2021-12-18', '-0.04408677396780965', '1e-17'),
    ('-15.8', (('2021-11-22', '285.8'), ('2021-11-30', '0')), '2021-12-18', '-0.0552834149755073478', '1e-17'),
    ('39.95', (('2025-12-11', '1885.05'), ('2025-12-18', '2041.10'), ('2025-12-28', '0')), '2025-12-28', '0.020208978362720148', '1e-17'),
], ids=['BALN gross', 'BALN net', 'JNUG net'])
def test_pf_ghostfolio_return_on_average_investment(gain: str, invested: tuple[tuple[str, str], ...], end: str, wanted: str, digits: str) -> None:
    """T ghostfolio roai specs: BALN sold in two activities, JNUG bought twice."""
    found = return_on_average(Decimal(gain), [(day(when), Decimal(amount)) for when, amount in invested], day(end))
    assert found is not None
    assert abs(found - Decimal(wanted)) < Decimal(digits)

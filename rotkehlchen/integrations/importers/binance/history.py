"""Binance's history of transactions: a row for each amount that an account gained or lost, with a word for why.

Words are those that exports were seen to have (see the manifest); any other is a problem that names it. The rows of a trade have one second
and account; how they are put together:

* One asset went out and one came in: one trade of the sums, whatever the order of the rows and however many fills there were.
* Several did: they are taken apart by the sort of their words (bought, sold, converted, dust). What still has several assets on a side is one
  trade of several assets: which of them paid for which, the file does not say.
* One side is missing: the other may be of the next second. If it is not there either, the rows are a problem, but for fees, which stand alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.import_event import Leg, event, lines_of, movement, single, trade
from rotkehlchen.contracts.import_layout import all_at, broken_by, with_fees
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError, Skipped
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

Pair = tuple[str, str]
Entry = tuple[Row, str, AssetId, Decimal]  # with its word in lower case

# Sorts of trades' words. Rows of different sorts in one second are of different trades, if they can be told apart at all.
SORTS: Final[Mapping[str, str]] = {
    'buy': 'order', 'sell': 'order', 'transaction related': 'order', 'transaction buy': 'bought', 'transaction spend': 'bought',
    'transaction sold': 'sold', 'transaction revenue': 'sold', 'binance convert': 'converted', 'convert': 'converted',
    'large otc trading': 'converted',
    'auto-invest transaction': 'converted', 'otc trading': 'converted', 'stablecoins auto-conversion': 'converted', 'auto-conversion': 'converted',
    'small assets exchange bnb': 'dust', 'small assets exchange bnb (spot)': 'dust', 'small assets conversion for liquidation': 'dust',
    'buy crypto with fiat': 'card', 'buy crypto with card': 'card', 'sell crypto to fiat': 'card', 'sell crypto to card': 'card',
    'instant order settlement': 'card', 'asset conversion transfer': 'renamed', 'token swap - distribution': 'renamed',
    'token swap - redenomination/rebranding': 'renamed', 'token swap': 'renamed', 'distribution of swapped token': 'renamed',
    'liquid swap buy/sell': 'pool', 'liquid swap sell': 'pool', 'swap farming transaction': 'pool', 'leverage token redemption': 'converted',
    'eth 2.0 staking': 'staked', 'eth 2.0 staking withdrawals': 'unstaked', 'bnsol staking': 'staked',
    'wbeth2.0 - staking': 'staked', 'staking - wrap/unwrap': 'wrapped',
}
FEES: Final = frozenset({'fee', 'transaction fee', 'bnb fee deduction'})
FEE_SORTS: Final = frozenset({'order', 'bought', 'sold', 'converted', 'card'})

# What came in / what went out, each by itself. None: such a row makes no sense.
SINGLE: Final[Mapping[str, tuple[Pair | None, Pair | None]]] = {
    **dict.fromkeys((
        'pos savings interest', 'savings interest', 'simple earn flexible interest', 'simple earn locked interest', 'dual investment interest',
        'loan interest earned', 'lending interest', 'savings distribution',
    ), (('receive', 'interest'), ('spend', 'clawback'))),
    **dict.fromkeys((
        'staking rewards', 'simple earn locked rewards', 'simple earn flexible rewards', 'eth 2.0 staking rewards', 'defi staking rewards',
        'locked staking rewards', 'bnb vault rewards', 'launchpool interest', 'launchpool earnings withdrawal', 'liquid swap rewards',
        'swap farming rewards', 'soft staking rewards', 'launchpool earnings', 'launchpool earnings distribution', 'on-chain yields rewards',
        'bfusd rewards', 'rwusd rewards', 'super bnb mining',
    ), (('staking', 'reward'), ('spend', 'clawback'))),
    **dict.fromkeys(('pool distribution', 'mining distribution'), (('receive', 'reward'), ('spend', 'clawback'))),
    **dict.fromkeys((
        'airdrop assets', 'distribution', 'hodler airdrops distribution', 'earn - airdrop distribution', 'simple earn flexible airdrop',
        'launchpool airdrop - system distribution', 'launchpool airdrop - user claim distribution', 'megadrop rewards', 'token airdrop',
        'alpha 2.0 - airdrop', 'launchpad token distribution', 'launchpool airdrop', 'launchpool airdrop - jp users distribution',
    ), (('receive', 'airdrop'), ('spend', 'clawback'))),
    **dict.fromkeys((
        'cash voucher', 'cash voucher distribution', 'mission reward distribution', 'reward distribution', 'crypto box', 'gift card',
        'commission history', 'commission fee shared with you', 'referrer commission', 'referee commission', 'referral commission',
        'referral kickback', 'futures referral rebate', 'learn and earn', 'bonus', 'campaign related reward', 'asset recovery',
        'futures bonus', 'welcome bonus', 'referrer rebates', 'rewards distribution', 'binance convert bonus', 'token swap restitution',
    ), (('receive', 'reward'), ('spend', 'clawback'))),
    **dict.fromkeys(('card cashback', 'binance card cashback', 'cashback voucher', 'cash back voucher'), (('receive', 'cashback'), ('spend', 'clawback'))),
    **dict.fromkeys(('commission rebate', 'strategy trading fee rebate', 'fee refund', 'merchant refund', 'nft refund', 'crypto box refund'), (
        ('receive', 'refund'), ('spend', 'none'))),
    **dict.fromkeys(('funding fee', 'realized profit and loss', 'realize profit and loss', 'realized pnl', 'insurance fund compensation',
    'options settlement',
                     'delivered settlment', 'delivered settlement', 'auto-deleverage'), (('margin', 'profit'), ('margin', 'loss'))),
    **dict.fromkeys(('margin loan', 'isolated margin loan', 'cross margin loan', 'crypto loan', 'loan'), (
        ('receive', 'generate debt'), ('spend', 'payback debt'))),
    **dict.fromkeys(('margin repayment', 'isolated margin repayment', 'cross margin repayment', 'loan repayment', 'crypto loan repayment'), (
        ('receive', 'generate debt'), ('spend', 'payback debt'))),
    **dict.fromkeys(('bnb interest', 'margin interest', 'isolated margin interest', 'loan interest', 'margin fee'), (
        ('receive', 'refund'), ('spend', 'fee'))),
    **dict.fromkeys(('isolated margin liquidation - fee', 'cross margin liquidation - fee', 'margin liquidation fee', 'liquidation fee'), (
        None, ('loss', 'liquidate'))),
    **dict.fromkeys(('card purchase', 'binance card spending', 'merchant acquiring', 'pay', 'binance pay', 'spending', 'merchant payment'),
    (('receive', 'payment'), ('spend', 'payment'))),
    **dict.fromkeys(('send', 'send/recieve', 'send/receive', 'c2c transfer'), (('receive', 'none'), ('spend', 'none'))),
    # Who sells from person to person is paid outside of Binance; who buys has paid there, and the amount arrives like a deposit.
    'p2p trading': (('exchange transfer', 'receive'), ('spend', 'none')),
    'nft transaction': (('receive', 'none'), ('spend', 'none')),
    **dict.fromkeys(('initial balance', 'balance adjustment', 'asset adjustment'), (
        ('exchange adjustment', 'receive'), ('exchange adjustment', 'spend'))),
}
MOVES: Final = {
    'deposit': 'deposit', 'fiat deposit': 'deposit', 'buy crypto': 'deposit', 'withdraw': 'withdrawal', 'withdrawal': 'withdrawal',
    'fiat withdraw': 'withdrawal', 'fiat withdrawal': 'withdrawal', 'withdraw fee': 'withdrawal',
}
# Between the user's own pockets at Binance.
INTERNAL: Final = frozenset({
    'transfer_in', 'transfer_out', 'transfer', 'pos savings purchase', 'pos savings redemption', 'savings purchase', 'savings principal redemption',
    'savings redemption', 'staking purchase', 'staking redemption', 'defi staking purchase', 'defi staking redemption',
    'simple earn flexible subscription', 'simple earn flexible redemption', 'simple earn locked subscription', 'simple earn locked redemption',
    'launchpool subscription/redemption', 'launchpad subscribe', 'launchpool deposit', 'launchpool withdrawal', 'liquid swap add',
    'liquid swap add/sell', 'liquid swap remove', 'liquidity farming remove', 'dual investment purchase', 'dual investment redemption',
    'auto-invest transaction transfer', 'asset freeze', 'asset unfreeze', 'freeze', 'unfreeze', 'alpha 2.0 - asset freeze',
    'alpha 2.0 - asset unfreeze', 'alpha 2.0 - refund', 'alpha token - refund',
    'main and funding account transfer', 'sub-account transfer', 'subaccount transfer', 'funds transfer request - vega', 'vega - funds transfer',
    'bfusd subscription', 'bfusd redemption', 'on-chain yields subscription', 'on-chain yields redemption', 'megadrop subscription',
    'crypto loan collateral', 'collateral transfer', 'isolated margin transfer', 'cross margin transfer',
})
INTERNAL_STARTS: Final = ('transfer between ', 'transfer from ', 'transfer funds to ', 'internal transfer')
TRADE_PAIRS: Final[Mapping[str, tuple[Pair, Pair]]] = {
    'staked': (('receive', 'receive wrapped'), ('staking', 'deposit for wrapped')),
    'unstaked': (('staking', 'redeem wrapped'), ('spend', 'return wrapped')),
    'renamed': (('migrate', 'receive'), ('migrate', 'spend')), 'wrapped': (('migrate', 'receive'), ('migrate', 'spend')),
}
RECEIPTS: Final = frozenset({'BETH', 'WBETH', 'BNSOL'})
NEXT_SECOND_MS: Final = 1000


@dataclass(slots=True)
class Bundle:
    """Rows of a trade: one second, account and sort."""

    time: TimestampMs
    sort: str
    rows: list[Row] = field(default_factory=list)
    out: dict[AssetId, Decimal] = field(default_factory=dict)
    into: dict[AssetId, Decimal] = field(default_factory=dict)
    fees: dict[AssetId, Decimal] = field(default_factory=dict)  # below zero: more was given back than taken
    receipts: set[str] = field(default_factory=set)  # sides that hold a receipt for a stake

    def add(self, row: Row, asset: AssetId, amount: Decimal, *, is_fee: bool) -> None:
        self.rows.append(row)
        side = self.fees if is_fee else self.into if amount > 0 else self.out
        side[asset] = side.get(asset, ZERO) + (-amount if is_fee else abs(amount))
        if not is_fee and row.get('Coin').upper() in RECEIPTS:
            self.receipts.add('into' if amount > 0 else 'out')

    def merge(self, other: 'Bundle') -> None:
        self.rows += other.rows
        self.receipts |= other.receipts
        for mine, theirs in ((self.out, other.out), (self.into, other.into), (self.fees, other.fees)):
            for asset, amount in theirs.items():
                mine[asset] = mine.get(asset, ZERO) + amount

    @property
    def is_whole(self) -> bool:
        return bool(self.out) and bool(self.into)

    @property
    def is_plain(self) -> bool:
        return len(self.out) == len(self.into) == 1

    def completes(self, other: 'Bundle') -> bool:
        return self.sort == other.sort and 0 <= self.time - other.time <= NEXT_SECOND_MS and (
            (bool(self.out) and not self.into and bool(other.into) and not other.out)
            or (bool(self.into) and not self.out and bool(other.out) and not other.into))


@dataclass(frozen=True, slots=True)
class History:
    """`time`: the column; `zone`: its zone where the source says it."""

    time: str
    zone: tzinfo | None
    formats: Sequence[str]

    @property
    def headers(self) -> tuple[frozenset[str], ...]:
        return (frozenset({self.time, 'Account', 'Operation', 'Coin', 'Change'}),)

    @property
    def ambiguous_zone(self) -> bool:
        return self.zone is None

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        gathered: dict[tuple[str, TimestampMs], list[Row]] = {}
        for row in rows:
            word = row.get('Operation').lower()
            try:
                if row.get('Change').strip('+-0.') == '' and row.get('Change'):
                    yield Skipped(row.line, 'moves_nothing')
                elif word not in SORTS and word not in FEES:
                    yield self._parse_single(row, word, context)
                else:
                    time = context.time(row, self.time, self.formats, zone=self.zone)
                    gathered.setdefault((row.get('Account'), time), []).append(row)
            except RowError as error:
                yield error.at(row)
        seconds: dict[tuple[str, TimestampMs], list[Entry]] = {}
        for key, group in gathered.items():
            entries = _read_second(group, context)
            if isinstance(entries, list):
                seconds[key] = entries
            else:
                yield from broken_by(*entries, group)
        yield from self._parse_seconds(seconds, context)

    def _parse_single(self, row: Row, word: str, context: ImportContext) -> Outcome:
        if word in INTERNAL or word.startswith(INTERNAL_STARTS):
            return Skipped(row.line, 'internal')
        if word not in MOVES and word not in SINGLE:
            raise RowError('unknown_kind', 'Operation', kind=row.get('Operation')[:100])
        time, amount = context.time(row, self.time, self.formats, zone=self.zone), _amount(row, context)
        moved, note = Leg(context.asset(row, 'Coin'), abs(amount)), row.cells.get('Remark', '')
        if word in MOVES:
            came = MOVES[word] == 'deposit'
            if came != (amount > 0):
                raise RowError('unexpected_amount', 'Change', kind=word)
            return movement(row, context, time=time, kind='deposit' if came else 'withdrawal', moved=moved, notes=note)
        pair = SINGLE[word][amount < 0]
        if pair is None:
            raise RowError('unexpected_amount', 'Change', kind=word)
        if pair[0] == 'exchange transfer':
            return movement(row, context, time=time, kind='deposit' if amount > 0 else 'withdrawal', moved=moved, notes=note)
        return single(row, context, time=time, pair=pair, moved=moved, notes=note)

    # ------------------------------------------------------------------ trades
    def _parse_seconds(self, seconds: Mapping[tuple[str, TimestampMs], list[Entry]], context: ImportContext) -> Iterator[Outcome]:
        halves: list[Bundle] = []
        account = None
        for (name, time), entries in sorted(seconds.items(), key=lambda item: item[0]):
            if name != account:
                yield from _parse_halves(halves, context)
                halves, account = [], name
            for bundle in _bundle(time, entries):
                if bundle.is_whole:
                    yield _parse_bundle(bundle, context)
                    continue
                other = next((one for one in halves if bundle.completes(one)), None)
                if other is None:
                    halves.append(bundle)
                else:
                    halves.remove(other)
                    other.merge(bundle)
                    yield _parse_bundle(other, context)
        yield from _parse_halves(halves, context)


def _amount(row: Row, context: ImportContext) -> Decimal:
    amount = context.amount(row, 'Change')
    if not amount:
        raise RowError('missing_value', 'Change')
    return amount


def _read_second(rows: Sequence[Row], context: ImportContext) -> list[Entry] | tuple[Row, RowError]:
    """The rows of one second, or the first of them that cannot be read."""
    entries: list[Entry] = []
    for row in rows:
        try:
            entries.append((row, row.get('Operation').lower(), context.asset(row, 'Coin'), _amount(row, context)))
        except RowError as error:
            return row, error
    return entries


def _bundle(time: TimestampMs, entries: Sequence[Entry]) -> list[Bundle]:
    """The trades of one second. If all of it is one asset for another it is one trade, of whatever sorts its words are."""
    by_sort: dict[str, Bundle] = {}
    fees: list[tuple[Row, AssetId, Decimal]] = []
    for row, word, asset, amount in entries:
        if word in FEES:
            fees.append((row, asset, amount))
            continue
        by_sort.setdefault(SORTS[word], Bundle(time, SORTS[word])).add(row, asset, amount, is_fee=False)
    orders = [one for sort, one in by_sort.items() if sort in FEE_SORTS]
    if len(orders) > 1:
        orders = _join(orders)
    bundles = [*orders, *(one for sort, one in by_sort.items() if sort not in FEE_SORTS)]
    for row, asset, amount in fees:
        _owner_of_fee(asset, orders, bundles, time).add(row, asset, amount, is_fee=True)
    return bundles


def _join(orders: list[Bundle]) -> list[Bundle]:
    """One bundle where all of it is one asset for another, or where one sort alone is no trade."""
    whole = Bundle(orders[0].time, orders[0].sort)
    for one in orders:
        whole.merge(one)
    return [whole] if whole.is_plain or not all(one.is_whole for one in orders) else orders


def _owner_of_fee(asset: AssetId, orders: Sequence[Bundle], bundles: list[Bundle], time: TimestampMs) -> Bundle:
    """The trade that a fee belongs to: the one that got its asset, else the one that paid in it, else the first."""
    for one in (*(one for one in orders if asset in one.into), *(one for one in orders if asset in one.out), *orders):
        return one
    alone = next((one for one in bundles if one.sort == 'fee'), None)
    if alone is None:
        alone = Bundle(time, 'fee')
        bundles.append(alone)
    return alone


def _parse_halves(halves: Sequence[Bundle], context: ImportContext) -> Iterator[Outcome]:
    for one in halves:
        if one.out or one.into:
            yield from all_at(RowError('other_side_missing', 'Operation'), one.rows)
            continue
        for row in one.rows:
            asset, amount = context.asset(row, 'Coin'), context.amount(row, 'Change')
            assert amount is not None
            pair = ('spend', 'fee') if amount < 0 else ('receive', 'refund')
            yield single(row, context, time=one.time, pair=pair, moved=Leg(asset, abs(amount)))


def _parse_bundle(bundle: Bundle, context: ImportContext) -> ImportedGroup:
    bundle.rows.sort(key=lambda row: row.line)
    # by asset, not as the rows stand: the same export in the other order makes the same events
    out, into, fees = ([Leg(asset, amount) for asset, amount in sorted(side.items())] for side in (bundle.out, bundle.into, bundle.fees))
    pairs = TRADE_PAIRS.get(bundle.sort)
    given_back = [Leg(fee.asset, -fee.amount) for fee in fees if fee.amount < 0]
    fees = [fee for fee in fees if fee.amount > 0]
    if pairs is None:
        group = with_fees(trade(bundle.rows, context, time=bundle.time, spent=out, received=into), context, bundle.time, fees)
        refunds = [event(context, bundle.time, len(group.events) + number, ('receive', 'refund'), leg) for number, leg in enumerate(given_back)]
        return replace(group, events=[*group.events, *refunds]) if refunds else group
    if bundle.sort in ('staked', 'unstaked') and bundle.receipts:
        pairs = TRADE_PAIRS['staked' if 'into' in bundle.receipts else 'unstaked']
    incoming, outgoing = pairs
    legs = [
        *((outgoing, leg) for leg in out), *((incoming, leg) for leg in into), *((('spend', 'fee'), leg) for leg in fees),
        *((('receive', 'refund'), leg) for leg in given_back),
    ]
    events = [event(context, bundle.time, position, pair, leg) for position, (pair, leg) in enumerate(legs)]
    return ImportedGroup(lines_of(bundle.rows), events)

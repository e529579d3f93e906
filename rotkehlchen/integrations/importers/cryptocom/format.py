"""The Crypto.com app's exports of its crypto wallet and its fiat wallet. Times are UTC.

The kind of a row says what it is. Three sorts need more than one row: a swap's two sides, dust that was changed into CRO, and what was
invested through the app, whose gain is what came back beyond what had gone in. All of them are told by rows of one second, or, for
investments, by the rows before. Moves between the app's own pockets (card stake, Earn, Supercharger, orders that lock money) are left out.
"""

import decimal
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Final, Literal

from rotkehlchen.contracts.import_event import Leg, movement, need_leg, single, trade
from rotkehlchen.contracts.import_layout import all_at, broken_by, gathered, need_amount
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

ACCOUNT: Final = 'Crypto.com App'
TIME, KIND = 'Timestamp (UTC)', 'Transaction Kind'
FORMATS: Final = ('iso',)
SHARE_DIGITS: Final = 78  # the established interface writes shares of dust with as many

TRADES: Final = frozenset({
    'viban_purchase', 'van_purchase', 'crypto_viban_exchange', 'crypto_exchange', 'crypto_to_van_sell_order', 'recurring_buy_order',
    'trading.limit_order.fiat_wallet.purchase_commit', 'trading.limit_order.fiat_wallet.sell_commit',
    'trading.limit_order.cash_account.purchase_commit', 'trading.limit_order.cash_account.sell_commit',
    'trading.limit_order.crypto_wallet.exchange',
})
TRADES_FOR_MONEY: Final = frozenset({'crypto_purchase', 'trading.crypto_purchase.google_pay', 'trading.crypto_purchase.apple_pay', 'card_top_up'})
# Earned or given back; below zero the same was taken away again.
INCOME: Final = frozenset({
    'crypto_earn_interest_paid', 'crypto_earn_extra_interest_paid', 'mco_stake_reward', 'supercharger_reward_to_app_credited',
    'finance.crypto_earn.loyalty_program_extra_interest_paid.crypto_wallet', 'finance.lockup.dpos_compound_interest.crypto_wallet',
    'finance.dpos.non_compound_interest.crypto_wallet', 'finance.dpos.compound_interest.crypto_wallet', 'staking_reward',
    'rewards_platform_deposit_credited', 'referral_bonus', 'referral_gift', 'referral_commission', 'admin_wallet_credited', 'campaign_reward',
    'council_node_deposit_reward', 'airdrop_to_exchange_transfer', 'gift_card_reward', 'pay_checkout_reward', 'transfer_cashback',
    'referral_card_cashback', 'reimbursement', 'reimbursement_reverted', 'card_cashback_reverted', 'crypto_payment_refund', 'crypto_payment',
    'crypto_transfer', 'nft_payout_credited', 'crypto_credit_interest', 'finance.dpos.non_compound_restaking_interest.crypto_wallet',
    'finance.defi_staking.non_compound_interest.crypto_wallet', 'finance.defi_lending.compound_interest.crypto_wallet',
})
DEPOSITS: Final = frozenset({'crypto_deposit', 'viban_deposit'})
WITHDRAWALS: Final = frozenset({'crypto_withdrawal', 'viban_withdrawal', 'viban_card_top_up'})
OF_CRYPTO_FILE: Final = frozenset({'crypto_viban'})  # the fiat wallet's row of what the crypto wallet's file tells as a trade
INTERNAL: Final = frozenset({
    'crypto_earn_program_created', 'crypto_earn_program_withdrawn', 'crypto_earn_program_extended', 'lockup_lock', 'lockup_unlock', 'lockup_upgrade',
    'lockup_swap_rebate',
    'supercharger_deposit', 'supercharger_withdrawal', 'council_node_deposit_created', 'council_node_deposit_withdrawn',
    'crypto_to_exchange_transfer', 'exchange_to_crypto_transfer', 'dynamic_coin_swap_bonus_exchange_deposit', 'airdrop_locked',
    'finance.lockup.dpos_lock.crypto_wallet', 'finance.lockup.dpos_lock_upgrade.crypto_wallet', 'finance.lockup.dpos_unlock.crypto_wallet',
    'finance.dpos.staking.crypto_wallet', 'finance.dpos.unstaking.crypto_wallet', 'viban_deposit_precredit', 'viban_deposit_precredit_repayment',
    *(f'trading.limit_order.{pocket}.{side}_{what}' for pocket in ('fiat_wallet', 'cash_account') for side in ('purchase', 'sell')
      for what in ('lock', 'unlock')),
    'trading.limit_order.crypto_wallet.fund_lock', 'trading.limit_order.crypto_wallet.fund_unlock',
})
SWAPS: Final = ('dynamic_coin_swap', 'interest_swap', 'lockup_swap', 'crypto_wallet_swap')
PARTS_OF_SWAP: Final = frozenset({'lockup_swap', 'crypto_wallet_swap'})  # of which a swap of the same second may tell the sum
DUST: Final = 'dust_conversion'
INVESTED, RETURNED = 'invest_deposit', 'invest_withdrawal'


class CryptoCom:
    headers = (frozenset({TIME, 'Currency', 'Amount', 'To Currency', 'To Amount', 'Native Currency', 'Native Amount', KIND}),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        swaps: list[Row] = []
        invested: list[Row] = []
        for row in rows:
            kind = row.get(KIND)
            if _stem(kind) is not None:
                swaps.append(row)
            elif kind in (INVESTED, RETURNED):
                invested.append(row)
            else:
                try:
                    yield _parse_row(row, kind, context)
                except RowError as error:
                    yield error.at(row)
        for group in gathered(swaps, lambda row: row.get(TIME)):
            yield from _parse_swaps(group, context)
        yield from _parse_investments(invested, context)


def _stem(kind: str) -> str | None:
    """'dust_conversion' of 'dust_conversion_credited'; None for what is no side of a swap."""
    stem, found, side = kind.rpartition('_')
    return stem if found and side in ('credited', 'debited') and stem in (*SWAPS, DUST) else None


def _parse_row(row: Row, kind: str, context: ImportContext) -> Outcome:
    if kind in INTERNAL:
        return Skipped(row.line, 'internal')
    if kind in OF_CRYPTO_FILE:
        return Skipped(row.line, 'told_by_other_file')
    time = context.time(row, TIME, FORMATS, zone=UTC)
    note = row.cells.get('Transaction Description', '')
    moved = need_leg(row, context, 'Amount', 'Currency', absolute=True)
    came = (context.amount(row, 'Amount') or ZERO) >= 0
    if kind in TRADES:
        received = need_leg(row, context, 'To Amount', 'To Currency', absolute=True)
        return trade(row, context, time=time, spent=moved, received=received, account=ACCOUNT, notes=note)
    if kind in TRADES_FOR_MONEY:
        money = need_leg(row, context, 'Native Amount', 'Native Currency', absolute=True)
        spent, received = (money, moved) if came else (moved, money)
        return trade(row, context, time=time, spent=spent, received=received, account=ACCOUNT, notes=note)
    if kind in INCOME:
        return single(row, context, time=time, pair=('receive' if came else 'spend', 'none'), moved=moved, account=ACCOUNT, notes=note)
    if kind in DEPOSITS or kind in WITHDRAWALS:
        side: Literal['deposit', 'withdrawal'] = 'deposit' if kind in DEPOSITS else 'withdrawal'
        hashed = row.cells.get('Transaction Hash', '')
        return movement(row, context, time=time, kind=side, moved=moved, account=ACCOUNT, notes=note, transaction=hashed)
    raise RowError('unknown_kind', KIND, kind=kind[:100])


def _parse_swaps(rows: Sequence[Row], context: ImportContext) -> Iterator[Outcome]:
    """Rows of one second."""
    by_stem: dict[str, list[Row]] = {}
    for row in rows:
        by_stem.setdefault(_stem(row.get(KIND)) or '', []).append(row)
    if 'dynamic_coin_swap' in by_stem and _is_sum(by_stem, context):
        for stem in PARTS_OF_SWAP & by_stem.keys():
            yield from (Skipped(row.line, 'told_by_other_row') for row in by_stem.pop(stem))
    for stem, group in by_stem.items():
        try:
            yield from _parse_dust(group, context) if stem == DUST else [_parse_swap(group, context)]
        except RowError as error:
            yield from all_at(error, group)


def _is_sum(by_stem: dict[str, list[Row]], context: ImportContext) -> bool:
    """Whether the swap's amounts are those of its parts."""
    try:
        whole, parts = (
            _totals([row for stem in stems for row in by_stem.get(stem, ())], context) for stems in (('dynamic_coin_swap',), PARTS_OF_SWAP))
    except RowError:
        return False
    return whole == parts


def _totals(rows: Iterable[Row], context: ImportContext) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.get('Currency')] = found.get(row.get('Currency'), ZERO) + (context.amount(row, 'Amount') or ZERO)
    return found


def _sides(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(given, got)"""
    return [row for row in rows if row.get(KIND).endswith('_debited')], [row for row in rows if row.get(KIND).endswith('_credited')]


def _parse_swap(rows: Sequence[Row], context: ImportContext) -> Outcome:
    given, got = _sides(rows)
    if not given or not got:
        raise RowError('other_side_missing', KIND)
    time = context.time(rows[0], TIME, FORMATS, zone=UTC)
    return trade(
        rows, context, time=time, spent=_add_up(given, context), received=_add_up(got, context), account=ACCOUNT,
        notes=min(row.cells.get('Transaction Description', '') for row in given),
    )


def _add_up(rows: Sequence[Row], context: ImportContext) -> list[Leg]:
    found: dict[AssetId, Decimal] = {}
    for row in rows:
        one = need_leg(row, context, 'Amount', 'Currency', absolute=True)
        found[one.asset] = found.get(one.asset, ZERO) + one.amount
    return [Leg(asset, amount) for asset, amount in sorted(found.items())]  # whatever the order of the rows


def _parse_dust(rows: Sequence[Row], context: ImportContext) -> Iterator[Outcome]:
    """One trade for each asset that was given, with its share, by value, of what was got.

    Where several were given, the established interface takes the same share of the given amount, too. Followed to the digit.
    """
    given, got = _sides(rows)
    if len(given) <= 1 or len(got) != 1:
        yield _parse_swap(rows, context)
        return
    time = context.time(rows[0], TIME, FORMATS, zone=UTC)
    values = [need_amount(row, context, 'Native Amount') for row in given]
    if not all(values):
        yield _parse_swap(rows, context)  # what has no value has no share: all of it together
        return
    received = need_leg(got[0], context, 'Amount', 'Currency', absolute=True)
    trades = []
    with decimal.localcontext(prec=SHARE_DIGITS):
        whole = sum(values, ZERO)
        for row, value in zip(given, values, strict=True):
            share = value / whole
            spent = need_leg(row, context, 'Amount', 'Currency', absolute=True)
            trades.append(trade(
                (row, got[0]), context, time=time, spent=Leg(spent.asset, spent.amount * share),
                received=Leg(received.asset, received.amount * share), account=ACCOUNT, notes=row.cells.get('Transaction Description', ''),
            ))
    yield from trades


def _parse_investments(rows: Sequence[Row], context: ImportContext) -> Iterator[Outcome]:
    """Told from the side of the investment, as the established interface does: what is invested arrives, what comes back leaves."""
    for group in gathered(rows, lambda row: row.get('Currency')):
        yield from _parse_investment(group, context)


def _parse_investment(rows: Sequence[Row], context: ImportContext) -> Iterator[Outcome]:
    """All rows of one asset. If one of them cannot be read, the gain of none is known."""
    timed: list[tuple[TimestampMs, Row, Leg]] = []
    for row in rows:
        try:
            timed.append((context.time(row, TIME, FORMATS, zone=UTC), row, need_leg(row, context, 'Amount', 'Currency', absolute=True)))
        except RowError as error:
            yield from broken_by(row, error, rows)
            return
    timed.sort(key=lambda entry: (entry[0], entry[1].get(KIND), -entry[1].line))  # the file has the newest first
    left = ZERO
    for time, row, moved in timed:
        went_in = row.get(KIND) == INVESTED
        note = row.cells.get('Transaction Description', '')
        yield movement(row, context, time=time, kind='deposit' if went_in else 'withdrawal', moved=moved, account=ACCOUNT, notes=note)
        if not went_in and moved.amount > left:
            yield single(row, context, time=time, pair=('receive', 'none'), moved=Leg(moved.asset, moved.amount - left), account=ACCOUNT)
        left = left + moved.amount if went_in else max(ZERO, left - moved.amount)


FORMAT = CryptoCom()


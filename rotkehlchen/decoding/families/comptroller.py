"""Compound's markets of version 2 and forks of them: a token (cToken) for each market, a comptroller over all of them that pays incentives.

The addresses in the logs are in the data, not indexed. Source: docs.compound.finance/v2, github.com/compound-finance/compound-protocol.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rule, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import retype, unwrap, wrap
from rotkehlchen.decoding.families.vault import find_near

MINT: Final = '0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f'  # Mint(address,uint256,uint256)
MINT_TOTAL: Final = '0xb4c03061fb5b7fed76389d5af8f2e0ddb09f8c70d1333abbb62582835e10accb'  # the same with the balance behind it
REDEEM: Final = '0xe5b754fb1abb7f01b499791d0b820ae3b6af3424ac1c59768edb53f4ec31a929'  # Redeem(address,uint256,uint256)
REDEEM_TOTAL: Final = '0xbd5034ffbd47e4e72a94baa2cdb74c6fad73cb3bcdc13036b72ec8306f5a7646'  # the same with the balance behind it
BORROW: Final = '0x13ed6866d4e1ee6da46f845c46d7e54120883d75c5ea9a2dacc1c4ca8984ab80'  # Borrow(address,uint256,uint256,uint256)
REPAY: Final = '0x1a2a22cb034d26d1854bdc6666a5b91fe25efbbb5dcad3b0355478d6f5c362a1'  # RepayBorrow(address,address,uint256,uint256,uint256)
LIQUIDATE: Final = '0x298637f684da70674f26509b10f07ec2fbc77a335ab1e7d6215a4b2484d8bb52'  # LiquidateBorrow(address,address,uint256,address,uint256)


def comptroller_rules(counterparty: str, markets: Addresses, comptrollers: Addresses, reward: str) -> tuple[Rule, ...]:
    """`reward`: the token that comptrollers pay incentives in, lower case."""
    def pays(tx: Transaction, one: Transfer) -> Iterator[Claim]:
        if tx.is_mine(one.receiver) and one.token == reward:
            yield from retype(counterparty, [one], 'receive', 'reward')

    return (
        LogRule('mint', (MINT, MINT_TOTAL), partial(mints, counterparty), markets),
        LogRule('redeem', (REDEEM, REDEEM_TOTAL), partial(redeems, counterparty), markets),
        LogRule('borrow', BORROW, partial(borrows, counterparty), markets), LogRule('repay', REPAY, partial(repays, counterparty), markets),
        LogRule('liquidation', LIQUIDATE, partial(liquidates, counterparty), markets), TransferRule('reward', pays, comptrollers),
    )


def mints(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What was supplied, and the market's tokens for it."""
    user = log.address_at(0)
    paid = find_near(tx.outgoing(account=user, to=log.address), log, log.word(1))
    minted = find_near(tx.incoming(account=user, token=log.address), log, log.word(2))
    yield from wrap(counterparty, [paid] if paid else [], [minted] if minted else [])


def redeems(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    user = log.address_at(0)
    back = find_near(tx.incoming(account=user, source=log.address), log, log.word(1))
    given = find_near(tx.outgoing(account=user, token=log.address), log, log.word(2))
    yield from unwrap(counterparty, [given] if given else [], [back] if back else [])


def borrows(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    got = find_near(tx.incoming(account=log.address_at(0), source=log.address), log, log.word(1))
    yield from retype(counterparty, [got] if got else [], 'receive', 'generate debt')


def repays(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What was paid back, by the user or by a helper that sends back what was too much."""
    payer, borrower, amount = log.address_at(0), log.address_at(1), log.word(2)
    sides = (log.address, payer)
    liquidated = any(one.address_at(1) == borrower and one.word(2) == amount for one in tx.logs_of(LIQUIDATE, address=log.address))
    paid = [one for one in tx.outgoing(to=sides) if one.amount == amount or (one.token == NATIVE and one.amount > amount)]
    if tx.is_mine(payer) or (tx.is_mine(borrower) and not liquidated):
        yield from retype(counterparty, paid[:1], 'spend', 'payback debt')
        too_much = tx.incoming(token=NATIVE, source=sides, amount=paid[0].amount - amount) if paid and paid[0].token == NATIVE else []
        yield from retype(counterparty, too_much[:1], 'receive', 'refund')


def liquidates(counterparty: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Collateral (tokens of another market) goes from the borrower to the liquidator; a part of it may go to the market."""
    liquidator, borrower, market, amount = log.address_at(0), log.address_at(1), log.address_at(3), log.word(4)
    lost = [one for one in tx.outgoing(account=borrower, token=market) if one.amount <= amount]
    yield from retype(counterparty, lost, 'loss', 'liquidate')
    won = [one for one in tx.incoming(account=liquidator, token=market) if one.amount <= amount]
    yield from retype(counterparty, won, 'receive', 'liquidate')

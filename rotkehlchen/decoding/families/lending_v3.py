"""Aave's pools, versions 2 and 3, and forks of them: supply, withdrawal, borrowing, repaying, liquidation, collateral, interest, rewards.

A pool mints a growing receipt token (aToken) for what is supplied and a debt token for what is borrowed. Version 3 tells in the token's
`Mint` and `Burn` how much of an amount is interest that had grown before; version 2 does not. A gateway wraps the native coin on the way:
it is whoever called the pool for the user. Source: aave.com/docs (Pool, aToken, RewardsController), github.com/aave-dao/aave-v3-origin.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rule, lower_addresses
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import LATE, claim, leg, note, retype

SUPPLY: Final = '0x2b627736bca15cd5381dcf80b0bf11fd197d01a037c52b927a881a10fb73ba61'  # Supply(address,address,address,uint256,uint16)
DEPOSIT: Final = '0xde6857219544bb5b7746f48ed30be6386fefc61b2f864cacf559893bf50fd951'  # Deposit(address,address,address,uint256,uint16)
WITHDRAW: Final = '0x3115d1449a7b732c986cba18244e897a450f61e1bb8d589cd2e69e6c8924f9f7'  # Withdraw(address,address,address,uint256)
BORROW: Final = '0xb3d084820fb1a9decffb176436bd02558d15fac9b0ddfed8c465bc7359d7dce0'  # Borrow(address,address,address,uint256,uint8,uint256,uint16)
BORROW_V2: Final = '0xc6a898309e823ee50bac64e45ca8adba6690e99e7841c45d754e2a38e9019d9b'  # the same with uint256 for the rate's mode
REPAY: Final = '0xa534c8dbe71f871f9f3530e97a74601fea17b426cae02e1c5aee42c96c784051'  # Repay(address,address,address,uint256,bool)
REPAY_V2: Final = '0x4cdde6e09bb755c9a5589ebaec640bbfedff1362d4b255ebf8339782b9942faa'  # Repay(address,address,address,uint256)
LIQUIDATION: Final = '0xe413a321e8681d831f4dbccbca790d2952b56f977908e45be37335533e005286'  # LiquidationCall(address,address,address,uint256,...)
COLLATERAL_ON: Final = '0x00058a56ea94653cdf4f152d227ace22d4c00ad99e2a43f58cb7d9e3feb295f2'  # ReserveUsedAsCollateralEnabled(address,address)
COLLATERAL_OFF: Final = '0x44c58d81365b66dd4b1a7f36c25aa97b8c71c361ee4937adc1a00000227db5dd'  # ReserveUsedAsCollateralDisabled(address,address)
MINT: Final = '0x458f5fa412d0f69b08dd84872b0215675cc67bc1d5b6fd93300a1c3878b86196'  # Mint(address,address,uint256,uint256,uint256)
BURN: Final = '0x4cf25bc1d991c17529c25213d3cc0cda295eeaad5f13f361969b12ea48015f90'  # Burn(address,address,uint256,uint256,uint256)
BURN_V2: Final = '0x5d624aa9c148153ab3446c1b154f660ee7701e549fe9b62dab7171b1c80e6fa2'  # Burn(address,address,uint256,uint256), of aTokens
REWARDS: Final = '0xc052130bc4ef84580db505783484b067ea8b71b3bca78a7e12db7aea8658f004'  # RewardsClaimed(address,address,address,address,uint256)
REWARDS_V2: Final = '0x5637d7f962248a7f05a7ab69eec6446e31f3d0a299d997f135a65c62806e7891'  # RewardsClaimed(address,address,address,uint256)
POOL: Final = '0x7535d246'  # POOL() of a token


@dataclass(frozen=True, slots=True)
class Market:
    """A protocol's pools.

    `brand`: how the names of its receipt tokens begin, in lower case; None in version 2, which does not tell of interest. `rewards`:
    contracts that pay incentives.
    """

    counterparty: str
    pools: Addresses
    brand: str | None
    rewards: Addresses


Handler = Callable[[Market, Transaction, Log], Iterator[Claim]]


def market_rules(market: Market, prefix: str = '') -> tuple[Rule, ...]:
    """All rules of a market. `prefix`: of their names, where a protocol has several markets."""
    def rule(name: str, topics: str | tuple[str, ...], handle: Handler, where: Addresses | None = market.pools) -> Rule:
        return LogRule(prefix + name, topics, partial(handle, market), where)
    return (
        rule('supply', (SUPPLY, DEPOSIT), supplies), rule('withdraw', WITHDRAW, withdraws), rule('borrow', (BORROW, BORROW_V2), borrows),
        rule('repay', (REPAY, REPAY_V2), repays), rule('liquidation', LIQUIDATION, liquidates),
        rule('collateral', (COLLATERAL_ON, COLLATERAL_OFF), switches), rule('reward', (REWARDS, REWARDS_V2), rewards, market.rewards),
        *([rule('interest', MINT, grows, None)] if market.brand is not None else []),
    )


# ---------------------------------------------------------------------- supply and withdrawal
def supplies(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What was supplied and the receipt for it; interest that had grown on the receipts before is minted with it."""
    payer, holder, amount = log.address_at(0), log.topic_address(2), log.word(1)
    receipt = _last(tx.moves(sender=ZERO_ADDRESS, receiver=holder), log)
    if receipt is None or not tx.is_mine(holder):
        return
    paid = _find_payment(tx, log, log.topic_address(1), amount, payer)
    interest = _interest(tx, receipt)
    legs = [leg(paid, 'deposit', 'deposit for wrapped')] if paid else []
    legs.append(leg(receipt, 'receive', 'receive wrapped', amount=receipt.amount - interest))
    if interest:
        legs.append(leg(receipt, 'receive', 'interest', amount=interest))
    yield from claim(market.counterparty, *legs, order='end')


def withdraws(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What came back for receipts. Interest is told behind everything else, in the coin where the receipts do not tell of it."""
    reserve, holder, receiver, amount = log.topic_address(1), log.topic_address(2), log.topic_address(3), log.word(0)
    if not tx.is_mine(holder):
        yield from _withdraws_by_gateway(market, tx, log, amount)
        return
    back = _last(tx.moves(token=reserve, receiver=receiver), log, amount) if tx.is_mine(receiver) else None
    burn = _last((one for one in tx.moves(sender=holder, receiver=ZERO_ADDRESS) if one.token != reserve), log)
    if burn is not None and burn.amount <= amount and (back is None or abs(burn.position - back.position) < NEAR):
        legs = [leg(burn, 'spend', 'return wrapped')]
        if back:
            legs.append(leg(back, 'withdrawal', 'redeem wrapped', amount=burn.amount))
            legs += [leg(back, 'receive', 'interest', amount=amount - burn.amount, at=LATE)] if amount > burn.amount else []
        yield from claim(market.counterparty, *legs, order='end')
        return
    grown = _last(tx.moves(sender=ZERO_ADDRESS, receiver=holder), log)  # more interest had grown than was withdrawn: the rest is minted
    if grown is not None and (interest := _interest(tx, grown)) and interest - grown.amount == amount:
        legs = [leg(grown, 'spend', 'return wrapped', account=holder, amount=amount)]
        legs += [leg(back, 'withdrawal', 'redeem wrapped')] if back else []
        legs.append(leg(grown, 'receive', 'interest', amount=interest, at=LATE))
        yield from claim(market.counterparty, *legs, order='end')


def _withdraws_by_gateway(market: Market, tx: Transaction, log: Log, amount: int) -> Iterator[Claim]:
    """A gateway took the receipts, withdrew for itself and sent the native coin on."""
    gateway = log.topic_address(2)
    back = next((one for one in tx.incoming(token=NATIVE, source=gateway) if one.amount == amount), None)
    burn = _last(tx.moves(sender=gateway, receiver=ZERO_ADDRESS), log)
    given = None if burn is None else _last((one for one in tx.outgoing(token=burn.token, to=gateway)), log)
    if given is None or back is None:
        return
    legs = [leg(given, 'spend', 'return wrapped'), leg(back, 'withdrawal', 'redeem wrapped')]
    grown = _last(tx.moves(token=given.token, sender=ZERO_ADDRESS, receiver=given.sender), log)
    if grown is not None and _interest(tx, grown) == grown.amount:
        legs.append(leg(grown, 'receive', 'interest', at=LATE))
    yield from claim(market.counterparty, *legs, order='end')


def grows(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Interest that a transfer of receipts made visible: a mint of nothing else."""
    if len(log.topics) == 3 and tx.is_mine(log.topic_address(2)) and log.word(0) == log.word(1) and is_of(market, tx, log.address):
        minted = _last(tx.moves(token=log.address, sender=ZERO_ADDRESS, receiver=log.topic_address(2)), log, log.word(0))
        yield from retype(market.counterparty, [minted] if minted else [], 'receive', 'interest')


def switches(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """A reserve becomes collateral of the user's debts, or is none any more."""
    if tx.is_mine(log.topic_address(2)):
        kind = 'collateral_on' if log.topic == COLLATERAL_ON else 'collateral_off'
        yield from note(
            market.counterparty, log.topic_address(2), at=log.position, token=log.topic_address(1), address=log.address, kind=kind)


# ---------------------------------------------------------------------- debt
def borrows(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What was borrowed, by the user or by a gateway that unwraps it, and the debt token if it is as much (more, where interest had grown)."""
    reserve, debtor, caller, amount = log.topic_address(1), log.topic_address(2), log.address_at(0), log.word(1)
    minted = (one for one in tx.moves(sender=ZERO_ADDRESS, receiver=debtor) if one.token != reserve)
    debt = _last(minted, log, amount) if tx.is_mine(debtor) else None
    got = _last(tx.incoming(token=reserve, amount=amount), log)
    if got is None and not tx.is_mine(caller):
        got = next(iter(tx.incoming(token=NATIVE, source=caller, amount=amount)), None)
    legs = [leg(debt, 'receive', 'receive wrapped', kind='debt_token')] if debt else []
    legs += [leg(got, 'receive', 'generate debt')] if got else []
    yield from claim(market.counterparty, *legs)


def repays(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """What was paid back, and the debt token if as much of it was burnt (less is burnt where interest had grown)."""
    reserve, debtor, payer, amount = log.topic_address(1), log.topic_address(2), log.topic_address(3), log.word(0)
    burnt = _last((one for one in tx.moves(sender=debtor, receiver=ZERO_ADDRESS) if one.token != reserve), log, amount)
    paid = _find_payment(tx, log, reserve, amount, payer)
    if burnt is not None and tx.is_mine(debtor) and burnt is not paid:
        yield from retype(market.counterparty, [burnt], 'spend', 'return wrapped')
    if paid is None and log.topic == REPAY and log.word(1) and tx.is_mine(payer):  # with receipts instead of the coin
        paid = _last((one for one in tx.moves(sender=payer, receiver=ZERO_ADDRESS) if one is not burnt), log)
    if paid is None:
        return
    more = tx.incoming(token=NATIVE, source=payer, account=paid.sender) if paid.token == NATIVE else []
    yield from retype(market.counterparty, [paid], 'spend', 'payback debt')
    yield from retype(market.counterparty, more, 'receive', 'refund')


def liquidates(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Somebody repaid the user's debt and took collateral for it, or the user did that to somebody."""
    debt, owner, liquidator = log.topic_address(2), log.topic_address(3), log.address_at(2)
    if tx.is_mine(liquidator):
        yield from retype(market.counterparty, tx.outgoing(account=liquidator, token=debt, amount=log.word(0)), 'spend', 'payback debt')
        yield from retype(market.counterparty, tx.incoming(account=liquidator, amount=log.word(1)), 'receive', 'liquidate')
    if not tx.is_mine(owner):
        return
    since = max((one.position for one in tx.logs_of(LIQUIDATION, address=log.address) if one.position < log.position), default=0)
    moves = [one for one in tx.moves(sender=owner) if since < one.position < log.position and one.kind == 'erc20']
    receipt = _find_receipt(tx, owner, since, log)
    for one in moves:
        if one.token != receipt:
            yield from retype(market.counterparty, [one] if one.receiver == ZERO_ADDRESS else [], 'spend', 'payback debt', address=log.address)
        elif one.receiver in (ZERO_ADDRESS, liquidator):
            yield from retype(market.counterparty, [one], 'loss', 'liquidate', address=log.address)
        else:
            yield from retype(market.counterparty, [one], 'spend', 'fee')


def _find_receipt(tx: Transaction, owner: str, since: int, log: Log) -> str | None:
    """The receipt token that a liquidation took: burnt in favour of somebody, or given to the liquidator as it is."""
    burns = (one for one in tx.logs if one.topic in (BURN, BURN_V2) and since < one.position < log.position and len(one.topics) == 3)
    burnt = next((one for one in burns if one.topic_address(1) == owner and one.topic_address(2) != ZERO_ADDRESS), None)
    if burnt is not None:
        return burnt.address
    given = _last(tx.moves(sender=owner, receiver=log.address_at(2)), log)
    return given.token if given else None


# ---------------------------------------------------------------------- rewards
def rewards(market: Market, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Incentives paid to an account; version 2 does not tell in which token."""
    token, receiver, amount = (log.topic_address(2), log.topic_address(3), log.word(1)) if log.topic == REWARDS else (
        None, log.topic_address(2), log.word(0))
    paid = _last(tx.moves(token=token, receiver=receiver), log, amount)
    if paid is not None and tx.is_mine(receiver):
        yield from retype(market.counterparty, [paid], 'receive', 'reward', address=log.address)


# ---------------------------------------------------------------------- what belongs to what
NEAR: Final = 8  # logs between a burn and the coin that comes back for it, at most


def is_of(market: Market, tx: Transaction, token: str) -> bool:
    """Whether a receipt token is of the market: it says so, or pools of the market speak in the transaction, or its name begins so."""
    pools = lower_addresses(market.pools, tx.chain_id)
    pool = tx.ask_address(token, POOL)
    if pool is not None:
        return pool in pools
    return any(log.address in pools for log in tx.logs) or (market.brand is not None and tx.label(token)[1].startswith(market.brand))


def _last(moves: Iterator[Transfer] | list[Transfer], log: Log, amount: int | None = None) -> Transfer | None:
    """The last of the transfers before a log, of an amount if one is given."""
    before = [one for one in moves if one.position < log.position and one.kind == 'erc20' and amount in (None, one.amount)]
    return max(before, key=lambda one: one.position, default=None)


def _find_payment(tx: Transaction, log: Log, reserve: str, amount: int, payer: str) -> Transfer | None:
    """What the payer gave the pool, or what a user gave the gateway that paid: the token, else the native coin."""
    if tx.is_mine(payer):
        return _last(tx.moves(token=reserve, sender=payer), log, amount)
    given = _last(tx.outgoing(token=reserve, to=payer, amount=amount), log)
    return given or next((one for one in tx.outgoing(token=NATIVE, to=payer) if one.amount >= amount), None)


def _interest(tx: Transaction, minted: Transfer) -> int:
    """How much of a minted amount is interest, as the log behind it tells; nothing in version 2."""
    for log in tx.logs_of(MINT, address=minted.token):
        if log.position > minted.position and log.topic_address(2) == minted.receiver and log.word(0) == minted.amount:
            return log.word(1)
    return 0

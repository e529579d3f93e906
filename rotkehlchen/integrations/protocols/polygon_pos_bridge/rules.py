"""Polygon's bridges, PoS and Plasma, on both sides, and the exchange of MATIC for POL.

On Polygon what was deposited arrives in a transaction of the chain itself, from and to nobody; the native coin arrives without any
transfer. What goes back is burnt there with `withdraw` of the token. Sources: docs.polygon.technology (PoS bridge, Plasma),
github.com/maticnetwork/pos-portal, github.com/0xPolygon/pol-token.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import claim, leg
from rotkehlchen.decoding.families.bridge import Crossing, bridge_leg, contract_rule, in_rule, minted, out_rule

POLYGON: Final = 'polygon'
LOCKED_TOKEN: Final = (
    '0x9b217a401a5ddf7c4d474074aff9958a18d48690d77cc2151c4706aa7348b401',  # LockedERC20(address,address,address,uint256)
    '0x31472eae9e158460fea5622d1fcb0c5bdc65b6ffb51827f7bc9ef5788410c34c',  # LockedMintableERC20(address,address,address,uint256)
)
EXITED_TOKEN: Final = (
    '0xbb61bd1b26b3684c7c028ff1a8f6dabcac2fac8ac57b66fa6b1efb6edeab03c4',  # ExitedERC20(address,address,uint256)
    '0x42315cb7471194a6f162099cd1052b95b750612a46472e887f7784b95aa2c4c3',  # ExitedMintableERC20(address,address,uint256)
)
LOCKED_ETHER: Final = '0x3e799b2d61372379e767ef8f04d65089179b7a6f63f9be3065806456c7309f1b'  # LockedEther(address,address,uint256)
EXITED_ETHER: Final = '0x0fc0eed41f72d3da77d0f53b9594fc7073acd15ee9d7c536819a70a67c57ef3c'  # ExitedEther(address,uint256)
PLASMA_IN: Final = '0x1dadc8d0683c6f9824e885935c1bec6f76816730dcec148dda8cf25a7b9f797b'  # NewDepositBlock(address,address,uint256,uint256)
PLASMA_EXIT: Final = '0xfeb2000dca3e617cd6f3a8bbb63014bb54a124aac6ccbf73ee7229b4cd01f120'  # Withdraw(uint256,address,address,uint256)
ARRIVED: Final = '0xec3afb067bce33c5a294470ec5b29e6759301cd3928550490c6d48816cdc2f5d'  # TokenDeposited(address,address,address,uint256,uint256)
COIN_LEAVES: Final = '0xebff2602b3f468259e1e99f613fed6691f3a6526effe6ef3e768ba7ae7a36c4f'  # Withdraw(address,address,uint256,uint256,uint256)
MIGRATED: Final = '0x8b80bd19aea7b735bc6d75db8d6adbe18b28c30d62b3555245eb67b2340caedc'  # Migrated(address,uint256)
UNMIGRATED: Final = '0x629178b8fee085046b0ced2d5b2fff5e4d54196b555e978250009b74af28739b'  # Unmigrated(address,address,uint256)
WITHDRAW: Final = '0x2e1a7d4d'  # withdraw(uint256)

COIN: Final = '0x0000000000000000000000000000000000001010'  # the native coin of Polygon as its contract
PREDICATES: Final = {1: (
    '0x8484Ef722627bf18ca5Ae6BcF031c23E6e922B30', '0x40ec5B33f54e0E8A33A975908C5BA1c14e5BbbDf', '0x9923263fA127b3d1484cFD649df8f1831c2A74e4',
    '0xE6F45376f64e1F568BD1404C155e5fFD2F80F7AD', '0x932532aA4c0174b8453839A6E44eE09Cc615F2b7',
)}
DEPOSITS: Final = {1: ('0x401F6c983eA34274ec46f84D70b31C151321188b',)}  # DepositManager of Plasma
EXITS: Final = {1: ('0x2A88696e0fFA76bAA1338F2C74497cC013495922',)}  # WithdrawManager of Plasma
CHILD_CHAIN: Final = {137: ('0xD9c7C4ED4B66858301D0cb28Cc88bf655Fe34861',)}
MIGRATION: Final = {1: ('0x29e7DF7b6A1B2b07b731457f499E1696c60E2C4e',)}
MATIC: Final = '0x7d1afa7b718fb893db30a3abc0cfc608aacfebb0'
POL: Final = '0x455e53cbb86018ac2b8092fdcd39d8444affc3f6'


def locked_token(_tx: Transaction, log: Log) -> Crossing:
    return Crossing(log.topic_address(1), log.word(0), log.topic_address(3), 137, log.topic_address(2))


def exited_token(_tx: Transaction, log: Log) -> Crossing:
    return Crossing(log.topic_address(1), log.word(0), log.topic_address(2), 137)


def locked_ether(_tx: Transaction, log: Log) -> Crossing:
    return Crossing(log.topic_address(1), log.word(0), NATIVE, 137, log.topic_address(2))


def exited_ether(_tx: Transaction, log: Log) -> Crossing:
    return Crossing(log.topic_address(1), log.word(0), NATIVE, 137)


def plasma_deposit(_tx: Transaction, log: Log) -> Crossing:
    """The log says MATIC where POL is sent: the amount tells."""
    return Crossing(log.topic_address(1), log.word(0), None, 137)


def plasma_exit(_tx: Transaction, log: Log) -> Crossing:
    return Crossing(log.topic_address(2), log.word(0), None, 137, message=str(log.topic_int(1)))


def coin_leaves(_tx: Transaction, log: Log) -> Crossing:
    return Crossing(log.topic_address(2), log.word(0), NATIVE, 1)


def coin_arrives(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The native coin, which the chain gives; tokens are minted with a transfer of their own."""
    if log.topic_address(2) == COIN:
        yield from minted(tx, log, POLYGON, Crossing(log.topic_address(3), log.word(0), NATIVE, 1, message=str(log.word(1))))


def state_arrives(tx: Transaction) -> Iterator[Claim]:
    """Tokens minted in a transaction of the chain itself."""
    for one in tx.incoming(source=ZERO_ADDRESS) if tx.sender == ZERO_ADDRESS else ():
        crossing = Crossing(one.receiver, one.amount, one.token, 1)
        yield from claim(POLYGON, bridge_leg(tx, crossing, one, is_out=False), order='own')


def token_leaves(tx: Transaction) -> Iterator[Claim]:
    """`withdraw` of a token that burns exactly what was asked for and gives nothing back."""
    if tx.chain_id != 137 or tx.to == tx.wrapped_native or not tx.is_mine(tx.sender):
        return
    burnt = tx.outgoing(account=tx.sender, token=tx.to, to=ZERO_ADDRESS)
    if len(burnt) == 1 and len(tx.mine) == 1 and tx.argument(0) in (burnt[0].amount, burnt[0].token_id):
        crossing = Crossing(tx.sender, burnt[0].amount, tx.to, 1, tx.sender, tx.hash)
        yield from claim(POLYGON, bridge_leg(tx, crossing, burnt[0], is_out=True), order='own')


def migrates(tx: Transaction, log: Log) -> Iterator[Claim]:
    """One token for the other, in either direction."""
    given, got = (MATIC, POL) if log.topic == MIGRATED else (POL, MATIC)
    amount = log.word(0)
    gives, gets = tx.outgoing(token=given, amount=amount), tx.incoming(token=got, amount=amount)
    if gives and gets:
        yield from claim(POLYGON, leg(gives[0], 'migrate', 'spend', kind='matic_migration'), leg(gets[0], 'migrate', 'receive', kind='matic_migration'))


RULES: tuple[Rule, ...] = (
    out_rule('lock_token', LOCKED_TOKEN, locked_token, POLYGON, PREDICATES), in_rule('exit_token', EXITED_TOKEN, exited_token, POLYGON, PREDICATES),
    out_rule('lock_ether', LOCKED_ETHER, locked_ether, POLYGON, PREDICATES), in_rule('exit_ether', EXITED_ETHER, exited_ether, POLYGON, PREDICATES),
    out_rule('plasma_deposit', PLASMA_IN, plasma_deposit, POLYGON, DEPOSITS), in_rule('plasma_exit', PLASMA_EXIT, plasma_exit, POLYGON, EXITS),
    contract_rule('contract', POLYGON, {1: (*PREDICATES[1], *DEPOSITS[1])}, {1: 137}),
    out_rule('coin_out', COIN_LEAVES, coin_leaves, POLYGON, {137: (COIN,)}), LogRule('coin_in', ARRIVED, coin_arrives, CHILD_CHAIN),
    CallRule('state', state_arrives, {137: (ZERO_ADDRESS,)}), CallRule('token_out', token_leaves, None, (WITHDRAW,)),
    LogRule('migration', (MIGRATED, UNMIGRATED), migrates, MIGRATION),
)

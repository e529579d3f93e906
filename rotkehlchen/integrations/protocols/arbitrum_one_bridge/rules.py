"""Arbitrum One's bridge on both sides: coins through inbox and ArbSys, tokens through any gateway.

Anybody may add a gateway, and other chains use the same ones on Ethereum: there a gateway counts when the bridge of Arbitrum One tells of
a message too. Sources: docs.arbitrum.io (token bridging, cross-chain messaging), github.com/OffchainLabs/nitro-contracts.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Rule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.families.bridge import Crossing, contract_rule, has_log, in_rule, out_rule, system_deposit

ARBITRUM: Final = 'arbitrum_one'
# MessageDelivered(uint256,bytes32,address,uint8,address,bytes32,uint256,uint64)
DELIVERED: Final = '0x5e3c1311ea442664e8b1611bfabef659120ea7a0a2cfc0667700bebc69cbffe1'
CALLED: Final = '0x2d9d115ef3e4a606d698913b1eae831a3cdfe20d9a83d48007b0526749c3d466'  # BridgeCallTriggered(address,address,uint256,bytes)
EXECUTED: Final = '0x20af7f3bbfe38132b8900ae295cd9c8d1914be7052d061a511f3f728dab18964'  # OutBoxTransactionExecuted(address,address,uint256,uint256)
DEPOSIT_INITIATED: Final = '0xb8910b9960c443aac3240b98585384e3a6f109fbf6969e264c3f183d69aba7e1'  # DepositInitiated(address,address,address,uint256,uint256)
# WithdrawalFinalized(address,address,address,uint256,uint256)
WITHDRAWAL_FINALIZED: Final = '0x891afe029c75c4f8c5855fc3480598bc5a53739344f6ae575bdb7ea2a79f56b3'
# WithdrawalInitiated(address,address,address,uint256,uint256,uint256)
WITHDRAWAL_INITIATED: Final = '0x3073a74ecb728d10be779fe19a74a1428e20468f5b4d167bf9c73d9067847d73'
DEPOSIT_FINALIZED: Final = '0xc7f2e9c55c40a50fbc217dfc70cd39a222940dfa62145aa0ca49eb9535d4fcb2'  # DepositFinalized(address,address,address,uint256)
# L2ToL1Tx(address,address,uint256,uint256,uint256,uint256,uint256,uint256,bytes)
CALL_FROM_TWO: Final = '0x3e7aafa77dbf186b7fd488006beff893744caa3c4f6f299e8a709fa2087374fc'

BRIDGE: Final = {1: ('0x8315177aB297bA92A06054cE80a67Ed4DBd7ed3a',)}
CONTRACTS: Final = {
    1: (*BRIDGE[1], '0x4Dbd4fc535Ac27206064B68FfCf827b0A60BAB3f', '0x011B6E24FfB0B5f5fCc564cf4183C5BBBc96D515'),  # bridges and inbox
    42161: ('0x0000000000000000000000000000000000000064',),  # ArbSys
}
OTHER: Final = {1: 42161, 42161: 1}
DEPOSIT_TYPES: Final = (0x64, 0x68)  # a deposit of coins, the call of a message from layer one


def token_leaves_one(tx: Transaction, log: Log) -> Crossing | None:
    """(token, from indexed, to indexed, number of the message indexed, amount)"""
    if tx.chain_id != 1 or not has_log(tx, (DELIVERED,), BRIDGE):
        return None
    return Crossing(log.topic_address(1), log.word(1), log.address_at(0), 42161, log.topic_address(2), str(log.topic_int(3)))


def token_arrives_one(tx: Transaction, log: Log) -> Crossing | None:
    """(token, from indexed, to indexed, number of the exit indexed, amount)"""
    if tx.chain_id != 1 or not has_log(tx, (CALLED,), BRIDGE):
        return None
    return Crossing(log.topic_address(2), log.word(1), log.address_at(0), 42161, log.topic_address(1), _exit_number(tx))


def token_leaves_two(tx: Transaction, log: Log) -> Crossing | None:
    """(token of layer one, from indexed, to indexed, number of the message indexed, number of the exit, amount)"""
    if tx.chain_id != 42161:
        return None
    return Crossing(log.topic_address(1), log.word(2), None, 1, log.topic_address(2), str(log.topic_int(3)))


def token_arrives_two(tx: Transaction, log: Log) -> Crossing | None:
    """(token of layer one indexed, from indexed, to indexed, amount)"""
    if tx.chain_id != 42161:
        return None
    return Crossing(log.topic_address(3), log.word(0), None, 1, log.topic_address(2))


def coin_leaves_two(_tx: Transaction, log: Log) -> Crossing | None:
    """(caller, destination indexed, hash indexed, position indexed, block here, block there, time, value, data)"""
    value = log.word(4)
    return Crossing(log.address_at(0), value, NATIVE, 1, log.topic_address(1), str(log.topic_int(3))) if value else None


def coin_arrives_one(tx: Transaction, log: Log) -> Crossing | None:
    """(outbox indexed, to indexed, value, data)"""
    value = log.word(0)
    return Crossing(log.topic_address(2), value, NATIVE, 42161, message=_exit_number(tx)) if value else None


def _exit_number(tx: Transaction) -> str:
    """The number that layer two gave the message, where one message alone is executed."""
    executed = list(tx.logs_of(EXECUTED))
    return str(executed[0].word(0)) if len(executed) == 1 else ''


def coin_arrives_two(tx: Transaction) -> Iterator[Claim]:
    if tx.chain_id == 42161:
        yield from system_deposit(tx, ARBITRUM, DEPOSIT_TYPES)


RULES: tuple[Rule, ...] = (
    out_rule('token_out_one', DEPOSIT_INITIATED, token_leaves_one, ARBITRUM, None, with_fee=True),
    in_rule('token_in_one', WITHDRAWAL_FINALIZED, token_arrives_one, ARBITRUM, None),
    out_rule('token_out_two', WITHDRAWAL_INITIATED, token_leaves_two, ARBITRUM, None),
    in_rule('token_in_two', DEPOSIT_FINALIZED, token_arrives_two, ARBITRUM, None),
    out_rule('coin_out_two', CALL_FROM_TWO, coin_leaves_two, ARBITRUM, {42161: CONTRACTS[42161]}),
    in_rule('coin_in_one', CALLED, coin_arrives_one, ARBITRUM, BRIDGE), CallRule('coin_in_two', coin_arrives_two, None),
    contract_rule('contract', ARBITRUM, CONTRACTS, OTHER),
)

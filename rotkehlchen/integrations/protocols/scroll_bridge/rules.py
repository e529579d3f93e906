"""Scroll's bridge on both sides: gateways of coins and tokens, and messengers.

A message to layer two is paid for in native coins; what was too much comes back. Sources: docs.scroll.io (L1 and L2 bridging),
github.com/scroll-tech/scroll-contracts.
"""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.families.bridge import Crossing, contract_rule, has_log, in_rule, out_rule

SCROLL: Final = 'scroll'
SENT: Final = '0x104371f3b442861a2a7b82a070afbbaab748bb13757bf47769e170e37809ec1e'  # SentMessage(address,address,uint256,uint256,uint256,bytes)
RELAYED: Final = '0x4641df4a962071e12719d8c8c8e5ac7fc4d97b927346a3d7a335b1f7517e133c'  # RelayedMessage(bytes32)
COIN_OUT: Final = (
    '0x6670de856ec8bf5cb2b7e957c5dc24759716056f79d97ea5e7c939ca0ba5a675',  # DepositETH(address,address,uint256,bytes)
    '0xd8ed6eaa9a7a8980d7901e911fde6686810b989d3082182d1d3a3df6306ce20e',  # WithdrawETH(address,address,uint256,bytes)
)
COIN_IN: Final = (
    '0x9e86c356e14e24e26e3ce769bf8b87de38e0faa0ed0ca946fa09659aa606bd2d',  # FinalizeDepositETH(address,address,uint256,bytes)
    '0x96db5d1cee1dd2760826bb56fabd9c9f6e978083e0a8b88559c741a29e9746e7',  # FinalizeWithdrawETH(address,address,uint256,bytes)
)
TOKEN_OUT: Final = (
    '0x31cd3b976e4d654022bf95c68a2ce53f1d5d94afabe0454d2832208eeb40af25',  # DepositERC20(address,address,address,address,uint256,bytes)
    '0xd8d3a3f4ab95694bef40475997598bcf8acd3ed9617a4c1013795429414c27e8',  # WithdrawERC20(address,address,address,address,uint256,bytes)
)
TOKEN_IN: Final = (
    '0x165ba69f6ab40c50cade6f65431801e5f9c7d7830b7545391920db039133ba34',  # FinalizeDepositERC20(address,address,address,address,uint256,bytes)
    '0xc6f985873b37805705f6bce756dce3d1ff4b603e298d506288cce499926846a7',  # FinalizeWithdrawERC20(address,address,address,address,uint256,bytes)
)
REFUNDED: Final = (
    '0x289360176646a5f99cb4b6300628426dca46b723f40db3c04449d6ed1745a0e7',  # RefundETH(address,uint256)
    '0xdbdf8eb487847e4c0f22847f5dac07f2d3690f96f581a6ae4b102769917645a8',  # RefundERC20(address,address,uint256)
)
MESSENGERS: Final = {1: ('0x6774Bcbd5ceCeF1336b5300fb5186a12DDD8b367',), 534352: ('0x781e90f1c8Fc4611c9b7497C3B47F99Ef6969CbC',)}
GATEWAYS: Final = {1: (
    '0x7F2b8C31F88B6006c382775eea88297Ec1e3E905', '0xD8A791fE2bE73eb6E6cF1eb0cb3F36adC9B3F8f9', '0x7AC440cAe8EB6328de4fA621163a792c1EA9D4fE',
    '0x67260A8B73C5B77B55c1805218A42A7A6F98F515', '0xf1AF3b23DE0A5Ca3CAb7261cb0061C0D779A5c7B', '0xb2b10a289A229415a124EFDeF310C10cb004B6ff',
    '0x6625C6332c9F91F2D27c304E729B86db87A3f504',
)}
OTHER: Final = {1: 534352, 534352: 1}


def coin_crosses(tx: Transaction, log: Log) -> Crossing | None:
    """(from indexed, to indexed, amount, data)"""
    if not _is_scroll(tx):
        return None
    sender, recipient = log.topic_address(1), log.topic_address(2)
    account, peer = (sender, recipient) if log.topic in COIN_OUT else (recipient, sender)
    return Crossing(account, log.word(0), NATIVE, OTHER[tx.chain_id], peer)


def token_crosses(tx: Transaction, log: Log) -> Crossing | None:
    """(token of layer one indexed, of layer two indexed, from indexed, to, amount, data)"""
    if not _is_scroll(tx):
        return None
    sender, recipient = log.topic_address(3), log.address_at(0)
    account, peer = (sender, recipient) if log.topic in TOKEN_OUT else (recipient, sender)
    return Crossing(account, log.word(1), log.topic_address(1 if tx.chain_id == 1 else 2), OTHER[tx.chain_id], peer)


def message_sent(tx: Transaction, log: Log) -> Crossing | None:
    """A message of the account itself that carries coins."""
    sender = log.topic_address(1)
    return Crossing(sender, log.word(0), NATIVE, OTHER[tx.chain_id], log.topic_address(2), str(log.word(1))) if tx.is_mine(sender) else None


def refunded(tx: Transaction, log: Log) -> Crossing | None:
    """A message that was dropped: coin (recipient indexed, amount) or token (token indexed, recipient indexed, amount)."""
    if log.topic == REFUNDED[0]:
        return Crossing(log.topic_address(1), log.word(0), NATIVE, tx.chain_id)
    return Crossing(log.topic_address(2), log.word(0), log.topic_address(1), tx.chain_id)


def _is_scroll(tx: Transaction) -> bool:
    return has_log(tx, (SENT, RELAYED), MESSENGERS)


RULES: tuple[Rule, ...] = (
    out_rule('coin_out', COIN_OUT, coin_crosses, SCROLL, None, with_fee=True), in_rule('coin_in', COIN_IN, coin_crosses, SCROLL, None),
    out_rule('token_out', TOKEN_OUT, token_crosses, SCROLL, None, with_fee=True), in_rule('token_in', TOKEN_IN, token_crosses, SCROLL, None),
    in_rule('refund', REFUNDED, refunded, SCROLL, GATEWAYS),
    out_rule('message', SENT, message_sent, SCROLL, MESSENGERS, with_fee=True), contract_rule('messenger', SCROLL, MESSENGERS, OTHER),
)

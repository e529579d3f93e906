"""Yearn: vaults of all versions by whatever contract they were entered, staking of their shares, locked YFI, and the first governance.

A gauge takes a vault's shares and gives its own; a staking contract takes them and gives nothing, yet pays rewards for them.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import PAID, PAID_IN, Words, listed, pool_rules
from rotkehlchen.decoding.families.share import exchanges, share_rule
from rotkehlchen.decoding.families.told import IN, OUT, told
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW
from rotkehlchen.integrations.protocols.yearn.address import GAUGES, GOVERNANCE, MIGRATORS, REWARDS, STAKING, V1, V2, V3, VE_YFI

V2_DEPOSIT: Final = '0x90890809c654f11d6e72a28fa60149770a0d11ec6c92319d6ceb2bb0a4ea1a15'  # Deposit(address,uint256,uint256)
V2_WITHDRAW: Final = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
GAUGE_UPDATE: Final = '0xfbe590c835e1c07f8e971c36021d1be46f43f7b0b6dc5413dbd5753590569d58'
# UpdatedRewards(address,uint256,uint256,uint256,uint256)
MODIFY_LOCK: Final = '0x01affbd18fb24fa23763acc978a6bb9b9cd159b1cc733a15f3ea571d691cabc1'  # ModifyLock(address,address,uint256,uint256,uint256)
DEBT_UPDATED: Final = '0x5e2b8821ad6e0e26207e0cb4d242d07eeb1cbb1cfd853e645bdcd27cc5484f95'  # DebtUpdated(address,uint256,uint256), of V3
V2_WITHDRAW_AT_LOSS: Final = '0xe63697c8'  # withdraw(uint256,address,uint256), of V2 alone
API_VERSION: Final = '0x25829410'  # apiVersion() -> string
STAKED_WORDS: Final = Words(stake=('deposit', 'deposit for wrapped'), unstake=('withdrawal', 'redeem wrapped'))
WORDS: Final = (('yearn-v1', V1), ('yearn-v2', V2), ('yearn-v3', V3), ('yearn_staking', GAUGES))


def listed_brand(tx: Transaction, token: str) -> str | None:
    return next((word for word, vaults in WORDS if listed(word, vaults)(tx, token) is not None), None)


def likely_brand(tx: Transaction, token: str) -> str | None:
    """What a share's logs, its name or the version that it tells make it."""
    topics = {log.topic for log in tx.logs_of(address=token) if len(log.topics) == 2}
    is_standard = any(log.topic in (DEPOSIT, WITHDRAW) for log in tx.logs_of(address=token))
    symbol, name = tx.label(token)
    if GAUGE_UPDATE in topics or symbol.startswith('yg-'):
        return 'yearn_staking'
    if DEBT_UPDATED in topics and is_standard:
        return 'yearn-v3'
    if topics & {V2_DEPOSIT, V2_WITHDRAW} or (tx.to == token and tx.selector == V2_WITHDRAW_AT_LOSS):
        return 'yearn-v2'
    if symbol.startswith('yv') or name.rstrip().endswith('yvault'):
        return 'yearn-v3' if is_standard else 'yearn-v2'
    if symbol.startswith('y') and name.startswith('yearn '):
        return 'yearn-v1'
    return _asked_brand(tx, token) if is_standard else None


def _asked_brand(tx: Transaction, token: str) -> str | None:
    answer = tx.ask(token, API_VERSION)
    version = answer[64:] if answer is not None and len(answer) > 64 else b''
    return 'yearn-v3' if version.startswith(b'3.') else None


def migrates(tx: Transaction) -> Iterator[Claim]:
    """Shares of one vault for those of another."""
    given, got = tx.outgoing(account=tx.sender), tx.incoming(account=tx.sender)
    name = likely_brand(tx, got[0].token) or listed_brand(tx, got[0].token) if len(given) == len(got) == 1 else None
    if name is not None:
        yield from claim(name, leg(given[0], 'migrate', 'spend'), leg(got[0], 'migrate', 'receive'))


def staking_brand(tx: Transaction, log: Log, token: str | None) -> str | None:
    """A pool that takes shares of a vault, or pays for them in the same transaction."""
    if listed('yearn_staking', STAKING)(tx, log.address) or listed('yearn_staking', GAUGES)(tx, log.address):
        return 'yearn_staking'
    is_paid = log.topic in (PAID, PAID_IN)
    tokens = [one.token for one in tx.mine if log.address in (one.sender, one.receiver)] if is_paid else [token] if token else []
    is_gauge = any(tx.logs_of(GAUGE_UPDATE, address=log.address))
    return 'yearn_staking' if is_gauge or any((listed_brand(tx, one) or '').startswith('yearn-v') for one in tokens) else None


RULES = (
    CallRule('vault', lambda tx: exchanges(listed_brand, tx), None, rank=Rank.CONTRACT), share_rule('vault_like', likely_brand),
    CallRule('migrate', migrates, MIGRATORS),
    *pool_rules(staking_brand, words=STAKED_WORDS, prefix='staking_'),
    *pool_rules('ygov', GOVERNANCE, prefix='governance_'),
    told('lock', 'yearn_staking', MODIFY_LOCK, VE_YFI, 'deposit', 'deposit to protocol', OUT),
    told('unlock', 'yearn_staking', V2_WITHDRAW, VE_YFI, 'withdrawal', 'withdraw from protocol', IN),
    received('lock_reward', 'yearn_staking', REWARDS, 'receive', 'reward'),
)

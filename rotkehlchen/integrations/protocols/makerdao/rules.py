"""MakerDAO: vaults, the savings rate of DAI, the exchange of SAI for DAI, and Sai itself (`sai`).

Contracts note their calls as anonymous logs: the selector, who called, the first arguments. Users act through proxies: what a user gave
the proxy and got from it is what counts. Source: docs.makerdao.com (Vat, Pot, Join), github.com/makerdao/dss.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, note, retype
from rotkehlchen.decoding.families.hands import account_behind
from rotkehlchen.decoding.families.vault import find_near
from rotkehlchen.integrations.protocols.makerdao import sai
from rotkehlchen.integrations.protocols.makerdao.note import topic_of

FROB: Final = topic_of('76088703')  # frob(bytes32,address,address,address,int256,int256), of the Vat
JOIN: Final = topic_of('049878f3')  # join(uint256), of the Pot
EXIT: Final = topic_of('7f8661a1')  # exit(uint256), of the Pot
GEM_JOIN: Final = topic_of('3b4da69f')  # join(address,uint256)
GEM_EXIT: Final = topic_of('ef693bed')  # exit(address,uint256)
NEW_VAULT: Final = '0xd6be0bc178658a382ff4f91c8c68b542aa6b71685b8fe427966b87745c3ea7a2'  # NewCdp(address,address,uint256)

DAI: Final = '0x6b175474e89094c44da98b954eedeac495271d0f'
DAI_JOIN: Final = '0x9759a6ac90977b93b58547b4a71c78317f391a28'
VAT: Final = {1: ('0x35D1b3F3D7966A1DFe207aa4514C12a259A0492B',)}
MANAGER: Final = {1: ('0x5ef30b9986345249bc32d8928B7ee64DE9435E39',)}
POT: Final = {1: ('0x197E90f9FAD81970bA7976f33CbD77088E5D7cf7',)}
MIGRATION: Final = {1: ('0xc73e0383F3Aff3215E6f04B0331D58CeCf0Ab849',)}
SAVINGS_TOKENS: Final = ('0x83f20f44975d03b1b09e64809b757c47f942beea', '0x06af07097c9eeb7fd685c692751d5c66db49c215')  # sDAI, CHAI


def vaults(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Collateral and debt of vaults changed. Runs for each note, makes its claim at the first."""
    if next(tx.logs_of(FROB, address=log.address)) is not log:
        return
    account, hands = _who(tx), _hands(tx)
    if account is None:
        return
    paid = [one for one in tx.outgoing(account=account) if _is_ours(one, one.receiver, hands)]
    got = [one for one in tx.incoming(account=account) if _is_ours(one, one.sender, hands)]
    legs = [leg(one, 'deposit', 'deposit to protocol') for one in paid if one.token != DAI]
    legs += [leg(one, 'spend', 'payback debt') for one in paid if one.token == DAI]
    legs += [leg(one, 'withdrawal', 'withdraw from protocol') for one in got if one.token != DAI]
    legs += [leg(one, 'withdrawal', 'generate debt') for one in got if one.token == DAI]
    yield from claim('makerdao vault', *legs)


def opens(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A new vault, of the user or of the user's proxy."""
    account = account_behind(tx, log.topic_address(2)) or _who(tx)
    if account is not None:
        params = {'number': str(log.topic_int(3))}
        yield from note('makerdao vault', account, at=log.position, address=log.address, kind='makerdao_new_vault', params=params)


def saves(tx: Transaction, log: Log) -> Iterator[Claim]:
    """DAI into savings and out of them, but not behind a token that stands for them."""
    actor = log.topic_address(1)
    account = account_behind(tx, actor)
    if account is None or actor in SAVINGS_TOKENS:
        return
    sides = (actor, DAI_JOIN, ZERO_ADDRESS)
    words = ('deposit', 'deposit to protocol') if log.topic == JOIN else ('withdrawal', 'withdraw from protocol')
    moves = tx.outgoing(account=account, token=DAI, to=sides) if log.topic == JOIN else tx.incoming(account=account, token=DAI, source=sides)
    yield from retype('makerdao dsr', moves[:1] if log.topic == JOIN else moves[-1:], *words)


def migrates(tx: Transaction, log: Log) -> Iterator[Claim]:
    """SAI for DAI or back, one to one, as the join of SAI tells."""
    contract = next(iter(MIGRATION[1])).lower()
    if log.topic_address(1) != contract:
        return
    amount = log.topic_int(3)
    given = find_near(tx.outgoing(to=contract), log, amount)
    got = find_near((one for one in tx.incoming() if one.sender in (contract, ZERO_ADDRESS)), log, amount)
    if given is not None and got is not None:
        legs = leg(given, 'migrate', 'spend', address=contract), leg(got, 'migrate', 'receive', address=contract)
        yield from claim('makerdao migration', *legs, order='own')


def _who(tx: Transaction) -> str | None:
    return next((one for one in (tx.sender, tx.to) if one and tx.is_mine(one)), None)


def _hands(tx: Transaction) -> set[str]:
    """Whoever called a join for the user, and the joins themselves."""
    found = {tx.to, DAI_JOIN}
    for log in tx.logs:
        if log.topic in (GEM_JOIN, GEM_EXIT) and len(log.topics) == 4:
            found |= {log.address, log.topic_address(1)}
    return found


def _is_ours(one: Transfer, side: str, hands: set[str]) -> bool:
    return side in hands or (one.token == DAI and side == ZERO_ADDRESS)


RULES = (
    LogRule('vault', FROB, vaults, VAT), LogRule('new_vault', NEW_VAULT, opens, MANAGER), LogRule('savings', (JOIN, EXIT), saves, POT),
    LogRule('migration', (GEM_JOIN, GEM_EXIT), migrates, {1: (sai.JOIN,)}), *sai.RULES,
)

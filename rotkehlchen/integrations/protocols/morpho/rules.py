"""Morpho: vaults, used directly or by a bundler, and the rewards. Sources: github.com/morpho-org/metamorpho, vault-v2, bundler3.

A bundler takes what the user brings (the native coin too), moves several vaults' assets and sends the rest back, so that no transfer tells
what one vault took: the vaults' logs do, and together they must amount to what the user's transfers amount to.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, retype
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW, find_near

TOTAL_ASSETS: Final = '0x15c027cc4fd826d986cad358803439f7326d3aa4ed969ff90dbee4bc150f68e9'  # UpdateLastTotalAssets(uint256)
ACCRUED: Final = '0xf66f28b40975dbb933913542c7e6a0f50a1d0f20aa74ea6e0efe65ab616323ec'  # AccrueInterest(uint256,uint256)
ACCRUED_V2: Final = '0x4dec04e750ca11537cabcd8a9eab06494de08da3735bc8871cd41250e190bc04'  # AccrueInterest(uint256,uint256,uint256,uint256)
CLAIMED: Final = '0xf7a40077ff7a04c7e61f6f26fb13774259ddf1b6bce9ecf26a8276cdd3992683'  # Claimed(address,address,uint256)
CLAIM: Final = bytes.fromhex('fabed412')  # claim(address,address,uint256,bytes32[])
WORD: Final = 'morpho'


def bundles(tx: Transaction, log: Log) -> Iterator[Claim]:
    """All that an owner did with vaults in the transaction. Runs for each log of a vault, makes its claim at the owner's first."""
    logs = [one for one in tx.logs if one.topic in (DEPOSIT, WITHDRAW) and _is_vault(tx, one.address)]
    owner = _owner(log)
    mine = [one for one in logs if _owner(one) == owner]
    if not tx.is_mine(owner) or not mine or mine[0] is not log:
        return
    bundle = _Bundle(tx, owner, mine)
    yield from claim(WORD, *(one for log in mine for one in bundle.legs(log)), takes=tuple(bundle.taken.values()))


class _Bundle:
    """The legs of vaults' logs, and the user's transfers that stand behind all of them."""

    def __init__(self, tx: Transaction, owner: str, logs: list[Log]) -> None:
        self._tx, self._owner = tx, owner
        self._hands = ({log.topic_address(number) for log in logs for number in (1, 2)} | {log.address for log in logs}) - {owner}
        self.taken: dict[str, Transfer] = {}
        self._wraps = any(log.topic == DEPOSIT for log in logs)
        self._coin = self._credit = self._native(out=self._wraps)  # to be told, and to be taken off what vaults tell

    def _native(self, *, out: bool) -> int:
        """Native coin that went to the bundler for wrapping, less what came back; or the other way round."""
        moves = [one for one in self._tx.mine if one.token == NATIVE and self._is_ours(one)]
        total = sum(one.amount if (one.sender == self._owner) == out else -one.amount for one in moves)
        if total <= 0:
            return 0
        self.taken.update((one.source, one) for one in moves)
        return total

    def _is_ours(self, one: Transfer) -> bool:
        sides = {one.sender, one.receiver}
        return self._owner in sides and one.sender != one.receiver and bool(sides & (self._hands | {self._tx.to}))

    def legs(self, log: Log) -> Iterator[Leg]:
        assets, shares = log.word(0), log.word(1)
        asset = self._asset(log, assets)
        if asset is None:
            return
        for one in self._tx.mine:
            if one.token == asset and self._is_ours(one):
                self.taken[one.source] = one
        is_deposit = log.topic == DEPOSIT
        native, token = self._split(asset, assets, is_deposit)
        words = ('deposit', 'deposit for wrapped') if is_deposit else ('withdrawal', 'redeem wrapped')
        moved = [self._leg(*words, one, amount, log) for one, amount in ((NATIVE, native), (asset, token)) if amount]
        share = find_near(self._tx.moves(token=log.address, sender=ZERO_ADDRESS if is_deposit else self._owner), log, shares)
        if share is not None and self._owner in (share.sender, share.receiver):
            self.taken[share.source] = share
            receipt = leg(share, *(('receive', 'receive wrapped') if is_deposit else ('spend', 'return wrapped')))
            yield from (*moved, receipt) if is_deposit else (receipt, *moved)

    def _split(self, asset: str, assets: int, is_deposit: bool) -> tuple[int, int]:
        """How much of a vault's assets was the native coin before (or is it now), and the rest. All of it is told with the first vault."""
        if asset != self._tx.wrapped_native or is_deposit != self._wraps:
            return 0, assets
        coin, used = self._coin, min(self._credit, assets)
        self._coin, self._credit = 0, self._credit - used
        return coin, assets - used

    def _leg(self, event_type: str, subtype: str, token: str, amount: int, log: Log) -> Leg:
        """The user's own transfer if one tells exactly this."""
        moves = self._tx.outgoing(token=token) if event_type == 'deposit' else self._tx.incoming(token=token)
        exact = next((one for one in moves if one.amount == amount and one.source in self.taken), None)
        if exact is not None:
            return leg(exact, event_type, subtype)
        return Leg(event_type, subtype, account=self._owner, token=token, amount=amount, address=log.address)

    def _asset(self, log: Log, amount: int) -> str | None:
        """The token that the vault took or gave: the transfer of the amount that is nearest to its log."""
        moves = (one for one in self._tx.transfers if log.address in (one.sender, one.receiver) and one.kind == 'erc20' and one.token != log.address)
        found = find_near(moves, log, amount)
        return found.token if found else None


def rewards(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A claim from a distributor of rewards, for the user or by somebody for the user. Other distributors log the same, but are called else."""
    if CLAIM in tx.input:
        paid = find_near(tx.incoming(account=log.topic_address(1), token=log.topic_address(2), source=log.address), log, log.word(0))
        yield from retype(WORD, [paid] if paid else [], 'receive', 'reward')


def _owner(log: Log) -> str:
    return log.topic_address(2 if log.topic == DEPOSIT else 3)


def _is_vault(tx: Transaction, address: str) -> bool:
    """A vault of Morpho tells of its interest before every change."""
    return any(log.topic in (TOTAL_ASSETS, ACCRUED, ACCRUED_V2) for log in tx.logs_of(address=address))


RULES = (LogRule('vault', (DEPOSIT, WITHDRAW), bundles), LogRule('reward', CLAIMED, rewards))

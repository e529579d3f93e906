"""Whether a transaction was made by somebody else to be seen by the user: spam tokens, poisoned addresses.

Judged by behaviour first, by lists where the asset database marks a token. Only transactions that the user did not send are ever
judged, and nothing is dropped: the reason is kept beside the group, and the user can overrule it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rotkehlchen.contracts.transaction import NATIVE, Transaction, Transfer

SPAM_TOKEN: Final = 'spam_token'  # noqa: S105 - a word, not a secret
ADVERTISING: Final = 'advertising_name'
MASS_MAILING: Final = 'mass_mailing'
IMPOSTOR: Final = 'impostor_symbol'
FORGED: Final = 'forged_transfer'
ZERO_TRANSFER: Final = 'zero_transfer'
LOOKALIKE: Final = 'lookalike_address'
REASONS: Final = (SPAM_TOKEN, ADVERTISING, MASS_MAILING, IMPOSTOR, FORGED, ZERO_TRANSFER, LOOKALIKE)

LEAST_RECIPIENTS: Final = 10
DIGITS_ALIKE: Final = 4  # what wallets show of an address at either end
_LINK: Final = re.compile(
    r'https?:|www\.|t\.me/|(?:^|[\s(\[$])[\w-]{2,}\.(?:com|org|net|io|xyz|app|site|fi|finance|claims?|link|online|info|top|gift|cc|co|me|vip)(?:$|[\s/)\]])',
    re.IGNORECASE)
_CALL: Final = re.compile(r'\b(?:claim|visit|redeem|voucher|airdrop|reward|bonus|giveaway|gift)\b', re.IGNORECASE)
# Symbols that are worth imitating, with the look-alikes of their letters folded away.
_KNOWN: Final = frozenset({'ETH', 'WETH', 'USDT', 'USDC', 'DAI', 'WBTC', 'BTC', 'BNB', 'MATIC', 'POL', 'STETH', 'XDAI', 'LINK', 'UNI'})
# Cyrillic, Greek, Cherokee and Lisu capitals that look like Latin ones, and the Latin ones.
_FOLDED: Final = str.maketrans(
    '\u0410\u0412\u0421\u0415\u041d\u0406\u041a\u041c\u041e\u0420\u0422\u0425\u0405\u04ae\u0391\u0392\u0395\u0397\u0399\u039a'
    '\u039c\u039d\u039f\u03a1\u03a4\u03a7\u0396\u20ae\u13a0\u13da\u13df\ua4f4\ua4e2\ua4d3\ua4d4',
    'ABCEHIKMOPTXSYABEHIKMNOPTXZTDSCUSDT',
)


def find_reason(tx: Transaction, contacts: frozenset[str] = frozenset()) -> str | None:
    """Why the transaction is to be hidden, None for an honest one. `contacts`: addresses that the user sent something to himself."""
    if tx.is_mine(tx.sender):
        return None
    moves = [one for one in tx.transfers if tx.is_mine(one.sender) or tx.is_mine(one.receiver)]
    if not moves or any(one.token == NATIVE and one.amount and not _is_poison(tx, one, contacts) for one in moves):
        return None
    reasons = [_reason_of(tx, one, contacts) for one in moves]
    return reasons[0] if all(reasons) else None


def _reason_of(tx: Transaction, one: Transfer, contacts: frozenset[str]) -> str | None:
    if _is_poison(tx, one, contacts):
        return LOOKALIKE
    if one.amount == 0 and one.token_id is None:
        return ZERO_TRANSFER
    known = tx.around.tokens.get(one.token)
    if known is not None and known.is_spam:
        return SPAM_TOKEN
    if known is not None and known.is_listed:
        return None
    text = f'{known.name} {known.symbol}' if known is not None else ''
    if _LINK.search(text) or _CALL.search(text):
        return ADVERTISING
    if known is not None and is_impostor(known.symbol):
        return IMPOSTOR
    if tx.is_mine(one.sender) and not _was_allowed(tx, one):
        return FORGED
    return MASS_MAILING if tx.is_mine(one.receiver) and _count_recipients(tx.transfers, one) >= LEAST_RECIPIENTS else None


def is_impostor(symbol: str) -> bool:
    """Whether a symbol looks like that of a well-known asset. To be asked of tokens that no list knows."""
    folded = ''.join(char for char in symbol.upper().translate(_FOLDED) if char.isalnum())
    return folded in _KNOWN


def looks_like(address: str, other: str) -> bool:
    """Whether two different addresses are the same to somebody who compares their ends."""
    return address != other and address[2:2 + DIGITS_ALIKE] == other[2:2 + DIGITS_ALIKE] and address[-DIGITS_ALIKE:] == other[-DIGITS_ALIKE:]


def _is_poison(tx: Transaction, one: Transfer, contacts: Iterable[str]) -> bool:
    side = one.sender if tx.is_mine(one.receiver) else one.receiver
    return any(looks_like(side, contact) for contact in contacts)


def _was_allowed(tx: Transaction, one: Transfer) -> bool:
    """A token that really moves something on behalf of its owner spends an allowance or serves a signature; that leaves traces elsewhere:
    something else of the user moves with it, or an approval is told."""
    return any(approval.owner == one.sender for approval in tx.approvals) or any(
        other.source != one.source and tx.is_mine(other.receiver) for other in tx.mine)


def _count_recipients(transfers: Sequence[Transfer], one: Transfer) -> int:
    return len({other.receiver for other in transfers if other.token == one.token})

"""What a pair of words does to lots: acquires them, disposes of them, moves them between own accounts, or leaves them where they are.

The direction is the one of `core.effect`; here stands what differs for ownership. What is put into a protocol stays the user's own, and so
stays in its pool; what is exchanged for a receipt token is a leg of a conversion when a rule gives it a treatment.
"""

from collections.abc import Mapping
from typing import Final, Literal

from rotkehlchen.core.event import PAIRS, direction_of

Role = Literal['in', 'out', 'stay', 'move']
Side = Literal['out', 'in', 'fee']

_STAY: Final = frozenset({
    ('deposit', 'deposit to protocol'), ('deposit', 'place order'), ('withdrawal', 'withdraw from protocol'), ('withdrawal', 'cancel order'),
    ('withdrawal', 'refund'), ('staking', 'deposit asset'), ('staking', 'remove asset'),
})
_MOVE: Final = frozenset({
    ('deposit', 'deposit asset'), ('withdrawal', 'remove asset'), ('deposit', 'bridge'), ('withdrawal', 'bridge'), ('exchange transfer', 'spend'),
    ('exchange transfer', 'receive'), ('transfer', 'none'),
})


def _role(pair: tuple[str, str]) -> Role:
    if pair in _STAY:
        return 'stay'
    if pair in _MOVE:
        return 'move'
    direction = direction_of(*pair)
    return 'stay' if direction == 'neutral' else direction


ROLES: Final[Mapping[tuple[str, str], Role]] = {pair: _role(pair) for pair in PAIRS}

# Legs of conversions: (family, side). Legs of one family that follow each other in a group are one conversion.
LEGS: Final[Mapping[tuple[str, str], tuple[str, Side]]] = {
    ('trade', 'spend'): ('trade', 'out'), ('trade', 'receive'): ('trade', 'in'), ('trade', 'fee'): ('trade', 'fee'),
    ('multi trade', 'spend'): ('multi trade', 'out'), ('multi trade', 'receive'): ('multi trade', 'in'), ('multi trade', 'fee'): ('multi trade', 'fee'),
    ('migrate', 'spend'): ('migrate', 'out'), ('migrate', 'receive'): ('migrate', 'in'),
    ('deposit', 'deposit for wrapped'): ('wrap', 'out'), ('staking', 'deposit for wrapped'): ('wrap', 'out'),
    ('deposit', 'deposit asset'): ('wrap', 'out'), ('staking', 'deposit asset'): ('wrap', 'out'), ('deposit', 'deposit to protocol'): ('wrap', 'out'),
    ('receive', 'receive wrapped'): ('wrap', 'in'),
    ('spend', 'return wrapped'): ('unwrap', 'out'), ('withdrawal', 'redeem wrapped'): ('unwrap', 'in'), ('staking', 'redeem wrapped'): ('unwrap', 'in'),
    ('withdrawal', 'remove asset'): ('unwrap', 'in'), ('staking', 'remove asset'): ('unwrap', 'in'),
    ('withdrawal', 'withdraw from protocol'): ('unwrap', 'in'), ('receive', 'return wrapped'): ('unwrap', 'in'),
}
# What is a gift, a loss, a fee, an expense: only words for the reader, the arithmetic is the rule's.
KINDS: Final[Mapping[tuple[str, str], Literal['gift', 'loss', 'fee']]] = {
    **{pair: 'fee' for pair in PAIRS if pair[1] == 'fee'}, **{pair: 'loss' for pair in PAIRS if pair[0] == 'loss'},
    ('spend', 'donate'): 'gift', ('transfer', 'donate'): 'gift', ('receive', 'donate'): 'gift', ('spend', 'clawback'): 'loss',
}

"""Locked GNO: a lock whose token is told of by the wrong sides."""

from rotkehlchen.integrations.protocols.lockedgno.rules import DEPOSIT, GNO, LOCK, WITHDRAW
from tests.decoding.built import ME, ZERO, Built


def test_lock_gives_as_much_lgno() -> None:
    built = Built(to=LOCK, input=bytes.fromhex(DEPOSIT[2:])).move(GNO, ME, LOCK, 10**18).move(LOCK, ME, LOCK, 10**18)
    assert built.events('lockedgno') == [
        ('deposit', 'deposit for wrapped', GNO, '1', 'Locked GNO'), ('receive', 'receive wrapped', LOCK, '1', 'Locked GNO')]


def test_unlock_gives_gno_back() -> None:
    built = Built(to=LOCK, input=bytes.fromhex(WITHDRAW[2:])).move(LOCK, ME, ZERO, 10**18).move(GNO, LOCK, ME, 10**18)
    assert [event[:2] for event in built.events('lockedgno')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def test_transfer_of_gno_elsewhere_is_no_lock() -> None:
    assert Built(to=GNO).move(GNO, ME, ZERO, 1).events('lockedgno')[0][4] is None

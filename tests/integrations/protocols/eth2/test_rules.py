"""Validators: deposits one by one, and requests whose logs have no name."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.eth2.rules import CONSOLIDATIONS, DEPOSITED, DEPOSITS, WITHDRAWALS
from tests.decoding.built import ME, OTHER, Built

CONTRACT = DEPOSITS[1][0].lower()
COIN = 10**18
KEY, SECOND = b'\x11' * 48, b'\x22' * 48


def deposit(built: Built, amount: int) -> Built:
    data: list[int | str | bytes] = [
        0xA0, 0x100, 0x140, 0x180, 0x200, 48, KEY[:32], KEY[32:], 32, b'\x01', 8, (amount * 10**9).to_bytes(8, 'little'),
    ]
    return built.log(CONTRACT, DEPOSITED, [], data)


def anonymous(built: Built, contract: str, data: bytes) -> Built:
    built.logs.append({'address': contract, 'logIndex': '0xa', 'topics': [], 'data': '0x' + data.hex()})
    return built


def test_deposit_is_an_event_of_its_own_kind() -> None:
    done = deposit(Built(to=CONTRACT, value=32 * COIN), 32).decode('eth2')
    assert [(one.type, one.subtype, one.entry_type, one.params['pubkey']) for one in done.events] == [
        ('staking', 'deposit asset', 'eth deposit event', '0x' + KEY.hex()),
    ]


def test_deposits_that_one_payment_made() -> None:
    built = deposit(deposit(Built(to=OTHER, value=65 * COIN).move(NATIVE, OTHER, CONTRACT, 64 * COIN), 32), 32)
    assert [event[:4] for event in built.events('eth2')] == [
        ('staking', 'deposit asset', 'ETH', '32'), ('staking', 'deposit asset', 'ETH', '32'), ('spend', 'fee', 'ETH', '1'),
    ]


def test_deposit_of_more_than_the_user_paid_is_somebody_elses() -> None:
    assert deposit(Built(to=CONTRACT, value=COIN), 32).events('eth2') == [('spend', 'none', 'ETH', '1', None)]


def test_requests_and_their_fee() -> None:
    contract = WITHDRAWALS[1][0].lower()
    data = bytes.fromhex(ME[2:]) + KEY + (10**8).to_bytes(8)
    assert [event[:4] for event in anonymous(Built(to=contract, value=1), contract, data).events('eth2')] == [
        ('informational', 'remove asset', 'ETH', '0.1'), ('spend', 'fee', 'ETH', '0.000000000000000001'),
    ]
    contract = CONSOLIDATIONS[1][0].lower()
    for target, subtype in ((KEY, 'update'), (SECOND, 'consolidate')):
        built = anonymous(Built(to=contract), contract, bytes.fromhex(ME[2:]) + KEY + target)
        assert built.events('eth2') == [('informational', subtype, 'ETH', '0', 'eth2')]

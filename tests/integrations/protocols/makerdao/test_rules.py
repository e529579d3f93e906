"""MakerDAO: vaults and savings through proxies, SAI for DAI, and Sai's tokens that tell of a mint by no transfer."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.makerdao import sai
from rotkehlchen.integrations.protocols.makerdao.rules import DAI, FROB, GEM_JOIN, JOIN, MANAGER, MIGRATION, NEW_VAULT, POT, SAVINGS_TOKENS, VAT
from tests.decoding.built import ME, OTHER, ZERO, Built, address

PROXY = address(10)
COIN = 10**18


def test_vault_through_a_proxy() -> None:
    built = Built(to=PROXY, value=2 * COIN, input=b'1234').log(VAT[1][0], FROB, [1, 2, 3]).move(DAI, ZERO, ME, 100 * COIN)
    assert built.events('makerdao') == [
        ('deposit', 'deposit to protocol', 'ETH', '2', 'makerdao vault'), ('withdrawal', 'generate debt', DAI, '100', 'makerdao vault'),
    ]
    built = Built(to=PROXY, input=b'1234').move(NATIVE, PROXY, ME, COIN).log(VAT[1][0], FROB, [1, 2, 3])
    assert built.events('makerdao') == [('withdrawal', 'withdraw from protocol', 'ETH', '1', 'makerdao vault')]


def test_savings_behind_a_token_are_that_tokens() -> None:
    built = Built(to=PROXY, input=b'1234').move(DAI, ME, PROXY, COIN).log(POT[1][0], JOIN, [PROXY, COIN, 0])
    assert built.events('makerdao') == [('deposit', 'deposit to protocol', DAI, '1', 'makerdao dsr')]
    token = SAVINGS_TOKENS[0]
    built = Built(to=token, input=b'1234').move(DAI, ME, token, COIN).log(POT[1][0], JOIN, [token, COIN, 0])
    assert built.events('makerdao') == [('spend', 'none', DAI, '1', None)]


def test_sai_becomes_dai() -> None:
    contract = MIGRATION[1][0].lower()
    built = Built(to=contract).move(sai.SAI, ME, contract, COIN).log(sai.JOIN, GEM_JOIN, [contract, contract, COIN]).move(DAI, ZERO, ME, COIN)
    assert built.events('makerdao') == [
        ('migrate', 'spend', sai.SAI, '1', 'makerdao migration'), ('migrate', 'receive', DAI, '1', 'makerdao migration'),
    ]


def test_mints_of_sai_are_told_by_their_own_logs() -> None:
    built = Built(to=sai.TUB).log(sai.TUB, sai.ENTER, [ME, COIN, 0]).move(sai.WETH, ME, sai.TUB, 2 * COIN).log(sai.PETH, sai.MINTED, [ME], [COIN])
    assert built.events('makerdao') == [
        ('deposit', 'deposit for wrapped', sai.WETH, '2', 'makerdao sai'), ('receive', 'receive wrapped', sai.PETH, '1', 'makerdao sai'),
    ]
    built = Built(to=sai.TUB).log(sai.TUB, sai.DRAW, [ME, 1, COIN]).log(sai.SAI, sai.MINTED, [ME], [COIN])
    assert built.events('makerdao') == [('withdrawal', 'generate debt', sai.SAI, '1', 'makerdao sai')]
    assert Built(to=sai.TUB, sender=OTHER).log(sai.TUB, sai.DRAW, [OTHER, 1, COIN]).log(sai.SAI, sai.MINTED, [OTHER], [COIN]).events('makerdao') == []


def test_new_vaults_and_loans_are_told() -> None:
    assert Built(to=PROXY, input=b'1234').log(MANAGER[1][0], NEW_VAULT, [PROXY, PROXY, 7]).events('makerdao') == [
        ('informational', 'none', 'ETH', '0', 'makerdao vault'),
    ]
    assert Built(to=sai.TUB).log(sai.TUB, sai.NEW_LOAN, [ME], [7]).events('makerdao') == [('informational', 'none', 'ETH', '0', 'makerdao sai')]

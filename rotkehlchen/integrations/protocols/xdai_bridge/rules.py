"""The bridge between DAI or USDS on Ethereum and the coin of Gnosis Chain, which the chain mints there without any transfer.

Sources: docs.gnosischain.com (xDai bridge), github.com/gnosischain/tokenbridge-contracts.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.families.bridge import Crossing, arrives, contract_rule, in_rule, minted, out_rule

GNOSIS: Final = 'gnosis-chain'
DEPOSITED: Final = (
    '0x1d491a427d1f8cc0d447496f300fac39f7306122481d8e663451eb268274146b',  # UserRequestForAffirmation(address,uint256)
    '0xf6968e689b3d8c24f22c10c2a3256bb5ca483a474e11bac08423baa049e38ae8',  # UserRequestForAffirmation(address,uint256,bytes32)
    '0x94a3ebd472d719c66ecb71c2101beca94799fe193375a7aa6b69ad3b66227092',  # UserRequestForAffirmation(address,uint256,bytes32,address)
)
WITHDRAWN: Final = (
    '0x127650bcfb0ba017401abe4931453a405140a8fd36fece67bae2db174d3fdd63',  # UserRequestForSignature(address,uint256)
    '0xbcb4ebd89690a7455d6ec096a6bfc4a8a891ac741ffe4e678ea2614853248658',  # UserRequestForSignature(address,uint256,bytes32)
    '0xe1e0bc4a1db39a361e3589cae613d7b4862e1f9114dd3ff12ff45be395046968',  # UserRequestForSignature(address,uint256,bytes32,address)
)
PAID_OUT: Final = (
    '0x4ab7d581336d92edbea22636a613e8e76c99ac7f91137c1523db38dbfb3bf329',  # RelayedMessage(address,uint256,bytes32)
    '0x1565b71759fdb2f635b5e318683e497844b0fcab1e18d569570cd3e5f2d29082',  # RelayedMessage(address,uint256,bytes32,address)
)
MINTED: Final = (
    '0x6fc115a803b8703117d9a3956c5a15401cb42401f91630f015eb6b043fa76253',  # AffirmationCompleted(address,uint256,bytes32)
    '0x89e2ae924dda6aaef79950ccba225a45d5664c1085a78bdb7efd4b3cd0043846',  # AffirmationCompleted(address,uint256,bytes32,address)
)
FOREIGN: Final = {1: ('0x4aa42145Aa6Ebf72e164C9bBC74fbD3788045016',)}
HOME: Final = {100: ('0x7301CFA0e1756B71869E93d4e4Dca5c7d0eb0AA6',)}
ROUTERS: Final = ('0x9a873656c19Efecbfb4f9FAb5B7acdeAb466a0B0', '0xF676cc15Eb6d15b794aeC65bC20052aFB53D9052')
OTHER: Final = {1: 100, 100: 1}


def crosses(tx: Transaction, log: Log) -> Crossing:
    """(recipient, amount, number or hash of the message, token); the first versions told less, and the hash is that of the transaction."""
    recipient, amount = log.address_at(0), log.word(1)
    message = '0x' + log.data[64:96].hex() if len(log.data) >= 96 else tx.hash
    return Crossing(recipient, amount, NATIVE if tx.chain_id == 100 else None, OTHER[tx.chain_id], recipient, message)


def coin_arrives(tx: Transaction, log: Log) -> Iterator[Claim]:
    crossing = crosses(tx, log)
    yield from list(arrives(tx, log, GNOSIS, crossing)) or minted(tx, log, GNOSIS, crossing)


RULES: tuple[Rule, ...] = (
    out_rule('deposit', DEPOSITED, crosses, GNOSIS, FOREIGN), out_rule('withdraw', WITHDRAWN, crosses, GNOSIS, HOME),
    in_rule('paid_out', PAID_OUT, crosses, GNOSIS, FOREIGN), LogRule('minted', MINTED, coin_arrives, HOME),
    contract_rule('contract', GNOSIS, {1: (*FOREIGN[1], *ROUTERS), 100: HOME[100]}, OTHER),
)

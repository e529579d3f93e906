"""The Ethereum Name Service: names, records, its token and governance. Sources: docs.ens.domains, github.com/ensdomains/ens-contracts."""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.decoding.families.governor import delegation_rule, governor_rules
from rotkehlchen.decoding.families.naming import NameService, naming_rules
from rotkehlchen.decoding.families.told import IN, told

ENS: Final = 'ens'
CLAIMED: Final = '0x47cee97cb7acd717b3c0aa1435d004cd5b3c8c57d70dbceb4e4458bbd60e39d4'  # Claim(address,uint256)
TOKEN: Final = {1: ('0xC18360217D8F7Ab5e7c516566761Ea12Ce7F9D72',)}
SERVICE: Final = NameService(
    ENS, registries={1: ('0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e', '0x314159265dD8dbb310642f98f50C066173C1259b')},
    controllers={1: (
        '0xF0AD5cAd05e10572EfcEB849f6Ff0c68f9700455', '0xB22c1C159d12461EA124b0deb4b5b93020E6Ad16', '0x283Af0B28c62C092C9727F1Ee09c02CA627EB7F5',
        '0x253553366Da8546fC250F225fe3d25d0C782303b', '0x59E16fcCd424Cc24e280Be16E11Bcd56fb0CE547',
    )},
    names={1: ('0x57f1887a8BF19b14fC0dF6Fd9B2acc9Af147eA85',)}, any_resolver=frozenset({1}),
    wrapped={1: ('0xD4416b13d2b3a9aBae7AcD5D6C2BbDBE25686401',)},
)

RULES: tuple[Rule, ...] = (
    *naming_rules(SERVICE), told('airdrop', ENS, CLAIMED, TOKEN, 'receive', 'airdrop', IN),
    *governor_rules(ENS, {1: ('0x323A76393544d5ecca80cd6ef2A560C6a395b7E3',)}), delegation_rule(ENS, TOKEN),
)

"""Basenames: ENS names on Base. Sources: docs.base.org (Basenames), github.com/base/basenames."""

from typing import Final

from rotkehlchen.decoding.families.naming import NameService, naming_rules

SERVICE: Final = NameService(
    'basenames', registries={8453: ('0xB94704422c2a1E396835A571837Aa5AE53285a95',)},
    controllers={8453: (
        '0x4cCb0BB02FCABA27e82a56646E81d8c5bC4119a5', '0xd3e6775ed9b7dc12b205c8e608dc3767b9e5efda', '0xa7d2607c6BD39Ae9521e514026CBB078405Ab322',
    )},
    names={8453: ('0x03c4738Ee98aE44591e1A4A4F3CaB6641d95DD9a',)},
    resolvers={8453: ('0xC6d566A56A1aFf6508b41f6c90ff131615583BCD', '0x426fA03fB86E510d0Dd9F70335Cf102a98b10875')},
)

RULES = naming_rules(SERVICE)

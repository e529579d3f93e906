"""zkSync Lite: whatever goes into its contract on Ethereum is deposited, whatever comes out was withdrawn. Source: docs.lite.zksync.io."""

from rotkehlchen.contracts.protocol import Rank
from rotkehlchen.decoding.families.bridge import contract_rule

RULES = (contract_rule('contract', 'zksync', {1: ('0xaBEA9132b05A70803a4E85094fD0e1800777fBEF',)}, {}, Rank.CONTRACT),)

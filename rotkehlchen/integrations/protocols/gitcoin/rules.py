"""Gitcoin: the grants of before 2023 and those on the Allo protocol."""

from typing import Final

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.integrations.protocols.gitcoin import allo, grant

RULES: Final[tuple[Rule, ...]] = (*grant.RULES, *allo.RULES)

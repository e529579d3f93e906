"""Transactions by Blockscout's instances, each of which serves one chain. See `contracts.explorer_api`."""

from rotkehlchen.contracts.explorer_api import ExplorerApi
from rotkehlchen.contracts.indexer import IndexerContext


def build(context: IndexerContext) -> ExplorerApi:
    return ExplorerApi(context)

"""Transactions by Routescan, whose addresses hold the chain's id. See `contracts.explorer_api`."""

from rotkehlchen.contracts.explorer_api import ExplorerApi
from rotkehlchen.contracts.indexer import IndexerContext


def build(context: IndexerContext) -> ExplorerApi:
    return ExplorerApi(context)

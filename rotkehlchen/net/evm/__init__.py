"""EVM chains over JSON-RPC: call data, Multicall3 batching, one client a chain, ENS."""

"""HTTP and JSON-RPC over untrusted networks: limits, retries, circuit breaking, typed reads."""

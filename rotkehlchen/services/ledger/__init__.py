"""What the history says was held: balances at any time, net worth, gaps to live balances, performance. One ledger for all of them."""

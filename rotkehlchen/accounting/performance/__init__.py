"""How well a portfolio did: time-weighted and money-weighted returns, risk, benchmark, contributions against growth. Pure, exact decimals."""

"""A portfolio to look around in: three years of made-up life on a real local chain, with the files of two exchanges and fixed prices.

`make demo`, or the button at the first run. Everything the application shows of it went the way of a user's own data: fetched from a node, decoded,
imported, valued, reported. It lives in a directory of its own and asks nobody. Not part of the package: it needs the packages of `demo/node`.
"""

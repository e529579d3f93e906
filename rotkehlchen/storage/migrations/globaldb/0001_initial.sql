-- The global database: what is the same for every profile. Not encrypted; nothing in it says who owns what.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE collection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    symbol TEXT NOT NULL,
    main_asset TEXT NOT NULL
) STRICT;
CREATE TABLE asset (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL, -- word of the vocabulary's asset types
    name TEXT NOT NULL,
    symbol TEXT NOT NULL,
    decimals INTEGER,
    chain_id INTEGER, -- EVM chain
    address TEXT, -- checksummed contract, or Solana mint
    token_kind TEXT, -- erc20, erc721, spl token, spl nft
    collectible_id TEXT,
    protocol TEXT,
    coingecko TEXT, -- '' : priced by nothing there; NULL: not known
    cryptocompare TEXT,
    started INTEGER,
    swapped_for TEXT,
    forked TEXT,
    icon TEXT, -- file stem of a shipped icon
    collection_id INTEGER REFERENCES collection (id) ON DELETE SET NULL,
    custom_type TEXT, -- of custom assets
    notes TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('shipped', 'user', 'chain'))
) STRICT;
CREATE INDEX asset_by_symbol ON asset (symbol COLLATE NOCASE);
CREATE INDEX asset_by_name ON asset (name COLLATE NOCASE);
CREATE INDEX asset_by_address ON asset (address COLLATE NOCASE, chain_id) WHERE address IS NOT NULL;
CREATE INDEX asset_by_type ON asset (type);
CREATE INDEX asset_by_chain ON asset (chain_id) WHERE chain_id IS NOT NULL;
CREATE INDEX asset_by_collection ON asset (collection_id) WHERE collection_id IS NOT NULL;
CREATE TABLE underlying_token (
    parent TEXT NOT NULL REFERENCES asset (id) ON UPDATE CASCADE ON DELETE CASCADE,
    child TEXT NOT NULL,
    weight TEXT NOT NULL, -- share of 1, decimal text
    PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;

CREATE TABLE location_mapping ( -- location '' : every location
    location TEXT NOT NULL,
    symbol TEXT NOT NULL,
    asset TEXT NOT NULL,
    PRIMARY KEY (location, symbol)
) STRICT, WITHOUT ROWID;
CREATE TABLE counterparty_mapping (
    counterparty TEXT NOT NULL,
    symbol TEXT NOT NULL,
    asset TEXT NOT NULL,
    PRIMARY KEY (counterparty, symbol)
) STRICT, WITHOUT ROWID;

CREATE TABLE price ( -- historic prices
    from_asset TEXT NOT NULL,
    to_asset TEXT NOT NULL,
    timestamp INTEGER NOT NULL, -- UTC seconds, as the source dates it; of a daily price the day's 00:00
    source TEXT NOT NULL,
    price TEXT NOT NULL,
    span INTEGER NOT NULL DEFAULT 3600, -- seconds that it stands for: 3600 an hourly price, 86400 a daily one
    PRIMARY KEY (from_asset, to_asset, timestamp, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX price_by_time ON price (timestamp);
CREATE INDEX price_manual ON price (from_asset, timestamp) WHERE source = 'manual';
CREATE TABLE latest_price ( -- the last answer of an oracle
    from_asset TEXT NOT NULL,
    to_asset TEXT NOT NULL,
    price TEXT NOT NULL,
    source TEXT NOT NULL,
    timestamp INTEGER NOT NULL, -- as the source dates it
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (from_asset, to_asset)
) STRICT, WITHOUT ROWID;
CREATE TABLE manual_latest_price (
    from_asset TEXT PRIMARY KEY,
    to_asset TEXT NOT NULL,
    price TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE address_name ( -- the address book that all profiles share; blockchain '' means every chain
    address TEXT NOT NULL,
    blockchain TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (address, blockchain)
) STRICT, WITHOUT ROWID;

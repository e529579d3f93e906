-- The user database: everything that is private to one profile. Amounts are exact decimal text.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID; -- value: JSON

CREATE TABLE tag (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    description TEXT,
    background_color TEXT NOT NULL,
    foreground_color TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Put on accounts that turn out to be contracts. Reserved: it can be recoloured, not renamed or deleted.
INSERT INTO tag (name, description, background_color, foreground_color)
VALUES ('Contract', 'Address of a contract', '37474F', 'FFFFFF');

CREATE TABLE account (
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    label TEXT,
    added_at INTEGER NOT NULL, -- UTC seconds
    PRIMARY KEY (chain, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE account_tag (
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    tag TEXT NOT NULL COLLATE NOCASE REFERENCES tag (name) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (chain, address, tag),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE manual_balance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asset TEXT NOT NULL,
    label TEXT NOT NULL UNIQUE,
    amount TEXT NOT NULL,
    location TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('asset', 'liability'))
) STRICT;
CREATE TABLE manual_balance_tag (
    balance_id INTEGER NOT NULL REFERENCES manual_balance (id) ON DELETE CASCADE,
    tag TEXT NOT NULL COLLATE NOCASE REFERENCES tag (name) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (balance_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    location TEXT NOT NULL,
    is_pinned INTEGER NOT NULL,
    updated_at INTEGER NOT NULL -- UTC seconds
) STRICT;

CREATE TABLE address_name ( -- the private address book; blockchain '' means every chain
    address TEXT NOT NULL,
    blockchain TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (address, blockchain)
) STRICT, WITHOUT ROWID;
CREATE TABLE ens_name ( -- what reverse resolution said last; name NULL: it has none
    address TEXT PRIMARY KEY,
    name TEXT,
    checked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE external_service (
    name TEXT PRIMARY KEY,
    api_key TEXT,
    url TEXT,
    username TEXT,
    password TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE user_chain ( -- EVM chains that the user added by an RPC address
    id TEXT PRIMARY KEY,
    chain_id INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,
    native_asset TEXT NOT NULL, -- the coin's own identifier where it is a known one, else eip155:<chain_id>/native
    native_symbol TEXT NOT NULL,
    native_name TEXT NOT NULL,
    native_decimals INTEGER NOT NULL,
    explorer_url TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE rpc_node (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chain TEXT NOT NULL,
    name TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    owned INTEGER NOT NULL,
    weight TEXT NOT NULL, -- percent, decimal text
    active INTEGER NOT NULL,
    UNIQUE (chain, endpoint)
) STRICT;

CREATE TABLE chain_balance ( -- the last good answer of each chain for each address
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('asset', 'liability')),
    asset TEXT NOT NULL,
    protocol TEXT NOT NULL, -- 'address' when the address itself holds it
    amount TEXT NOT NULL,
    PRIMARY KEY (chain, address, category, asset, protocol),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE chain_balance_state (
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    queried_at INTEGER, -- UTC seconds of the last good answer
    failed_at INTEGER, -- of the last failure since then
    error TEXT,
    PRIMARY KEY (chain, address),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE detected_token (
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    asset TEXT NOT NULL,
    PRIMARY KEY (chain, address, asset),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE token_detection (
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    detected_at INTEGER NOT NULL, -- UTC seconds
    scanned_first INTEGER, -- the blocks whose Transfer logs were read, both included
    scanned_last INTEGER,
    PRIMARY KEY (chain, address),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_asset ( -- value in USD; NULL: no price was known
    timestamp INTEGER NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('asset', 'liability')),
    asset TEXT NOT NULL,
    amount TEXT NOT NULL,
    usd_value TEXT,
    PRIMARY KEY (timestamp, category, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_asset_by_asset ON snapshot_asset (asset, timestamp);
CREATE INDEX snapshot_asset_without_value ON snapshot_asset (timestamp) WHERE usd_value IS NULL;
CREATE TABLE snapshot_location ( -- location 'total' is the net worth
    timestamp INTEGER NOT NULL,
    location TEXT NOT NULL,
    usd_value TEXT NOT NULL,
    PRIMARY KEY (timestamp, location)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_location_by_location ON snapshot_location (location, timestamp);

CREATE TABLE ignored_asset (asset TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE whitelisted_asset (asset TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; -- never taken for spam
CREATE TABLE spam_asset (asset TEXT PRIMARY KEY, former_protocol TEXT) STRICT, WITHOUT ROWID; -- marked by the user

CREATE TABLE queried_address (
    module TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (module, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    params TEXT NOT NULL, -- JSON object
    action TEXT NOT NULL,
    dismissed_at INTEGER,
    UNIQUE (kind, subject)
) STRICT;

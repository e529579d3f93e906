-- Raw facts of EVM transactions as they came, and which ranges of blocks are known without a hole.
CREATE TABLE evm_transaction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chain TEXT NOT NULL,
    tx_hash TEXT NOT NULL, -- lower case
    block_number INTEGER NOT NULL,
    timestamp INTEGER NOT NULL, -- of its block, UTC seconds
    content BLOB NOT NULL, -- deflated JSON: [transaction, receipt] as a node gives them
    internal BLOB, -- deflated JSON: its internal transfers in order of execution; NULL: nobody could tell yet
    decoded_with TEXT, -- version of the rules; NULL: not decoded yet
    UNIQUE (chain, tx_hash)
) STRICT;
CREATE INDEX evm_transaction_of_chain ON evm_transaction (chain, id);
CREATE INDEX evm_transaction_undecoded ON evm_transaction (chain, id) WHERE decoded_with IS NULL;
CREATE INDEX evm_transaction_without_internal ON evm_transaction (chain, id) WHERE internal IS NULL;

CREATE TABLE evm_transaction_address ( -- which tracked addresses a transaction belongs to
    transaction_id INTEGER NOT NULL REFERENCES evm_transaction (id) ON UPDATE CASCADE ON DELETE CASCADE,
    address TEXT NOT NULL,
    PRIMARY KEY (transaction_id, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX evm_transaction_address_by_address ON evm_transaction_address (address, transaction_id);

CREATE TABLE evm_wanted_transaction ( -- listed for an address, but its facts are not here yet
    chain TEXT NOT NULL,
    tx_hash TEXT NOT NULL,
    address TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    timestamp INTEGER, -- UTC seconds, where the listing said it
    has_internal INTEGER NOT NULL, -- whether a listing of internal transfers named it
    PRIMARY KEY (chain, tx_hash, address),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE evm_transaction_range ( -- blocks of which every transaction of one kind was listed; both ends included
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (chain, address, kind, first),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE evm_transaction_query ( -- when an address was last asked about
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    queried_at INTEGER NOT NULL, -- UTC seconds
    PRIMARY KEY (chain, address),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE evm_internal_problem ( -- internal transfers that are unknown, or that two sources tell differently
    transaction_id INTEGER PRIMARY KEY REFERENCES evm_transaction (id) ON UPDATE CASCADE ON DELETE CASCADE,
    reason TEXT NOT NULL CHECK (reason IN ('unknown', 'contradiction')),
    noticed_at INTEGER NOT NULL, -- UTC seconds
    attempts INTEGER NOT NULL,
    attempted_at INTEGER,
    error TEXT,
    fixed_at INTEGER
) STRICT;

CREATE TABLE eth_staking_row ( -- raw rows of withdrawals of validators, and of blocks that an address proposed
    kind TEXT NOT NULL CHECK (kind IN ('withdrawal', 'block')),
    identifier INTEGER NOT NULL, -- index of the withdrawal, number of the block
    chain TEXT NOT NULL,
    address TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    content TEXT NOT NULL, -- JSON as it came
    PRIMARY KEY (kind, chain, address, identifier),
    FOREIGN KEY (chain, address) REFERENCES account (chain, address) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What contracts answered when decoding asked: constants such as the coins of a pool. Kept so that decoding again needs no network.
CREATE TABLE contract_answer (
    chain TEXT NOT NULL,
    address TEXT NOT NULL, -- lower case
    data BLOB NOT NULL,
    result BLOB, -- NULL: the call reverted, or the address has no code
    PRIMARY KEY (chain, address, data)
) STRICT, WITHOUT ROWID;

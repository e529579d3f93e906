-- Events of history, the edits a user made to them, and what was matched with what. Amounts are exact decimal text.
CREATE TABLE history_group ( -- what happened together: a transaction, a trade
    id INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL,
    timestamp INTEGER NOT NULL, -- UTC milliseconds, of its first event
    empty INTEGER NOT NULL DEFAULT 0, -- 1: kept only for what the user said of it or deleted in it
    hidden TEXT, -- why decoding would hide it, see decoding.spam
    shown INTEGER, -- the user's own word: 1 show it all the same, 0 hide it; NULL as decoding says
    ignored INTEGER NOT NULL DEFAULT 0 -- left out of accounting
) STRICT;
-- Unique by indexes with names: those can be left out while very many rows are written, and built behind them.
CREATE UNIQUE INDEX history_group_by_identifier ON history_group (identifier);
CREATE INDEX history_group_by_time ON history_group (timestamp, id) WHERE empty = 0;

CREATE TABLE history_event ( -- effective values: as decoded, with the user's edits
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES history_group (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    key TEXT NOT NULL, -- names the event within its group, the same when it is decoded again
    entry_type TEXT NOT NULL,
    location TEXT NOT NULL,
    account TEXT,
    type TEXT NOT NULL,
    subtype TEXT NOT NULL,
    asset TEXT NOT NULL,
    amount TEXT NOT NULL,
    counterparty TEXT,
    address TEXT,
    product TEXT,
    tx_ref TEXT,
    kind TEXT NOT NULL,
    params TEXT NOT NULL, -- JSON
    rule TEXT NOT NULL, -- what made it: 'curve/add_liquidity', 'user', 'import:kraken'
    sources TEXT NOT NULL, -- words with blanks between
    notes TEXT,
    extra_data TEXT, -- JSON
    origin TEXT NOT NULL CHECK (origin = 'decoded' OR origin = 'user' OR origin = 'import'), -- IN would build a table at each insert
    edited INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX history_event_by_key ON history_event (group_id, key);
-- Read backwards: the newest first, and within a group by position.
CREATE INDEX history_event_by_time ON history_event (timestamp, group_id, position DESC, id DESC);
CREATE INDEX history_event_by_asset ON history_event (asset, timestamp, group_id, position DESC, id DESC);
CREATE INDEX history_event_by_type ON history_event (type, subtype, timestamp, group_id, position);
CREATE INDEX history_event_by_entry_type ON history_event (entry_type, timestamp, group_id, position DESC, id DESC);
CREATE INDEX history_event_by_counterparty ON history_event (counterparty, timestamp, group_id, position DESC, id DESC) WHERE counterparty IS NOT NULL;
CREATE INDEX history_event_by_product ON history_event (product, timestamp, group_id, position DESC, id DESC) WHERE product IS NOT NULL;
CREATE INDEX history_event_by_account ON history_event (account, timestamp, group_id, position DESC, id DESC) WHERE account IS NOT NULL;
CREATE INDEX history_event_by_location ON history_event (location, timestamp, group_id, position DESC, id DESC);
CREATE INDEX history_event_by_transaction ON history_event (tx_ref) WHERE tx_ref IS NOT NULL;
CREATE INDEX history_event_by_origin ON history_event (origin, edited) WHERE origin <> 'decoded' OR edited = 1;

CREATE TABLE history_event_edit ( -- what the user changed of an event or deleted; kept when the event is decoded or imported again
    group_id INTEGER NOT NULL REFERENCES history_group (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    event_id INTEGER NOT NULL, -- a deleted event comes back with it
    origin TEXT NOT NULL,
    is_deleted INTEGER NOT NULL,
    fields TEXT NOT NULL, -- JSON: the user's values
    decoded TEXT, -- JSON: the values as decoded last; NULL: decoding does not make this event any more
    PRIMARY KEY (group_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_change ( -- counts changes of events, groups and matches: what was found is good until the next
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    words TEXT NOT NULL -- names the words of the descriptions that history_text was made of
) STRICT;
INSERT INTO history_change VALUES (1, 0, '');

-- Index of the descriptions in words, made anew from the events at any time; holds no readable text of its own.
CREATE VIRTUAL TABLE history_text USING fts5 (body, content = '', contentless_delete = 1, tokenize = 'trigram');
CREATE VIRTUAL TABLE history_text_term USING fts5vocab ('history_text', 'row'); -- texts shorter than a trigram are found by it
CREATE TRIGGER history_event_forgets_text AFTER DELETE ON history_event BEGIN
    DELETE FROM history_text WHERE rowid = old.id;
END;

CREATE TABLE event_match ( -- two events that are both sides of one movement; decided by rule or by the user
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('asset_movement', 'bridge')),
    outgoing INTEGER REFERENCES history_event (id) ON DELETE CASCADE,
    incoming INTEGER REFERENCES history_event (id) ON DELETE CASCADE, -- NULL on either side: the user says that there is no other one
    state TEXT NOT NULL CHECK (state IN ('matched', 'confirmed', 'undone', 'no_match')),
    method TEXT NOT NULL, -- see ledger.matching, or 'user'
    confidence INTEGER NOT NULL, -- percent
    UNIQUE (outgoing, incoming)
) STRICT;
CREATE INDEX event_match_by_incoming ON event_match (incoming);

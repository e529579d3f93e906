-- Reports of gains: accounting rules as the user has them, lots that the user named, and finished reports in packed parts.
CREATE TABLE accounting_rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    subtype TEXT NOT NULL,
    counterparty TEXT NOT NULL, -- '': any
    state TEXT NOT NULL CHECK (state IN ('shipped', 'edited', 'deleted', 'own', 'event')), -- event: for single events only
    content TEXT NOT NULL, -- JSON: what the rule says
    shipped TEXT, -- JSON: what the shipped rule said when it was last looked at; NULL: none is shipped for these words
    in_conflict INTEGER NOT NULL DEFAULT 0 -- 1: the shipped rule changed after the user's edit
) STRICT;
CREATE UNIQUE INDEX accounting_rule_by_words ON accounting_rule (type, subtype, counterparty) WHERE state <> 'event';

CREATE TABLE accounting_rule_event ( -- an event has at most one rule of its own
    event_id INTEGER PRIMARY KEY REFERENCES history_event (id) ON DELETE CASCADE,
    rule_id INTEGER NOT NULL REFERENCES accounting_rule (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX accounting_rule_event_by_rule ON accounting_rule_event (rule_id);

CREATE TABLE accounting_rule_set ( -- which shipped rules the table was last compared with
    id INTEGER PRIMARY KEY CHECK (id = 1),
    digest TEXT NOT NULL
) STRICT;

CREATE TABLE named_lot ( -- specific identification: which acquisitions a disposal uses
    event_id INTEGER NOT NULL REFERENCES history_event (id) ON DELETE CASCADE, -- the disposal
    position INTEGER NOT NULL,
    lot_event_id INTEGER NOT NULL REFERENCES history_event (id) ON DELETE CASCADE, -- the acquisition
    amount TEXT NOT NULL,
    PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_lot_by_lot ON named_lot (lot_event_id);

CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created INTEGER NOT NULL, -- UTC seconds
    name TEXT NOT NULL,
    start INTEGER NOT NULL, -- UTC seconds, both included
    end INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done')), -- a running one that is found at a start was interrupted
    summary TEXT NOT NULL, -- JSON: totals, settings, counts, stamps
    digest TEXT NOT NULL -- SHA-256 of all that the report says
) STRICT;

CREATE TABLE report_part ( -- what a packed part holds, so that a page opens only the parts that it shows
    report_id INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('line', 'lot', 'finding', 'form')),
    number INTEGER NOT NULL, -- from 0
    rows INTEGER NOT NULL,
    earliest INTEGER NOT NULL, -- UTC milliseconds
    latest INTEGER NOT NULL,
    categories TEXT NOT NULL, -- JSON: rows by category
    PRIMARY KEY (report_id, kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_content (
    id INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL, -- zlib
    UNIQUE (report_id, kind, number)
) STRICT;

-- Imports of files: which there were and what each brought, how the user reads files that no format knows, what symbols mean.
CREATE TABLE import_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    format TEXT NOT NULL, -- id of the format, or 'mapping'
    mapping TEXT, -- name of the user's own mapping, where one was used
    file TEXT NOT NULL, -- its name, without a folder
    time INTEGER NOT NULL, -- UTC seconds
    first_event INTEGER NOT NULL, -- events that it made have identifiers from here
    last_event INTEGER NOT NULL, -- to here; below the first: none
    imported INTEGER NOT NULL, -- groups
    unchanged INTEGER NOT NULL, -- groups that were there already
    events INTEGER NOT NULL,
    skipped INTEGER NOT NULL, -- rows
    problems INTEGER NOT NULL, -- rows
    left_out TEXT NOT NULL -- JSON: the first of those rows, with their lines and reasons
) STRICT;

CREATE TABLE import_run_group ( -- groups that a run found already there: they stay while one run that has them stays
    group_id INTEGER NOT NULL REFERENCES history_group (id) ON DELETE CASCADE,
    run_id INTEGER NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_run_group_by_run ON import_run_group (run_id);

CREATE TABLE import_mapping ( -- the user's own reading of a file's columns
    name TEXT PRIMARY KEY,
    mapping TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE import_asset ( -- what a symbol means in files of a source; source '' : of every source
    source TEXT NOT NULL,
    symbol TEXT NOT NULL,
    asset TEXT NOT NULL,
    PRIMARY KEY (source, symbol)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_text_pending ( -- events that history_text does not hold yet: an import leaves that for later
    first INTEGER PRIMARY KEY, -- identifiers of events from here
    last INTEGER NOT NULL -- to here
) STRICT;

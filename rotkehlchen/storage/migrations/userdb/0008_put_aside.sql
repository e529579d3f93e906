CREATE TABLE put_aside_asset (asset TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; -- ignored because it only came as spam: once, so that the user's word stands

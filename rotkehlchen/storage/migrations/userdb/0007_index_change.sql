-- Changes of the index of texts alone: they make what was found untrue, but no report.
ALTER TABLE history_change ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;

-- Organisations by name, wherever they hang: searches walk it in order and stop at a page. Reads and writes go on while it is made.
CREATE INDEX IF NOT EXISTS by_name ON organisation (state, name, id);

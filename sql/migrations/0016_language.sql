-- The language that a person reads and the time zone they live in, and the language in which an organisation writes to people of whom it knows none. Nothing
-- is blocked: the new columns are instant. A language is a tag of BCP 47 ("de", "pt-BR") for which there is a catalogue; a time zone is a name of the tz
-- database ("Europe/Vienna"). NULL: not chosen.
ALTER TABLE account ADD COLUMN IF NOT EXISTS language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN IF NOT EXISTS time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ALGORITHM = INSTANT;

ALTER TABLE organisation ADD COLUMN IF NOT EXISTS language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ALGORITHM = INSTANT;

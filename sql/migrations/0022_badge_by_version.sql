-- From a wording to the badge whose present one it is: searches by name begin at the names. Reads and writes go on while it is made.
CREATE INDEX IF NOT EXISTS by_version ON badge_class (version_id, organisation_id, state, issuer_id);

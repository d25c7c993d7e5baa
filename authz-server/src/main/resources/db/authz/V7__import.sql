-- Keys of another system that are taken over with their old hashes. They carry no tag, so replicas keep in memory which
-- ones there are, and refuse all else without a lookup: they must hear of every key that is added, indexed or revoked.
ALTER TABLE authz.api_key ADD COLUMN import_batch text CHECK (length(import_batch) BETWEEN 1 AND 64);
ALTER TABLE authz.api_key ADD CONSTRAINT api_key_import_batch CHECK (origin = 'imported' OR import_batch IS NULL);
COMMENT ON COLUMN authz.api_key.import_batch IS 'Keys that were imported in one transaction; replicas hear of them by it.';
CREATE INDEX api_key_imported ON authz.api_key (key_id) WHERE origin = 'imported';
CREATE INDEX api_key_imported_batch ON authz.api_key (import_batch) WHERE origin = 'imported';
CREATE INDEX api_key_imported_prefix ON authz.api_key (prefix) WHERE origin = 'imported';
CREATE UNIQUE INDEX api_key_imported_hash ON authz.api_key (hash_of_record) WHERE origin = 'imported';

-- Which of our rows an old row became, so that importing it again changes nothing.
CREATE TABLE authz.imported (
  source text NOT NULL CHECK (source ~ '^[a-z][a-z0-9_-]{0,63}$'),
  kind   text NOT NULL CHECK (kind IN ('organizations', 'user_api_keys', 'api_keys')),
  old_id text NOT NULL CHECK (length(old_id) BETWEEN 1 AND 255),
  new_id text NOT NULL,
  at     timestamptz NOT NULL,
  PRIMARY KEY (source, kind, old_id)
);
COMMENT ON COLUMN authz.imported.kind IS 'The old table.';

-- One entry for a whole batch: its rows become visible together with it. Rows without a batch are named one by one.
CREATE FUNCTION authz.log_import() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  what text := CASE TG_OP WHEN 'INSERT' THEN coalesce(NEW.import_batch, NEW.key_id) ELSE NEW.key_id END;
BEGIN
  IF EXISTS (SELECT FROM authz.change_log
             WHERE subject = what AND kind = 'import' AND xmin = pg_current_xact_id()::xid) THEN
    RETURN NULL;
  END IF;
  UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
  INSERT INTO authz.change_log (n, kind, subject) VALUES (number, 'import', what);
  PERFORM pg_notify('authz_changes', '');
  RETURN NULL;
END $$;

ALTER TABLE authz.change_log DROP CONSTRAINT change_log_kind_check;
ALTER TABLE authz.change_log ADD CONSTRAINT change_log_kind_check
  CHECK (kind IN ('key', 'user', 'organization', 'plan', 'import'));
CREATE CONSTRAINT TRIGGER api_key_imported
  AFTER INSERT OR UPDATE OF origin, prefix, hash_of_record, digest, revoked_at ON authz.api_key DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.origin = 'imported') EXECUTE FUNCTION authz.log_import();

-- Keys of providers, one each. Without a key-encryption key, which is never in the database, a row says only whose key it is
-- and how that begins and ends.
CREATE TABLE authz.provider_key (
  provider    text PRIMARY KEY CHECK (provider ~ '^[a-z][a-z0-9_-]{0,63}$'),
  id          text NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
  sealed_with text NOT NULL CHECK (length(sealed_with) BETWEEN 1 AND 64),
  ciphertext  bytea NOT NULL CHECK (length(ciphertext) BETWEEN 1 AND 16384),
  masked      text NOT NULL CHECK (length(masked) BETWEEN 4 AND 16),
  created_at  timestamptz NOT NULL,
  created_by  text NOT NULL CHECK (length(created_by) BETWEEN 1 AND 255),
  updated_at  timestamptz NOT NULL CHECK (updated_at >= created_at),
  updated_by  text NOT NULL CHECK (length(updated_by) BETWEEN 1 AND 255)
);
COMMENT ON COLUMN authz.provider_key.id IS 'New with every key: a ciphertext opens under its own id only.';
COMMENT ON COLUMN authz.provider_key.sealed_with IS 'Id of the key-encryption key.';
COMMENT ON COLUMN authz.provider_key.created_at IS 'Of the provider''s first key; updated_at of this one.';

-- What the provider last said to a key: of the database's, and of the configuration's.
CREATE TABLE authz.provider_key_test (
  provider    text NOT NULL CHECK (provider ~ '^[a-z][a-z0-9_-]{0,63}$'),
  source      text NOT NULL CHECK (source IN ('environment', 'database')),
  subject     text NOT NULL CHECK (length(subject) BETWEEN 1 AND 64),
  status      text NOT NULL CHECK (status IN ('valid', 'invalid', 'error')),
  http_status integer CHECK (http_status BETWEEN 100 AND 999),
  problem     text NOT NULL CHECK (length(problem) <= 255),
  tested_at   timestamptz NOT NULL,
  PRIMARY KEY (provider, source)
);
COMMENT ON COLUMN authz.provider_key_test.subject IS 'Which key it was: the id of its row, or its masked form.';

-- Keys travel to replicas as everything else does, also the first one of a provider.
CREATE FUNCTION authz.log_provider_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  subject text := CASE TG_OP WHEN 'DELETE' THEN OLD.provider ELSE NEW.provider END;
BEGIN
  UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
  INSERT INTO authz.change_log (n, kind, subject) VALUES (number, 'provider_key', subject);
  PERFORM pg_notify('authz_changes', '');
  RETURN NULL;
END $$;

ALTER TABLE authz.change_log DROP CONSTRAINT change_log_kind_check;
ALTER TABLE authz.change_log ADD CONSTRAINT change_log_kind_check
  CHECK (kind IN ('key', 'user', 'organization', 'plan', 'import', 'provider_key'));
CREATE CONSTRAINT TRIGGER provider_key_changed
  AFTER INSERT OR UPDATE OR DELETE ON authz.provider_key DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION authz.log_provider_key();

-- Keys at providers that users and organizations bring along. Without a key-encryption key, which is never in the database, a row
-- says only whose key it is, where it goes, and how it begins and ends.
CREATE TABLE authz.byok_key (
  owner_kind       text NOT NULL CHECK (owner_kind IN ('user', 'organization')),
  owner_id         text NOT NULL CHECK (length(owner_id) BETWEEN 1 AND 255),
  provider         text NOT NULL CHECK (provider ~ '^[a-z][a-z0-9_-]{0,63}$'),
  endpoint         text NOT NULL CHECK (endpoint ~ '^[a-z][a-z0-9_-]{0,63}$'),
  id               text NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
  label            text NOT NULL CHECK (length(label) <= 100),
  sealed_with      text NOT NULL CHECK (length(sealed_with) BETWEEN 1 AND 64),
  ciphertext       bytea NOT NULL CHECK (length(ciphertext) BETWEEN 1 AND 16384),
  masked           text NOT NULL CHECK (length(masked) BETWEEN 4 AND 16),
  created_at       timestamptz NOT NULL,
  created_by       text NOT NULL CHECK (length(created_by) BETWEEN 1 AND 255),
  updated_at       timestamptz NOT NULL CHECK (updated_at >= created_at),
  updated_by       text NOT NULL CHECK (length(updated_by) BETWEEN 1 AND 255),
  last_used_at     timestamptz,
  test_status      text CHECK (test_status IN ('valid', 'invalid', 'error')),
  test_http_status integer CHECK (test_http_status BETWEEN 100 AND 999),
  test_problem     text NOT NULL DEFAULT '' CHECK (length(test_problem) <= 255),
  tested_at        timestamptz,
  PRIMARY KEY (owner_kind, owner_id, provider),
  CHECK ((test_status IS NULL) = (tested_at IS NULL))
);
COMMENT ON COLUMN authz.byok_key.provider IS 'Whose models it is for, as price books name it.';
COMMENT ON COLUMN authz.byok_key.endpoint IS 'The configured provider that requests go to with it.';
COMMENT ON COLUMN authz.byok_key.id IS 'New with every key: a ciphertext opens under its own id only.';
COMMENT ON COLUMN authz.byok_key.created_at IS 'Of the owner''s first key there; updated_at of this one.';

-- Replicas have these keys in mind with the keys of their owner: they forget those. What only says how a key is sealed, used or
-- tested changes nothing for them.
CREATE FUNCTION authz.log_byok_key() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
    INSERT INTO authz.change_log (n, kind, subject) VALUES (number, OLD.owner_kind, OLD.owner_id);
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND (OLD.owner_kind, OLD.owner_id) <> (NEW.owner_kind, NEW.owner_id)) THEN
    UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
    INSERT INTO authz.change_log (n, kind, subject) VALUES (number, NEW.owner_kind, NEW.owner_id);
  END IF;
  PERFORM pg_notify('authz_changes', '');
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER byok_key_changed
  AFTER INSERT OR DELETE OR UPDATE OF owner_kind, owner_id, provider, endpoint, id ON authz.byok_key
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION authz.log_byok_key();

-- No key can be looked up without these: servers that may index keys, those beside an Envoy, may read them from the start.
DO $$
DECLARE
  reader text;
BEGIN
  FOR reader IN
    SELECT DISTINCT grantee FROM information_schema.role_column_grants
    WHERE table_schema = 'authz' AND table_name = 'api_key' AND column_name = 'digest' AND privilege_type = 'UPDATE'
      AND grantee NOT IN ('PUBLIC', current_user)
  LOOP
    EXECUTE format('GRANT SELECT, UPDATE (last_used_at) ON authz.byok_key TO %I', reader);
  END LOOP;
END $$;

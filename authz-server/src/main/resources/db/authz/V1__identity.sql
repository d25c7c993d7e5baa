-- Who may call, with which key. Invariants that the code rests on stand here again as constraints.
-- Reading order: organization, app_user, api_key; then how changes travel; then who changed what.

CREATE TABLE authz.organization (
  id                    text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name                  text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  display_name          text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 255),
  slug                  text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  email                 text CHECK (length(email) BETWEEN 1 AND 320),
  plan                  text NOT NULL CHECK (plan ~ '^[a-z][a-z0-9_-]{0,63}$'),
  status                text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed')),
  is_service_account    boolean NOT NULL DEFAULT false,
  subscription_tier     text NOT NULL CHECK (subscription_tier ~ '^[a-z][a-z0-9_-]{0,63}$'),
  price_book            text NOT NULL CHECK (price_book ~ '^[a-z][a-z0-9_-]{0,63}$'),
  monthly_request_limit bigint CHECK (monthly_request_limit >= 0),
  rate_limit_per_minute integer CHECK (rate_limit_per_minute >= 0),
  max_api_keys          integer CHECK (max_api_keys >= 0),
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL CHECK (updated_at >= created_at),
  -- "sk-{slug}-" of these would look like another product's key.
  CHECK (NOT is_service_account OR slug NOT IN ('proj', 'ant', 'or', 'svcacct'))
);
COMMENT ON COLUMN authz.organization.plan IS 'Limits that are null come from it.';

CREATE TABLE authz.app_user (
  id              text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 255),
  organization_id text NOT NULL REFERENCES authz.organization,
  email           text CHECK (length(email) BETWEEN 1 AND 320),
  status          text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed')),
  wallet          text NOT NULL DEFAULT 'user' CHECK (wallet IN ('user', 'organization')),
  price_book      text CHECK (price_book ~ '^[a-z][a-z0-9_-]{0,63}$'),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL CHECK (updated_at >= created_at),
  UNIQUE (id, organization_id)
);
COMMENT ON COLUMN authz.app_user.id IS 'From outside: an e-mail address or the id in another system.';
COMMENT ON COLUMN authz.app_user.wallet IS 'Who pays: wallet:user:<id> or wallet:organization:<slug>.';
COMMENT ON COLUMN authz.app_user.price_book IS 'Null: the organization''s.';
CREATE INDEX app_user_organization ON authz.app_user (organization_id);

CREATE TABLE authz.api_key (
  key_id                text PRIMARY KEY CHECK (length(key_id) BETWEEN 1 AND 64),
  family                text NOT NULL CHECK (family IN ('user', 'organization', 'service')),
  prefix                text NOT NULL CHECK (length(prefix) BETWEEN 1 AND 96),
  hint                  text CHECK (length(hint) = 4),
  name                  text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description           text CHECK (length(description) <= 1000),
  user_id               text,
  organization_id       text NOT NULL REFERENCES authz.organization,
  permissions           text[] NOT NULL CHECK (array_position(permissions, NULL) IS NULL),
  -- HMAC-SHA256 of the whole key under a pepper; null until an imported key is first used.
  digest                bytea UNIQUE CHECK (length(digest) = 32),
  pepper_version        text CHECK (pepper_version ~ '^[0-9a-f]{8}$'),
  tag_version           text CHECK (tag_version ~ '^[0-9a-f]{8}$'),
  -- "$2a$12$...", or "sha256:<64 hex>" of an imported key; null where only the digest is kept.
  hash_of_record        text CHECK (length(hash_of_record) <= 255),
  origin                text NOT NULL DEFAULT 'issued' CHECK (origin IN ('issued', 'imported')),
  environment           text CHECK (environment IN ('live', 'test')),
  allowed_models        text[] CHECK (array_position(allowed_models, NULL) IS NULL),
  allowed_ips           cidr[] CHECK (array_position(allowed_ips, NULL) IS NULL),
  rate_limit_per_minute integer CHECK (rate_limit_per_minute >= 0),
  monthly_request_limit bigint CHECK (monthly_request_limit >= 0),
  request_cost_max_nanocredits bigint CHECK (request_cost_max_nanocredits >= 0),
  created_at            timestamptz NOT NULL,
  created_by            text NOT NULL CHECK (length(created_by) BETWEEN 1 AND 255),
  expires_at            timestamptz CHECK (expires_at > created_at),
  revoked_at            timestamptz,
  revoked_by            text CHECK (length(revoked_by) BETWEEN 1 AND 255),
  revoked_reason        text CHECK (length(revoked_reason) <= 255),
  -- Rotation: the key that takes over, and until when this one still works beside it.
  replaced_by           text REFERENCES authz.api_key,
  overlap_ends_at       timestamptz,
  last_used_at          timestamptz,
  last_used_ip          inet,
  total_requests        bigint NOT NULL DEFAULT 0 CHECK (total_requests >= 0),
  -- A user's key belongs to the user's organization, also after the user moves.
  FOREIGN KEY (user_id, organization_id) REFERENCES authz.app_user (id, organization_id) ON UPDATE CASCADE,
  CHECK ((family = 'user') = (user_id IS NOT NULL)),
  CHECK (origin = 'imported' OR (digest IS NOT NULL AND tag_version IS NOT NULL)),
  CHECK (origin = 'imported' OR family <> 'user' OR (hash_of_record IS NOT NULL AND expires_at IS NOT NULL)),
  CHECK (digest IS NOT NULL OR hash_of_record IS NOT NULL),
  CHECK ((digest IS NULL) = (pepper_version IS NULL)),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
  CHECK (revoked_at IS NOT NULL OR revoked_reason IS NULL),
  CHECK ((replaced_by IS NULL) = (overlap_ends_at IS NULL))
);
COMMENT ON COLUMN authz.api_key.prefix IS 'What may be shown of the key: "uc_f307".';
COMMENT ON COLUMN authz.api_key.pepper_version IS 'Fingerprint of the secret, not a count: secrets may be listed in any order.';
CREATE INDEX api_key_newest ON authz.api_key (created_at DESC, key_id DESC);
CREATE INDEX api_key_of_user ON authz.api_key (user_id, created_at DESC, key_id DESC);
CREATE INDEX api_key_of_organization ON authz.api_key (organization_id);
CREATE INDEX api_key_not_indexed ON authz.api_key (prefix) WHERE digest IS NULL;

-- How changes reach replicas. The number is taken from one row that stays locked until commit: commit order is number
-- order, and a reader that has seen n will never find a smaller one later. A sequence would not promise that.
CREATE TABLE authz.change_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  n   bigint NOT NULL CHECK (n >= 0)
);
INSERT INTO authz.change_head (n) VALUES (0);

CREATE TABLE authz.change_log (
  n       bigint PRIMARY KEY,
  kind    text NOT NULL CHECK (kind IN ('key', 'user', 'organization')),
  subject text NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX change_log_at ON authz.change_log (at);

-- Triggers write the log, so that no statement, not even one typed by hand, can change what replicas remember without
-- telling them. They fire at commit: the head is the last lock of every transaction, so it cannot be part of a deadlock, and
-- it is held for no longer than the commit.
CREATE FUNCTION authz.log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  subject text;
BEGIN
  subject := CASE TG_ARGV[0] WHEN 'key' THEN to_jsonb(OLD) ->> 'key_id' ELSE to_jsonb(OLD) ->> 'id' END;
  UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
  INSERT INTO authz.change_log (n, kind, subject) VALUES (number, TG_ARGV[0], subject);
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER organization_changed
  AFTER UPDATE OR DELETE ON authz.organization DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION authz.log_change('organization');

CREATE CONSTRAINT TRIGGER app_user_changed
  AFTER UPDATE OR DELETE ON authz.app_user DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION authz.log_change('user');

-- Not for the bookkeeping of use, which is written every few seconds and decides nothing. A new key needs no entry: no
-- replica can remember it.
CREATE CONSTRAINT TRIGGER api_key_changed
  AFTER UPDATE OF family, user_id, organization_id, permissions, digest, environment, allowed_models, allowed_ips,
    rate_limit_per_minute, monthly_request_limit, request_cost_max_nanocredits, expires_at, revoked_at, replaced_by,
    overlap_ends_at OR DELETE ON authz.api_key DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION authz.log_change('key');

CREATE TABLE authz.audit_event (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at              timestamptz NOT NULL,
  actor           text NOT NULL CHECK (length(actor) BETWEEN 1 AND 255),
  action          text NOT NULL CHECK (action ~ '^[a-z][a-z_]{0,31}\.[a-z][a-z_]{0,31}$'),
  subject         text NOT NULL,
  organization_id text,
  detail          jsonb NOT NULL DEFAULT '{}',
  remote_address  text
);
COMMENT ON COLUMN authz.audit_event.action IS 'Such as key.created.';
COMMENT ON COLUMN authz.audit_event.detail IS 'Never a secret.';
CREATE INDEX audit_event_subject ON authz.audit_event (subject, id);
CREATE INDEX audit_event_at ON authz.audit_event (at);

CREATE FUNCTION authz.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_event_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON authz.audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION authz.refuse_rewriting();

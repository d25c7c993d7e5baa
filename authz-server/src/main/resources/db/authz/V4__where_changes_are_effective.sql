-- Where a change is effective, so that a revocation can be proven: each replica says how far it has read the change log. All
-- times are this database's: a replica tells how long ago something was, and no clock of another machine takes part.
CREATE TABLE authz.replica (
  id               uuid PRIMARY KEY,
  host             text NOT NULL CHECK (length(host) BETWEEN 1 AND 255),
  started_at       timestamptz NOT NULL,
  begun_at_change  bigint NOT NULL CHECK (begun_at_change >= 0),
  stale_max_millis bigint NOT NULL CHECK (stale_max_millis > 0),
  seen_at          timestamptz NOT NULL,
  stopped_at       timestamptz
);
COMMENT ON COLUMN authz.replica.id IS 'New with each start, and whenever the log does not continue what was applied.';
COMMENT ON COLUMN authz.replica.begun_at_change IS 'It began with this change and all before it known.';
COMMENT ON COLUMN authz.replica.stale_max_millis IS 'So long after it last read the log it accepts what it remembers.';
COMMENT ON COLUMN authz.replica.seen_at IS 'When it last read the log, as of its last word.';

-- One row for each batch that a replica applied; a change is effective there since the first row with its number or a later one.
CREATE TABLE authz.change_applied (
  replica    uuid NOT NULL REFERENCES authz.replica ON DELETE CASCADE,
  n          bigint NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (replica, n)
);
CREATE INDEX change_applied_n ON authz.change_applied (n);

ALTER TABLE authz.change_log ADD COLUMN effect text;
COMMENT ON COLUMN authz.change_log.effect IS 'revoked, deleted, or the new status; null for every other change.';
CREATE INDEX change_log_subject ON authz.change_log (subject, n);

CREATE OR REPLACE FUNCTION authz.log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  subject text;
  effect text;
BEGIN
  subject := CASE TG_ARGV[0] WHEN 'key' THEN to_jsonb(OLD) ->> 'key_id' ELSE to_jsonb(OLD) ->> 'id' END;
  effect := CASE
    WHEN TG_OP = 'DELETE' THEN 'deleted'
    WHEN to_jsonb(OLD) ->> 'revoked_at' IS NULL AND to_jsonb(NEW) ->> 'revoked_at' IS NOT NULL THEN 'revoked'
    WHEN to_jsonb(OLD) ->> 'status' <> to_jsonb(NEW) ->> 'status' THEN to_jsonb(NEW) ->> 'status'
  END;
  UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
  INSERT INTO authz.change_log (n, kind, subject, effect) VALUES (number, TG_ARGV[0], subject, effect);
  PERFORM pg_notify('authz_changes', '');
  RETURN NULL;
END $$;

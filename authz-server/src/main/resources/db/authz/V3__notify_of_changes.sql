-- Whoever listens on the channel hears of a change as soon as it is committed, and then reads the log. Notifications may get
-- lost, so they carry nothing: the log alone says what changed. The same one within a transaction is sent once.
CREATE OR REPLACE FUNCTION authz.log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  subject text;
BEGIN
  subject := CASE TG_ARGV[0] WHEN 'key' THEN to_jsonb(OLD) ->> 'key_id' ELSE to_jsonb(OLD) ->> 'id' END;
  UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
  INSERT INTO authz.change_log (n, kind, subject) VALUES (number, TG_ARGV[0], subject);
  PERFORM pg_notify('authz_changes', '');
  RETURN NULL;
END $$;

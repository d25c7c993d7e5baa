CREATE OR REPLACE FUNCTION authz.log_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  subject text;
BEGIN
  subject := CASE TG_ARGV[0] WHEN 'key' THEN to_jsonb(OLD) ->> 'key_id' ELSE to_jsonb(OLD) ->> 'id' END;
  UPDATE authz.change_head SET n = n + 1 RETURNING n INTO STRICT number;
  INSERT INTO authz.change_log (n, kind, subject) VALUES (number, TG_ARGV[0], subject);
  RETURN NULL;
END $$;

-- loses "keys of providers, which have to be configured or set again": SELECT EXISTS (SELECT FROM authz.provider_key)
DROP TABLE authz.provider_key;
DROP FUNCTION authz.log_provider_key();
DROP TABLE authz.provider_key_test;
-- The numbers of the log have no gaps, so its rows stay.
UPDATE authz.change_log SET kind = 'organization', subject = '' WHERE kind = 'provider_key';
ALTER TABLE authz.change_log DROP CONSTRAINT change_log_kind_check;
ALTER TABLE authz.change_log ADD CONSTRAINT change_log_kind_check
  CHECK (kind IN ('key', 'user', 'organization', 'plan', 'import'));

-- loses "which old rows the imported keys and organizations were, so that importing them again would double them": SELECT EXISTS (SELECT FROM authz.imported)
DROP TRIGGER api_key_imported ON authz.api_key;
DROP FUNCTION authz.log_import();
-- The numbers of the log have no gaps, so its rows stay.
UPDATE authz.change_log SET kind = 'organization', subject = '' WHERE kind = 'import';
ALTER TABLE authz.change_log DROP CONSTRAINT change_log_kind_check;
ALTER TABLE authz.change_log ADD CONSTRAINT change_log_kind_check
  CHECK (kind IN ('key', 'user', 'organization', 'plan'));
DROP TABLE authz.imported;
DROP INDEX authz.api_key_imported_hash;
DROP INDEX authz.api_key_imported_prefix;
DROP INDEX authz.api_key_imported_batch;
DROP INDEX authz.api_key_imported;
ALTER TABLE authz.api_key DROP CONSTRAINT api_key_import_batch;
ALTER TABLE authz.api_key DROP COLUMN import_batch;

-- Providers that an administrator has switched off: requests go to them no more. What has no row here is as the configuration says.
CREATE TABLE authz.disabled_provider (
  provider    text PRIMARY KEY CHECK (provider ~ '^[a-z][a-z0-9_-]{0,63}$'),
  disabled_at timestamptz NOT NULL,
  disabled_by text NOT NULL CHECK (length(disabled_by) BETWEEN 1 AND 255)
);

-- Replicas read it with providers' keys, and hear of it in the same way.
CREATE CONSTRAINT TRIGGER disabled_provider_changed
  AFTER INSERT OR DELETE ON authz.disabled_provider DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION authz.log_provider_key();

-- Until they have read it, servers send nothing to any provider: those beside an Envoy may read it from the start.
DO $$
DECLARE
  reader text;
BEGIN
  FOR reader IN
    SELECT DISTINCT grantee FROM information_schema.role_column_grants
    WHERE table_schema = 'authz' AND table_name = 'api_key' AND column_name = 'digest' AND privilege_type = 'UPDATE'
      AND grantee NOT IN ('PUBLIC', current_user)
  LOOP
    EXECUTE format('GRANT SELECT ON authz.disabled_provider TO %I', reader);
  END LOOP;
END $$;

-- What an organization may have and do, where its own columns and its keys' do not say otherwise. Null is no limit.
CREATE TABLE authz.plan (
  id                  text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9_-]{0,63}$'),
  requests_per_minute integer CHECK (requests_per_minute >= 0),
  requests_per_month  bigint CHECK (requests_per_month >= 0),
  max_api_keys        integer CHECK (max_api_keys >= 0),
  updated_at          timestamptz NOT NULL
);
COMMENT ON COLUMN authz.plan.max_api_keys IS 'Active keys of one owner: an organization''s own, or one user''s.';

INSERT INTO authz.plan (id, requests_per_minute, requests_per_month, max_api_keys, updated_at) VALUES
  ('free', 10, 1000, 2, now()),
  ('pro', 60, 100000, 10, now()),
  ('enterprise', 300, 1000000, 50, now()),
  ('managed', NULL, NULL, NULL, now());

-- Plans that organizations were given before there were any: they limit nothing, as before.
INSERT INTO authz.plan (id, updated_at) SELECT DISTINCT plan, now() FROM authz.organization ON CONFLICT DO NOTHING;
ALTER TABLE authz.organization ADD CONSTRAINT organization_plan FOREIGN KEY (plan) REFERENCES authz.plan;
CREATE INDEX organization_of_plan ON authz.organization (plan);

-- Plans travel to replicas as everything else does.
ALTER TABLE authz.change_log DROP CONSTRAINT change_log_kind_check;
ALTER TABLE authz.change_log ADD CONSTRAINT change_log_kind_check CHECK (kind IN ('key', 'user', 'organization', 'plan'));
CREATE CONSTRAINT TRIGGER plan_changed
  AFTER UPDATE OR DELETE ON authz.plan DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION authz.log_change('plan');

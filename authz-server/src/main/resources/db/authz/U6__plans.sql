-- loses "plans that were changed or added": SELECT EXISTS (SELECT id, requests_per_minute, requests_per_month, max_api_keys FROM authz.plan EXCEPT VALUES ('free', 10, 1000::bigint, 2), ('pro', 60, 100000, 10), ('enterprise', 300, 1000000, 50), ('managed', NULL, NULL, NULL))
ALTER TABLE authz.organization DROP CONSTRAINT organization_plan;
DROP INDEX authz.organization_of_plan;
DROP TABLE authz.plan;
-- The numbers of the log have no gaps, so its rows stay.
UPDATE authz.change_log SET kind = 'organization', subject = '' WHERE kind = 'plan';
ALTER TABLE authz.change_log DROP CONSTRAINT change_log_kind_check;
ALTER TABLE authz.change_log ADD CONSTRAINT change_log_kind_check CHECK (kind IN ('key', 'user', 'organization'));

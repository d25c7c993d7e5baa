DROP INDEX authz.audit_event_of_action;
DROP INDEX authz.audit_event_of_actor;
DROP INDEX authz.audit_event_of_organization;
DROP INDEX authz.audit_event_newest;
CREATE INDEX audit_event_at ON authz.audit_event (at);

-- Audit events are listed newest first, all of them or by one of these. (Those of one subject are few: their index stays.)
DROP INDEX authz.audit_event_at;
CREATE INDEX audit_event_newest ON authz.audit_event (at, id);
CREATE INDEX audit_event_of_organization ON authz.audit_event (organization_id, at, id);
CREATE INDEX audit_event_of_actor ON authz.audit_event (actor, at, id);
CREATE INDEX audit_event_of_action ON authz.audit_event (action, at, id);

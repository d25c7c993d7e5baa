-- loses "what draining replicas have yet to send": SELECT EXISTS (SELECT FROM ledger.replica WHERE state = 'draining')
UPDATE ledger.replica SET state = 'condemned' WHERE state = 'draining';
ALTER TABLE ledger.replica DROP CONSTRAINT replica_state_check;
ALTER TABLE ledger.replica ADD CONSTRAINT replica_state_check CHECK (state IN ('live', 'closed', 'condemned'));

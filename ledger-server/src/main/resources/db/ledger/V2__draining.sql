-- A replica whose journal may lack something sends what it has and is granted nothing more, for good.
ALTER TABLE replica DROP CONSTRAINT replica_state_check;
ALTER TABLE replica ADD CONSTRAINT replica_state_check CHECK (state IN ('live', 'draining', 'closed', 'condemned'));

-- Under which history a replica opened itself last: nothing is applied or granted under another one.
ALTER TABLE replica ADD COLUMN history_id uuid;
UPDATE replica SET history_id = (SELECT history_id FROM ledger);
ALTER TABLE replica ALTER COLUMN history_id SET NOT NULL;

-- How long it must have been silent before nothing that it admitted can be reported: what it said at its last Open.
ALTER TABLE replica ADD COLUMN silent_ms bigint NOT NULL DEFAULT 0;

-- Which cluster, and which life of it, the ledger was last seen in: another one may lack commits.
ALTER TABLE ledger ADD COLUMN cluster text NOT NULL DEFAULT '';

-- What a verdict needs to charge a reservation; null for those that were named before.
ALTER TABLE open_reservation ADD COLUMN admission bytea; -- tollgate.ledger.v1.Admission
CREATE INDEX open_reservation_replica ON open_reservation (replica);

ALTER TABLE foreign_usage RENAME COLUMN usage TO report; -- tollgate.ledger.v1.ForeignUsage
CREATE INDEX foreign_usage_replica ON foreign_usage (replica);

-- Beside each account of the path: what was charged after the replica's end, out of what nobody had leased, and what of the cost
-- nobody could pay any more. Empty where there is neither.
ALTER TABLE charge ADD COLUMN late bigint[] NOT NULL DEFAULT '{}';
ALTER TABLE charge ADD COLUMN written_off bigint[] NOT NULL DEFAULT '{}';

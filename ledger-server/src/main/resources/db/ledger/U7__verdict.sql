ALTER TABLE ledger.charge DROP COLUMN written_off;
ALTER TABLE ledger.charge DROP COLUMN late;
DROP INDEX ledger.foreign_usage_replica;
ALTER TABLE ledger.foreign_usage RENAME COLUMN report TO usage;
DROP INDEX ledger.open_reservation_replica;
ALTER TABLE ledger.open_reservation DROP COLUMN admission;
ALTER TABLE ledger.ledger DROP COLUMN cluster;
ALTER TABLE ledger.replica DROP COLUMN silent_ms;
ALTER TABLE ledger.replica DROP COLUMN history_id;

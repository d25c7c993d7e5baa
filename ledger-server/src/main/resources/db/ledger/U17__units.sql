-- loses "how many images of which size were charged": SELECT EXISTS (SELECT FROM ledger.charge WHERE units > 0)
ALTER TABLE ledger.charge DROP COLUMN units, DROP COLUMN variant;

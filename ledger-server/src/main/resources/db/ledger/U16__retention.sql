-- loses "what charges came to that are gone": SELECT EXISTS (SELECT FROM ledger.dropped_day)
DROP VIEW ledger.charge_share;
DROP TABLE ledger.charge_sum;
DROP TABLE ledger.dropped_day;

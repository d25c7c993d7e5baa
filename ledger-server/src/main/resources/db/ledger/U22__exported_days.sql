-- loses "which days of charges stand in a file": SELECT EXISTS (SELECT FROM ledger.exported_day)
DROP TABLE ledger.exported_day;

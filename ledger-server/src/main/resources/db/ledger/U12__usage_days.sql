DROP TABLE ledger.usage_day;

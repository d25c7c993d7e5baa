DROP INDEX ledger.usage_day_dark;

DROP VIEW ledger.service_credit_balances;
DROP VIEW ledger.organization_credits;
DROP VIEW ledger.organization_purchase;
DROP VIEW ledger.service_usage_log;
DROP VIEW ledger.credit_transactions;

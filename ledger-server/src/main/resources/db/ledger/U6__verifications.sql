DROP TABLE ledger.verification;

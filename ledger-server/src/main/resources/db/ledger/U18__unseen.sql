DROP INDEX ledger.charge_unseen;

DROP INDEX ledger.charge_dark;
DROP INDEX ledger.entry_movement;

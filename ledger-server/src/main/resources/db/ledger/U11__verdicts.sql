-- loses "when replicas were condemned, and what that found": SELECT EXISTS (SELECT FROM ledger.verdict)
DROP TABLE ledger.verdict;

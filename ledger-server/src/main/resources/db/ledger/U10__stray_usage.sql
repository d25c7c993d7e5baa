INSERT INTO ledger.foreign_usage (day, replica, n, report, received_at)
  SELECT day, replica, n, report, received_at FROM ledger.stray_usage
  ON CONFLICT DO NOTHING;
DROP TABLE ledger.stray_usage;

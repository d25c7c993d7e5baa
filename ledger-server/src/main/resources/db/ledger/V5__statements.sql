-- What explains one account, and what the metrics add up, without reading every charge.
CREATE INDEX entry_movement ON entry (account) INCLUDE (kind, amount) WHERE contra = 'platform:grants';
CREATE INDEX charge_dark ON charge (day) WHERE kind = 'dark';

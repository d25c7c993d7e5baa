-- Whose own key at the provider a request was sent with, which then costs no credits: '' is the platform's. Daily sums count such requests.
ALTER TABLE charge ADD COLUMN byok text NOT NULL DEFAULT '' CHECK (byok IN ('', 'user', 'organization'));
ALTER TABLE usage_day ADD COLUMN byok bigint NOT NULL DEFAULT 0;

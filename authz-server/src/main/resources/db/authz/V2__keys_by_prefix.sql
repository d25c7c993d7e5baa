-- Keys whose index was made under a pepper that is lost are found by their first characters; the hash of record then
-- tells which one it is.
CREATE INDEX api_key_prefix ON authz.api_key (prefix, created_at DESC) WHERE hash_of_record IS NOT NULL;

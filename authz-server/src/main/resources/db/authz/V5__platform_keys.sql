-- Whether there is a key of the platform is asked with every call of the bootstrap key.
CREATE INDEX api_key_platform ON authz.api_key (key_id) WHERE permissions @> ARRAY['platform:*'];

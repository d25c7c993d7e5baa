-- loses "keys at providers that users and organizations brought along": SELECT EXISTS (SELECT FROM authz.byok_key)
DROP TABLE authz.byok_key;
DROP FUNCTION authz.log_byok_key();

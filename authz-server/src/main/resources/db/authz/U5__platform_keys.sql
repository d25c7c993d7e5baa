DROP INDEX authz.api_key_platform;

-- loses "which providers are switched off: requests go to them again": SELECT EXISTS (SELECT FROM authz.disabled_provider)
DROP TABLE authz.disabled_provider;

-- Of ten keys six are users', three their organization's and one a service's; the first is restricted.
INSERT INTO authz.api_key (key_id, family, prefix, name, user_id, organization_id, permissions, digest, pepper_version,
  tag_version, hash_of_record, created_at, created_by, expires_at, allowed_models, allowed_ips, request_cost_max_nanocredits)
SELECT 'key_' || left(md5(n::text), 24),
  CASE WHEN n % 10 < 6 THEN 'user' WHEN n % 10 < 9 THEN 'organization' ELSE 'service' END,
  'shown', 'benchmark',
  CASE WHEN n % 10 < 6 THEN 'user-' || n || '@organization.example' END,
  'org_' || left(md5('organization-' || n / 10), 24),
  '{llm:inference,llm:models}', decode(digest, 'hex'), ?, ?, repeat('h', 60), now(), 'benchmark', now() + interval '90 days',
  CASE n % 10 WHEN 0 THEN '{gpt-4o-mini}'::text[] END,
  CASE n % 10 WHEN 0 THEN '{10.0.0.0/8}'::cidr[] END,
  CASE n % 10 WHEN 0 THEN 1000000000 END
FROM unnest(?::bigint[], ?::text[]) AS k (n, digest)

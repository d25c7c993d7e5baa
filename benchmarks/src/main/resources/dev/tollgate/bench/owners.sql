-- An organization for every ten keys, with a user for each of them.
INSERT INTO authz.organization
  (id, name, display_name, slug, plan, subscription_tier, price_book, created_at, updated_at)
SELECT 'org_' || left(md5(slug), 24), slug, slug, slug, 'free', 'free', 'default', now(), now()
FROM (SELECT 'organization-' || n AS slug FROM generate_series(0, %1$d / 10 - 1) n) slugs;

INSERT INTO authz.app_user (id, organization_id, created_at, updated_at)
SELECT 'user-' || n || '@organization.example', 'org_' || left(md5('organization-' || n / 10), 24), now(), now()
FROM generate_series(0, %1$d - 1) n;

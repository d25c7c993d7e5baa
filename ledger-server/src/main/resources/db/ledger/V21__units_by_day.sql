-- What is counted one by one is summed by the day too. Of what kind they are, images, characters or seconds, the endpoint says, which
-- every row has. Of days whose charges are gone nothing is known any more: 0.
ALTER TABLE usage_day ADD COLUMN units bigint NOT NULL DEFAULT 0;
UPDATE usage_day u SET units = c.units
FROM (
  SELECT day, md5(ROW(path[1], organization_id, user_id, key_id, model, provider, endpoint)::text)::uuid AS bucket,
    sum(units)::bigint AS units
  FROM charge WHERE units > 0 GROUP BY 1, 2) c
WHERE u.day = c.day AND u.bucket = c.bucket;

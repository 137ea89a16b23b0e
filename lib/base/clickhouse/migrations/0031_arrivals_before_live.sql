-- Portals that had events before 0005_live.sql: its rollups count those as well. What is counted already is taken off, so that a run
-- which was killed between a statement and its note adds nothing twice.

INSERT INTO arrivals_hourly (hour, name, source_id, accepted, aside, last_at)
SELECT hour, name, source_id, toUInt64(sum(missing)) AS accepted, 0 AS aside, max(at) AS last_at
FROM (
  SELECT toStartOfHour(toDateTime(received_at, 'UTC')) AS hour, toString(name) AS name, toString(source_id) AS source_id,
    toInt64(count()) AS missing, max(received_at) AS at
  FROM events WHERE received_at >= now() - INTERVAL 40 DAY GROUP BY hour, name, source_id
  UNION ALL
  SELECT hour, name, toString(source_id) AS source_id, -toInt64(sum(accepted)) AS missing, max(last_at) AS at
  FROM arrivals_hourly GROUP BY hour, name, source_id
)
GROUP BY hour, name, source_id HAVING sum(missing) > 0;

INSERT INTO arrivals_hourly (hour, name, source_id, accepted, aside, last_at)
SELECT hour, name, source_id, 0 AS accepted, toUInt64(sum(missing)) AS aside, max(at) AS last_at
FROM (
  SELECT toStartOfHour(toDateTime(received_at, 'UTC')) AS hour, name, toString(source_id) AS source_id,
    toInt64(count()) AS missing, max(received_at) AS at
  FROM quarantine WHERE outcome = '' AND received_at >= now() - INTERVAL 40 DAY GROUP BY hour, name, source_id
  UNION ALL
  SELECT hour, name, toString(source_id) AS source_id, -toInt64(sum(aside)) AS missing, max(last_at) AS at
  FROM arrivals_hourly GROUP BY hour, name, source_id
)
GROUP BY hour, name, source_id HAVING sum(missing) > 0;

-- The live view goes back seven days; these came at the time at which they were received.
INSERT INTO recent_events (
  stored_at, event_id, name, occurred_at, received_at, source_id, sent_by, environment, visitor_id, visit_id, person_id, company_id,
  app_id, key_id, audience, path, properties
)
SELECT
  received_at AS stored_at, event_id, name, occurred_at, received_at, source_id, sent_by, environment, visitor_id, visit_id, person_id,
  company_id, app_id, key_id, audience, path, properties
FROM events
WHERE received_at >= now() - INTERVAL 7 DAY
  AND received_at < (SELECT min(applied_at) FROM waymark_migrations WHERE name = '0005_live.sql')
  AND event_id NOT IN (SELECT event_id FROM recent_events);

-- The latest value wins, however often it is told.
INSERT INTO traits (kind, entity_id, name, value, occurred_at, source_id)
SELECT 'person' AS kind, person_id AS entity_id, told.1 AS name, told.2 AS value, occurred_at, source_id
FROM events
ARRAY JOIN JSONExtractKeysAndValuesRaw(properties, 'traits') AS told
WHERE events.name = 'visitor_identified' AND person_id != '';

INSERT INTO traits (kind, entity_id, name, value, occurred_at, source_id)
SELECT 'company' AS kind, company_id AS entity_id, told.1 AS name, told.2 AS value, occurred_at, source_id
FROM events
ARRAY JOIN JSONExtractKeysAndValuesRaw(properties, 'traits') AS told
WHERE events.name IN ('person_grouped', 'company_identified') AND company_id != '';

-- What the live view, the catalogue's page, the sources and the traits read, so that none of them scans the ledger.

-- The events of the last seven days in the order in which they came into the ledger: later than received_at when the store was away.
CREATE TABLE recent_events (
  stored_at DateTime64(3, 'UTC'),
  event_id String,
  name LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  source_id LowCardinality(String),
  sent_by LowCardinality(String),
  environment LowCardinality(String),
  visitor_id String,
  visit_id String,
  person_id String,
  company_id String,
  app_id String,
  key_id String,
  audience LowCardinality(String),
  path String,
  properties String,
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id),
  as_of DateTime64(3, 'UTC') ALIAS occurred_at
)
ENGINE = MergeTree
PARTITION BY toDate(stored_at)
ORDER BY (stored_at, event_id)
TTL toDateTime(stored_at) + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW recent_events_from_events TO recent_events AS
SELECT
  now64(3, 'UTC') AS stored_at, event_id, name, occurred_at, received_at, source_id, sent_by, environment, visitor_id, visit_id, person_id,
  company_id, app_id, key_id, audience, path, properties
FROM events;

-- A row that was sent again has another row of the same id: with what came of it, and when.
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS id String DEFAULT lower(hex(sipHash128(event_id, received_at, source_id, payload)));
-- Whose browser it was, where the call itself does not say.
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS visitor_id String DEFAULT '';
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS visit_id String DEFAULT '';
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS audience LowCardinality(String) DEFAULT 'human';
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS replayed_at DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC');
-- '' (as it came), accepted, quarantined
ALTER TABLE quarantine ADD COLUMN IF NOT EXISTS outcome LowCardinality(String) DEFAULT '';

-- What came in by hour, name and source: accepted, and set aside. Names of what was set aside are whatever somebody sent: they go after 40 days.
CREATE TABLE arrivals_hourly (
  hour DateTime('UTC'),
  name String,
  source_id LowCardinality(String),
  accepted SimpleAggregateFunction(sum, UInt64),
  aside SimpleAggregateFunction(sum, UInt64),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, name, source_id)
TTL hour + INTERVAL 40 DAY
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW arrivals_from_events TO arrivals_hourly AS
SELECT
  toStartOfHour(toDateTime(received_at, 'UTC')) AS hour, toString(name) AS name, source_id,
  count() AS accepted, toUInt64(0) AS aside, max(received_at) AS last_at
FROM events
GROUP BY hour, name, source_id;

CREATE MATERIALIZED VIEW arrivals_from_quarantine TO arrivals_hourly AS
SELECT
  toStartOfHour(toDateTime(received_at, 'UTC')) AS hour, name, source_id,
  toUInt64(0) AS accepted, count() AS aside, max(received_at) AS last_at
FROM quarantine
WHERE outcome = ''
GROUP BY hour, name, source_id;

-- The latest value of each trait of a person or company, as JSON.
CREATE TABLE traits (
  -- person, company
  kind LowCardinality(String),
  entity_id String,
  name LowCardinality(String),
  value String,
  occurred_at DateTime64(3, 'UTC'),
  source_id LowCardinality(String)
)
ENGINE = ReplacingMergeTree(occurred_at)
ORDER BY (kind, entity_id, name)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW traits_of_persons TO traits AS
SELECT 'person' AS kind, person_id AS entity_id, told.1 AS name, told.2 AS value, occurred_at, source_id
FROM events
ARRAY JOIN JSONExtractKeysAndValuesRaw(properties, 'traits') AS told
WHERE events.name = 'visitor_identified' AND person_id != '';

CREATE MATERIALIZED VIEW traits_of_companies TO traits AS
SELECT 'company' AS kind, company_id AS entity_id, told.1 AS name, told.2 AS value, occurred_at, source_id
FROM events
ARRAY JOIN JSONExtractKeysAndValuesRaw(properties, 'traits') AS told
WHERE events.name IN ('person_grouped', 'company_identified') AND company_id != '';

-- Which traits were told by day, kept or not.
CREATE TABLE traits_daily (
  day Date,
  kind LowCardinality(String),
  name String,
  kept SimpleAggregateFunction(sum, UInt64),
  refused SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (kind, name, day)
TTL day + INTERVAL 40 DAY
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW traits_daily_from_events TO traits_daily AS
SELECT
  toDate(received_at) AS day, if(events.name = 'visitor_identified', 'person', 'company') AS kind, told.1 AS name,
  sum(toUInt64(told.2 = 1)) AS kept, sum(toUInt64(told.2 = 0)) AS refused
FROM events
ARRAY JOIN arrayConcat(
  arrayMap(x -> (x.1, 1), JSONExtractKeysAndValuesRaw(properties, 'traits')),
  arrayMap(x -> (x, 0), JSONExtract(properties, 'traits_refused', 'Array(String)'))
) AS told
WHERE events.name IN ('visitor_identified', 'person_grouped', 'company_identified')
GROUP BY day, kind, name;

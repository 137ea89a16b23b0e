-- What the reports tell people apart by, and the rollups that keep the journey report fast at tens of millions of events.

-- Country (ISO 3166-1 alpha-2) and language (ISO 639) of a visit, where the edge could tell them (decisions/0028).
ALTER TABLE touches ADD COLUMN IF NOT EXISTS country LowCardinality(String) DEFAULT '';
ALTER TABLE touches ADD COLUMN IF NOT EXISTS language LowCardinality(String) DEFAULT '';

ALTER TABLE touches_from_events MODIFY QUERY
SELECT
  visit_id, visitor_id, person_id, company_id, occurred_at,
  JSONExtractString(properties, 'channel') AS channel,
  JSONExtractString(properties, 'utm_source') AS utm_source,
  JSONExtractString(properties, 'utm_medium') AS utm_medium,
  JSONExtractString(properties, 'utm_campaign') AS utm_campaign,
  JSONExtractString(properties, 'utm_term') AS utm_term,
  JSONExtractString(properties, 'utm_content') AS utm_content,
  JSONExtractString(properties, 'utm_id') AS utm_id,
  JSONExtractString(properties, 'click_id_kind') AS click_id_kind,
  JSONExtractString(properties, 'click_id') AS click_id,
  JSONExtractString(properties, 'referrer_host') AS referrer_host,
  JSONExtractString(properties, 'landing_path') AS landing_path,
  JSONExtractString(properties, 'inviter_id') AS inviter_id,
  JSONExtractString(properties, 'listing_id') AS listing_id,
  audience,
  JSONExtractString(properties, 'country') AS country,
  JSONExtractString(properties, 'language') AS language
FROM events
WHERE name = 'visit_started' AND visitor_id != '';

-- The first page of docs or reference that each visit opened.
CREATE TABLE IF NOT EXISTS visit_docs (
  visit_id String,
  first_page AggregateFunction(argMin, String, Tuple(DateTime64(3, 'UTC'), String)),
  visit_hash UInt64 MATERIALIZED cityHash64(visit_id)
)
ENGINE = AggregatingMergeTree
ORDER BY visit_id
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW visit_docs_from_events TO visit_docs AS
SELECT visit_id, argMinState(path, tuple(occurred_at, path)) AS first_page
FROM events
WHERE name = 'page_viewed' AND visit_id != '' AND audience != 'bot' AND (startsWith(path, '/docs') OR startsWith(path, '/reference'))
GROUP BY visit_id;

INSERT INTO visit_docs (visit_id, first_page)
SELECT visit_id, argMinState(path, tuple(occurred_at, path))
FROM events
WHERE name = 'page_viewed' AND visit_id != '' AND audience != 'bot' AND (startsWith(path, '/docs') OR startsWith(path, '/reference'))
GROUP BY visit_id;

-- Milestones by layer in place of stage: a fifth of the rows, as most people reach the first layer in five ways. `environment` is that of
-- the calls, '' for all else. lib/journeys/layer-firsts.test.ts holds the list of stages against lib/journeys/schema.ts.
CREATE TABLE IF NOT EXISTS layer_firsts (
  layer UInt8,
  environment LowCardinality(String),
  company_id String,
  person_id String,
  visitor_id String,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id),
  as_of DateTime64(3, 'UTC') ALIAS first_at
)
ENGINE = AggregatingMergeTree
ORDER BY (layer, environment, company_id, person_id, visitor_hash, visitor_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW layer_firsts_from_milestones TO layer_firsts AS
SELECT
  transform(toString(stage), [
    'page_viewed', 'docs_read', 'search_performed', 'snippet_copied', 'feedback_given',
    'signed_up', 'company_joined', 'app_created', 'key_created',
    'first_sandbox_call', 'first_sandbox_2xx', 'sandbox_task_passed',
    'developer_certified', 'app_certified',
    'first_live_call', 'first_live_2xx', 'first_valuable_call',
    'support_requested', 'developer_audited', 'app_audited', 'listing_published', 'listing_featured',
    'first_end_user', 'first_listing_click', 'invite_sent', 'first_referral'
  ], [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 9, 9, 10, 10, 11, 11], toUInt8(0)) AS layer,
  multiIf(stage IN ('first_sandbox_call', 'first_sandbox_2xx'), 'sandbox',
    stage IN ('first_live_call', 'first_live_2xx', 'first_valuable_call', 'first_end_user'), 'live', '') AS environment,
  company_id, person_id, visitor_id, min(milestones.first_at) AS first_at
FROM milestones
WHERE layer != 0
GROUP BY layer, environment, company_id, person_id, visitor_id;

INSERT INTO layer_firsts (layer, environment, company_id, person_id, visitor_id, first_at)
SELECT
  transform(toString(stage), [
    'page_viewed', 'docs_read', 'search_performed', 'snippet_copied', 'feedback_given',
    'signed_up', 'company_joined', 'app_created', 'key_created',
    'first_sandbox_call', 'first_sandbox_2xx', 'sandbox_task_passed',
    'developer_certified', 'app_certified',
    'first_live_call', 'first_live_2xx', 'first_valuable_call',
    'support_requested', 'developer_audited', 'app_audited', 'listing_published', 'listing_featured',
    'first_end_user', 'first_listing_click', 'invite_sent', 'first_referral'
  ], [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 9, 9, 10, 10, 11, 11], toUInt8(0)) AS layer,
  multiIf(stage IN ('first_sandbox_call', 'first_sandbox_2xx'), 'sandbox',
    stage IN ('first_live_call', 'first_live_2xx', 'first_valuable_call', 'first_end_user'), 'live', '') AS environment,
  company_id, person_id, visitor_id, min(milestones.first_at) AS first_at
FROM milestones
WHERE layer != 0
GROUP BY layer, environment, company_id, person_id, visitor_id;

-- Calls of everybody by day, verb and resource.
CREATE TABLE IF NOT EXISTS calls_daily (
  day Date,
  environment LowCardinality(String),
  method LowCardinality(String),
  resource LowCardinality(String),
  calls SimpleAggregateFunction(sum, UInt64),
  successful SimpleAggregateFunction(sum, UInt64),
  valuable SimpleAggregateFunction(sum, UInt64),
  quantity SimpleAggregateFunction(sum, Decimal(38, 6))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (environment, day, method, resource)
SETTINGS non_replicated_deduplication_window = 10000;

-- Who made them. An end user's id is the platform's own: only together with the company it says who. A session is a half hour by the
-- clock in which an end user was seen.
CREATE TABLE IF NOT EXISTS callers_daily (
  day Date,
  environment LowCardinality(String),
  persons AggregateFunction(uniq, String),
  companies AggregateFunction(uniq, String),
  end_users AggregateFunction(uniq, String, String),
  end_user_sessions AggregateFunction(uniq, String, String, DateTime('UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (environment, day)
SETTINGS non_replicated_deduplication_window = 10000;

INSERT INTO calls_daily
SELECT toDate(hour) AS day, environment, method, resource, sum(u.calls) AS calls, sumIf(u.calls, status_class = 2) AS successful,
  sum(valuable_calls) AS valuable, sum(u.quantity) AS quantity
FROM usage_hourly AS u
-- Once only, also when a kill came between the statement and its note.
WHERE (SELECT count() FROM calls_daily) = 0
GROUP BY day, environment, method, resource;

CREATE MATERIALIZED VIEW calls_daily_from_usage TO calls_daily AS
SELECT toDate(occurred_at) AS day, environment, method, resource, count() AS calls, countIf(status >= 200 AND status < 300) AS successful,
  countIf(valuable = 1) AS valuable, sum(toDecimal128(usage_events.quantity, 6)) AS quantity
FROM usage_events
GROUP BY day, environment, method, resource;

CREATE MATERIALIZED VIEW callers_daily_from_usage TO callers_daily AS
SELECT toDate(occurred_at) AS day, environment, uniqStateIf(person_id, person_id != '') AS persons, uniqStateIf(company_id, company_id != '') AS companies,
  uniqStateIf(company_id, end_user_id, end_user_id != '') AS end_users,
  uniqStateIf(company_id, end_user_id, toStartOfInterval(toDateTime(occurred_at, 'UTC'), INTERVAL 30 MINUTE), end_user_id != '') AS end_user_sessions
FROM usage_events
GROUP BY day, environment;

INSERT INTO callers_daily
SELECT toDate(occurred_at) AS day, environment, uniqStateIf(person_id, person_id != '') AS persons, uniqStateIf(company_id, company_id != '') AS companies,
  uniqStateIf(company_id, end_user_id, end_user_id != '') AS end_users,
  uniqStateIf(company_id, end_user_id, toStartOfInterval(toDateTime(occurred_at, 'UTC'), INTERVAL 30 MINUTE), end_user_id != '') AS end_user_sessions
FROM usage_events
GROUP BY day, environment;

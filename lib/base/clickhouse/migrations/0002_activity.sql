-- What the reports need beside the ledger's own views.

-- Events of each raw (company, person, visitor) by day: what a count becomes when it is narrowed to a channel or a campaign,
-- and who is behind it. Resolve with dictionary visitor_alias.
CREATE TABLE activity_daily (
  day Date,
  name LowCardinality(String),
  company_id String,
  person_id String,
  visitor_id String,
  events SimpleAggregateFunction(sum, UInt64),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  visitor_hash UInt64 MATERIALIZED cityHash64(visitor_id)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (name, day, company_id, person_id, visitor_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW activity_daily_from_events TO activity_daily AS
SELECT toDate(occurred_at) AS day, name, company_id, person_id, visitor_id, count() AS events, max(occurred_at) AS last_at
FROM events
WHERE audience = 'human'
GROUP BY day, name, company_id, person_id, visitor_id;

-- Milestones of somebody else than the event's own person: whose listing was clicked, whose invite was accepted.
CREATE MATERIALIZED VIEW milestones_of_others TO milestones AS
SELECT
  if(name = 'invite_accepted', 'first_referral', 'first_listing_click') AS stage,
  if(name = 'invite_accepted', company_id, JSONExtractString(properties, 'owner_company_id')) AS company_id,
  if(name = 'invite_accepted', JSONExtractString(properties, 'inviter_id'), '') AS person_id,
  '' AS visitor_id,
  '' AS app_id,
  min(occurred_at) AS first_at
FROM events
WHERE audience = 'human' AND name IN ('invite_accepted', 'listing_clicked')
GROUP BY stage, company_id, person_id, visitor_id, app_id;

-- Who was there in a month: sets of people grow with the days that are put together, and a quarter of days took longer to put together
-- than everything else in the journey report. A period takes whole months from here and the days at its ends from the daily rollups.
CREATE TABLE IF NOT EXISTS page_visitors_monthly (
  month Date,
  visitors AggregateFunction(uniq, String)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(month)
ORDER BY month
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW page_visitors_monthly_from_events TO page_visitors_monthly AS
SELECT toStartOfMonth(toDate(occurred_at)) AS month, uniqStateIf(visitor_id, visitor_id != '') AS visitors
FROM events
WHERE audience = 'human' AND name = 'page_viewed'
GROUP BY month;

-- What was there before the view; whom the view sees as well is in the set once.
INSERT INTO page_visitors_monthly (month, visitors)
SELECT toStartOfMonth(day) AS month, uniqMergeState(e.visitors) AS visitors
FROM events_daily AS e
WHERE name = 'page_viewed'
GROUP BY month;

CREATE TABLE IF NOT EXISTS callers_monthly (
  month Date,
  environment LowCardinality(String),
  persons AggregateFunction(uniq, String),
  companies AggregateFunction(uniq, String),
  end_users AggregateFunction(uniq, String, String),
  end_user_sessions AggregateFunction(uniq, String, String, DateTime('UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (environment, month)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW callers_monthly_from_usage TO callers_monthly AS
SELECT toStartOfMonth(toDate(occurred_at)) AS month, environment,
  uniqStateIf(person_id, person_id != '') AS persons, uniqStateIf(company_id, company_id != '') AS companies,
  uniqStateIf(company_id, end_user_id, end_user_id != '') AS end_users,
  uniqStateIf(company_id, end_user_id, toStartOfInterval(toDateTime(occurred_at, 'UTC'), INTERVAL 30 MINUTE), end_user_id != '') AS end_user_sessions
FROM usage_events
GROUP BY month, environment;

INSERT INTO callers_monthly (month, environment, persons, companies, end_users, end_user_sessions)
SELECT toStartOfMonth(day) AS month, environment, uniqMergeState(c.persons) AS persons, uniqMergeState(c.companies) AS companies,
  uniqMergeState(c.end_users) AS end_users, uniqMergeState(c.end_user_sessions) AS end_user_sessions
FROM callers_daily AS c
GROUP BY month, environment;

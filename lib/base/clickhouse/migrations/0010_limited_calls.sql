-- Calls that a limit refused (429) consume nothing: quotas and meters leave them out, charts show them.
ALTER TABLE usage_hourly ADD COLUMN limited_calls SimpleAggregateFunction(sum, UInt64) AFTER calls;

ALTER TABLE usage_hourly_from_usage MODIFY QUERY
SELECT
  toStartOfHour(toDateTime(occurred_at, 'UTC')) AS hour,
  company_id, app_id, key_id, person_id, environment, method, route, resource,
  toUInt8(intDiv(status, 100)) AS status_class, sdk,
  count() AS calls,
  countIf(status = 429) AS limited_calls,
  countIf(valuable = 1) AS valuable_calls,
  sum(toDecimal128(quantity, 6)) AS quantity,
  quantilesTDigestState(0.5, 0.95, 0.99)(latency_ms) AS latency,
  uniqStateIf(end_user_id, end_user_id != '') AS end_users,
  max(occurred_at) AS last_at
FROM usage_events
GROUP BY hour, company_id, app_id, key_id, person_id, environment, method, route, resource, status_class, sdk;

-- A call that a limit refused (429) counts in no meter: who made nothing but such calls is no end user of the month.
ALTER TABLE metered_end_users_from_usage MODIFY QUERY
SELECT
  toStartOfMonth(toDate(occurred_at)) AS month, company_id, environment, end_user_id, method, route,
  toUInt8(intDiv(status, 100)) AS status_class, min(occurred_at) AS first_at
FROM usage_events
WHERE end_user_id != '' AND status != 429
GROUP BY month, company_id, environment, end_user_id, method, route, status_class;

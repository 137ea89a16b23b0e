-- Retention takes lines away that are older than the portal keeps, in a transaction that says so, and what is younger than a month stays even then.
DROP TRIGGER audit_entries_delete ON "audit_entries";

CREATE TRIGGER audit_entries_delete BEFORE DELETE ON "audit_entries" FOR EACH ROW WHEN (
  current_setting('waymark.drops_old_audit_entries', true) IS DISTINCT FROM 'on'
  OR OLD.at > now() - interval '1 month'
) EXECUTE FUNCTION audit_entries_append_only();

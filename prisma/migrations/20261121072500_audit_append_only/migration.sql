-- CreateIndex
CREATE INDEX "audit_entries_actor_id_idx" ON "audit_entries"("actor_id");

-- What stands in the audit log stays. \x3b is a semicolon: Prisma's adapter for scripts cuts them at every one that is written out.
CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''audit_entries is append-only: % is refused'', TG_OP USING ERRCODE = ''restrict_violation''\x3b END';

-- One change is let through, in a transaction that says so: the details of a deleted person become nothing.
CREATE TRIGGER audit_entries_update BEFORE UPDATE ON "audit_entries" FOR EACH ROW WHEN (
  current_setting('waymark.erases_audit_details', true) IS DISTINCT FROM 'on'
  OR NEW.before IS NOT NULL
  OR NEW.after IS NOT NULL
  OR (NEW.id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.action, NEW.subject_kind, NEW.subject_id, NEW.company_id, NEW.request_id)
    IS DISTINCT FROM
    (OLD.id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.action, OLD.subject_kind, OLD.subject_id, OLD.company_id, OLD.request_id)
) EXECUTE FUNCTION audit_entries_append_only();

CREATE TRIGGER audit_entries_delete BEFORE DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only();

CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only();

-- CreateTable
CREATE TABLE "digests" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "frequency" TEXT NOT NULL,
    "weekday" INTEGER NOT NULL DEFAULT 1,
    "hour" INTEGER NOT NULL DEFAULT 8,
    "time_zone" TEXT NOT NULL,
    "recipients" TEXT[],
    "slack" BOOLEAN NOT NULL DEFAULT false,
    "owner_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "next_run_at" TIMESTAMP(3) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "digests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "digest_runs" (
    "id" TEXT NOT NULL,
    "digest_id" TEXT NOT NULL,
    "due_at" TIMESTAMP(3) NOT NULL,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "mails" INTEGER NOT NULL DEFAULT 0,
    "slack_state" TEXT,
    "slack_text" TEXT NOT NULL DEFAULT '',
    "slack_tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "digest_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mails" (
    "id" TEXT NOT NULL,
    "dedupe_key" TEXT,
    "kind" TEXT NOT NULL,
    "person_id" TEXT,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL,
    "leased_until" TIMESTAMP(3),
    "response_status" INTEGER,
    "error" TEXT,
    "duration_ms" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_stops" (
    "kind" TEXT NOT NULL,
    "address_hash" TEXT NOT NULL,
    "person_id" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_stops_pkey" PRIMARY KEY ("kind","address_hash")
);

-- CreateTable
CREATE TABLE "stuck_cases" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "company_id" TEXT,
    "cause" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "since" TIMESTAMP(3) NOT NULL,
    "last_at" TIMESTAMP(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "channel" TEXT NOT NULL DEFAULT '',
    "facts" JSONB NOT NULL,
    "found_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMP(3) NOT NULL,
    "resolved_at" TIMESTAMP(3),
    "dismissed_at" TIMESTAMP(3),
    "snoozed_until" TIMESTAMP(3),
    "handled_by_id" TEXT,

    CONSTRAINT "stuck_cases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stuck_notes" (
    "person_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "sent_by_id" TEXT,
    "sent_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stuck_notes_pkey" PRIMARY KEY ("person_id","cause")
);

-- CreateIndex
CREATE INDEX "digests_enabled_next_run_at_idx" ON "digests"("enabled", "next_run_at");

-- CreateIndex
CREATE INDEX "digests_owner_id_idx" ON "digests"("owner_id");

-- CreateIndex
CREATE INDEX "digest_runs_slack_state_idx" ON "digest_runs"("slack_state");

-- CreateIndex
CREATE UNIQUE INDEX "digest_runs_digest_id_due_at_key" ON "digest_runs"("digest_id", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "mails_dedupe_key_key" ON "mails"("dedupe_key");

-- CreateIndex
CREATE INDEX "mails_state_next_attempt_at_idx" ON "mails"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "mails_person_id_idx" ON "mails"("person_id");

-- CreateIndex
CREATE INDEX "mail_stops_person_id_idx" ON "mail_stops"("person_id");

-- CreateIndex
CREATE INDEX "stuck_cases_resolved_at_dismissed_at_found_at_idx" ON "stuck_cases"("resolved_at", "dismissed_at", "found_at");

-- CreateIndex
CREATE INDEX "stuck_cases_company_id_idx" ON "stuck_cases"("company_id");

-- CreateIndex
CREATE UNIQUE INDEX "stuck_cases_person_id_cause_subject_key" ON "stuck_cases"("person_id", "cause", "subject");

-- CreateIndex
CREATE INDEX "stuck_notes_sent_by_id_idx" ON "stuck_notes"("sent_by_id");

-- AddForeignKey
ALTER TABLE "digest_runs" ADD CONSTRAINT "digest_runs_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- DropIndex
DROP INDEX "plan_assignments_company_id_idx";

-- AlterTable
ALTER TABLE "plan_assignments" DROP COLUMN "ended_at",
ADD COLUMN     "actor_id" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "actor_kind" TEXT NOT NULL DEFAULT 'system',
ADD COLUMN     "reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "recorded_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "replaced_at" TIMESTAMP(3),
ALTER COLUMN "started_at" DROP DEFAULT;

-- CreateTable
CREATE TABLE "billing_accounts" (
    "company_id" TEXT NOT NULL,
    "stripe_customer_id" TEXT,
    "budget" DECIMAL(20,6),
    "thresholds" INTEGER[],
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "billing_accounts_pkey" PRIMARY KEY ("company_id")
);

-- CreateTable
CREATE TABLE "closed_bills" (
    "id" TEXT NOT NULL,
    "company_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "total" DECIMAL(38,6) NOT NULL,
    "lines" JSONB NOT NULL,
    "input" JSONB NOT NULL,
    "closed_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "closed_bills_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bill_alerts" (
    "id" TEXT NOT NULL,
    "company_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "threshold_percent" INTEGER NOT NULL,
    "limit" DECIMAL(38,6) NOT NULL,
    "reached" DECIMAL(38,6) NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bill_alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meter_exports" (
    "id" TEXT NOT NULL,
    "company_id" TEXT NOT NULL,
    "meter_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "revision" INTEGER NOT NULL,
    "customer_id" TEXT NOT NULL,
    "units" DECIMAL(38,6) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMP(3),

    CONSTRAINT "meter_exports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "closed_bills_period_idx" ON "closed_bills"("period");

-- CreateIndex
CREATE UNIQUE INDEX "closed_bills_company_id_period_key" ON "closed_bills"("company_id", "period");

-- CreateIndex
CREATE UNIQUE INDEX "bill_alerts_company_id_period_kind_limit_threshold_percent_key" ON "bill_alerts"("company_id", "period", "kind", "limit", "threshold_percent");

-- CreateIndex
CREATE INDEX "meter_exports_state_next_attempt_at_idx" ON "meter_exports"("state", "next_attempt_at");

-- CreateIndex
CREATE UNIQUE INDEX "meter_exports_company_id_meter_id_day_revision_key" ON "meter_exports"("company_id", "meter_id", "day", "revision");

-- CreateIndex
CREATE INDEX "plan_assignments_company_id_started_at_idx" ON "plan_assignments"("company_id", "started_at");

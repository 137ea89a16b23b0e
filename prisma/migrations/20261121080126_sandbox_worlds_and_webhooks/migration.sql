-- AlterTable
ALTER TABLE "sandbox_worlds" ADD COLUMN     "bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "counters" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "resource_count" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "sandbox_snapshots" (
    "app_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "counters" JSONB NOT NULL,
    "clock_offset_ms" BIGINT NOT NULL,
    "resource_count" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "resources" JSONB NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_snapshots_pkey" PRIMARY KEY ("app_id","name")
);

-- CreateTable
CREATE TABLE "sandbox_endpoints" (
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "description" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "origin" TEXT NOT NULL DEFAULT 'console',
    "secrets" TEXT NOT NULL,
    "stopped_reason" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_deliveries" (
    "endpoint_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "app_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL,
    "leased_until" TIMESTAMP(3),
    "response_status" INTEGER,
    "error" TEXT,
    "duration_ms" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "sandbox_deliveries_pkey" PRIMARY KEY ("endpoint_id","message_id")
);

-- CreateIndex
CREATE INDEX "sandbox_endpoints_app_id_idx" ON "sandbox_endpoints"("app_id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_deliveries_seq_key" ON "sandbox_deliveries"("seq");

-- CreateIndex
CREATE INDEX "sandbox_deliveries_state_next_attempt_at_idx" ON "sandbox_deliveries"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "sandbox_deliveries_endpoint_id_seq_idx" ON "sandbox_deliveries"("endpoint_id", "seq");

-- CreateIndex
CREATE INDEX "sandbox_deliveries_state_finished_at_idx" ON "sandbox_deliveries"("state", "finished_at");

-- AddForeignKey
ALTER TABLE "sandbox_snapshots" ADD CONSTRAINT "sandbox_snapshots_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "sandbox_worlds"("app_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_deliveries" ADD CONSTRAINT "sandbox_deliveries_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "sandbox_endpoints"("id") ON DELETE CASCADE ON UPDATE CASCADE;

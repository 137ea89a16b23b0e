-- CreateTable
CREATE TABLE "destinations" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "config" JSONB NOT NULL,
    "secrets" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "mapping" JSONB NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "destinations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "destination_states" (
    "destination_id" TEXT NOT NULL,
    "stopped_reason" TEXT,
    "stopped_at" TIMESTAMP(3),
    "resting_until" TIMESTAMP(3),
    "last_error" TEXT,
    "last_failed_at" TIMESTAMP(3),
    "last_delivered_at" TIMESTAMP(3),

    CONSTRAINT "destination_states_pkey" PRIMARY KEY ("destination_id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "destination_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "event_name" TEXT NOT NULL,
    "order_key" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL,
    "leased_until" TIMESTAMP(3),
    "response_status" INTEGER,
    "error" TEXT,
    "duration_ms" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL,
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("destination_id","event_id")
);

-- CreateTable
CREATE TABLE "destination_replays" (
    "id" TEXT NOT NULL,
    "destination_id" TEXT NOT NULL,
    "from" TIMESTAMP(3) NOT NULL,
    "to" TIMESTAMP(3) NOT NULL,
    "cursor" TEXT NOT NULL DEFAULT '',
    "queued" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "destination_replays_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_seq_key" ON "deliveries"("seq");

-- CreateIndex
CREATE INDEX "deliveries_destination_id_state_seq_idx" ON "deliveries"("destination_id", "state", "seq");

-- CreateIndex
CREATE INDEX "deliveries_destination_id_state_order_key_seq_idx" ON "deliveries"("destination_id", "state", "order_key", "seq");

-- CreateIndex
CREATE INDEX "deliveries_destination_id_seq_idx" ON "deliveries"("destination_id", "seq");

-- CreateIndex
CREATE INDEX "deliveries_order_key_idx" ON "deliveries"("order_key");

-- CreateIndex
CREATE INDEX "deliveries_state_finished_at_idx" ON "deliveries"("state", "finished_at");

-- CreateIndex
CREATE INDEX "destination_replays_destination_id_created_at_idx" ON "destination_replays"("destination_id", "created_at");

-- CreateIndex
CREATE INDEX "destination_replays_finished_at_idx" ON "destination_replays"("finished_at");

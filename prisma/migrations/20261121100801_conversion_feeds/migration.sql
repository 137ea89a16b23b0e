-- AlterTable
ALTER TABLE "destinations" ADD COLUMN     "feed" JSONB;

-- CreateTable
CREATE TABLE "conversions" (
    "destination_id" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "matched_by" TEXT,
    "occurred_at" TIMESTAMP(3) NOT NULL,
    "decided_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "conversions_pkey" PRIMARY KEY ("destination_id","who","stage")
);

-- CreateTable
CREATE TABLE "feed_states" (
    "destination_id" TEXT NOT NULL,
    "cursor" TEXT NOT NULL DEFAULT '',
    "sweep_cursor" TEXT NOT NULL DEFAULT '',
    "swept_at" TIMESTAMP(3),

    CONSTRAINT "feed_states_pkey" PRIMARY KEY ("destination_id")
);

-- CreateTable
CREATE TABLE "tracking_refusals" (
    "visitor_id" TEXT NOT NULL,
    "refused_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tracking_refusals_pkey" PRIMARY KEY ("visitor_id")
);

-- CreateIndex
CREATE INDEX "conversions_person_id_idx" ON "conversions"("person_id");

-- CreateIndex
CREATE INDEX "conversions_destination_id_event_id_idx" ON "conversions"("destination_id", "event_id");

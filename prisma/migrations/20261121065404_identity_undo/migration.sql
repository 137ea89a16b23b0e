-- AlterTable
ALTER TABLE "identity_links" ADD COLUMN     "occurred_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "undo_reason" TEXT,
ADD COLUMN     "corrected_at" TIMESTAMP(3),
ADD COLUMN     "undone_events" INTEGER,
ADD COLUMN     "undone_visits" INTEGER;

-- CreateTable
CREATE TABLE "company_terms" (
    "person_id" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "company_id" TEXT NOT NULL,

    CONSTRAINT "company_terms_pkey" PRIMARY KEY ("person_id","since")
);

-- CreateTable
CREATE TABLE "erasures" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "stand_in" TEXT,
    "visitor_ids" TEXT[],
    "done" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMP(3),
    "events" INTEGER NOT NULL DEFAULT 0,
    "calls" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "erasures_person_id_key" ON "erasures"("person_id");

-- AddForeignKey
ALTER TABLE "company_terms" ADD CONSTRAINT "company_terms_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was there before: a tie happened when it was written, and people have always worked where they work now.
UPDATE "identity_links" SET "occurred_at" = "created_at";
INSERT INTO "company_terms" ("person_id", "since", "company_id")
SELECT "id", "created_at", "company_id" FROM "persons" WHERE "company_id" IS NOT NULL;

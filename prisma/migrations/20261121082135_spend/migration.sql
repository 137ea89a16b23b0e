-- CreateTable
CREATE TABLE "spend_rows" (
    "day" DATE NOT NULL,
    "source_key" TEXT NOT NULL,
    "campaign_key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "amount" DECIMAL(38,6) NOT NULL,
    "clicks" BIGINT,
    "impressions" BIGINT,
    "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spend_rows_pkey" PRIMARY KEY ("day","source_key","campaign_key")
);

-- CreateTable
CREATE TABLE "spend_imports" (
    "id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "added" INTEGER,
    "changed" INTEGER,
    "unchanged" INTEGER,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMP(3),

    CONSTRAINT "spend_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spend_mappings" (
    "shape" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "spend_mappings_pkey" PRIMARY KEY ("shape")
);

-- CreateTable
CREATE TABLE "spend_budgets" (
    "campaign_key" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "amount" DECIMAL(38,6) NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "spend_budgets_pkey" PRIMARY KEY ("campaign_key")
);

-- CreateIndex
CREATE INDEX "spend_imports_created_at_idx" ON "spend_imports"("created_at");

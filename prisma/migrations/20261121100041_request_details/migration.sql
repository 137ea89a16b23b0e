-- CreateTable
CREATE TABLE "request_details" (
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "company_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "operation" TEXT NOT NULL DEFAULT '',
    "passed" BOOLEAN NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "response" TEXT NOT NULL,
    "timing" TEXT NOT NULL,

    CONSTRAINT "request_details_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "request_details_app_id_operation_passed_at_idx" ON "request_details"("app_id", "operation", "passed", "at");

-- CreateIndex
CREATE INDEX "request_details_company_id_operation_passed_at_idx" ON "request_details"("company_id", "operation", "passed", "at");

-- CreateIndex
CREATE INDEX "request_details_at_idx" ON "request_details"("at");

-- CreateIndex
CREATE INDEX "request_details_person_id_idx" ON "request_details"("person_id");

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "sealed_secret" TEXT;

-- Live secrets are never kept, and revoked keys need none: the table itself refuses them
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_sealed_secret_check"
  CHECK ("sealed_secret" IS NULL OR ("environment" = 'sandbox' AND "revoked_at" IS NULL));

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "origin_path" TEXT;

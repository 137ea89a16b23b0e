-- AlterTable
ALTER TABLE "sources" ADD COLUMN     "previous_key" TEXT,
ADD COLUMN     "previous_until" TIMESTAMP(3),
ADD COLUMN     "rotated_at" TIMESTAMP(3);

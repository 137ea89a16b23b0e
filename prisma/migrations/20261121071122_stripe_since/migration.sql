-- AlterTable
ALTER TABLE "billing_accounts" ADD COLUMN     "stripe_since" DATE;

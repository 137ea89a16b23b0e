import { Prisma } from "./prisma-client/client";

/** Whether the database refused a row because a unique value is taken. */
export function isUniqueConflict(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

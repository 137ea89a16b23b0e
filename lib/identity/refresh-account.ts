import type { Db } from "@/lib/base/postgres";

/** Keeps what the provider said at this sign-in: organisations, login and picture. The name is the person's own to change. */
export async function refreshAccount(
  db: Db,
  account: {
    personId: string;
    provider: string;
    providerAccountId: string;
    githubLogin?: string;
    image: string | null;
    /** Undefined: not asked for or not granted this time; what was known stays. */
    organisations?: string[];
  },
): Promise<void> {
  const { personId, provider, providerAccountId, githubLogin, image, organisations } = account;
  await db.$transaction([
    db.account.update({
      where: { provider_providerAccountId: { provider, providerAccountId }, userId: personId },
      data: { organisations },
    }),
    db.person.update({ where: { id: personId }, data: { githubLogin, image } }),
  ]);
}

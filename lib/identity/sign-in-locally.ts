import type { Env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import type { Db } from "@/lib/base/postgres";
import { acceptInvite } from "./accept-invite";
import { createAuthSession } from "./create-auth-session";
import { createPersonFromProvider } from "./create-person-from-provider";
import { recordSignIn } from "./record-sign-in";

/** The two people that stand in for GitHub's on a developer's own machine. They have no address, so they can be mistaken for nobody. */
const samples = {
  developer: { name: "Sample Developer" },
  admin: { name: "Sample Admin" },
} as const;
export type LocalSample = keyof typeof samples;

export function isLocalSample(name: unknown): name is LocalSample {
  return typeof name === "string" && Object.hasOwn(samples, name);
}

/**
 * Signs in as a sample person, through the same verbs as a GitHub sign-in. Throws `not_found` unless the settings allow it: no GitHub, and a
 * loopback host only. Returns the cookie's value and what the browser must be told.
 */
export async function signInLocally(
  db: Db,
  settings: Env,
  signIn: { as: LocalSample; visitorId?: string; inviteToken?: string },
): Promise<{ personId: string; token: string; expires: Date; isNew: boolean; visitorId?: string; rotated: boolean }> {
  if (!settings.localSignIn) throw new PortalError("not_found");
  const { as, visitorId, inviteToken } = signIn;
  const adminBecause = as === "admin" ? "local sign-in" : undefined;
  const account = await db.account.findUnique({
    where: { provider_providerAccountId: { provider: "local", providerAccountId: as } },
  });
  if (account) {
    const personId = account.userId;
    const tie = await recordSignIn(db, { personId, provider: "local", visitorId, adminBecause });
    if (inviteToken) await acceptInvite(db, { token: inviteToken, personId });
    return { personId, isNew: false, ...tie, ...(await createAuthSession(db, { personId })) };
  }
  const { personId, ...signUp } = await createPersonFromProvider(db, {
    provider: "local",
    providerAccountId: as,
    name: samples[as].name,
    image: null,
    verifiedEmails: [],
    organisations: [],
    visitorId,
    inviteToken,
    adminBecause,
  });
  const { visitorId: tied, rotated } = signUp;
  return { personId, isNew: true, visitorId: tied, rotated, ...(await createAuthSession(db, { personId })) };
}

import { now } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import type { MembershipRole, StaffRole } from "./schema";

/** Who is signed in, as much as doors need to know of them. */
export type SignedInPerson = {
  id: string;
  name: string | null;
  email: string | null;
  image: string | null;
  githubLogin: string | null;
  staffRole: StaffRole | null;
  /** The company whose console they see, and what they are in it. */
  companyId: string;
  companyName: string;
  companyRole: MembershipRole;
};

/**
 * The login behind a cookie's value, or null when there is none, it has ended, or its person is gone.
 * Throws when the person's current company is not one of theirs: that would open somebody else's console.
 */
export async function getAuthSession(
  db: Db | Tx,
  token: string,
): Promise<{ sessionId: string; expires: Date; person: SignedInPerson } | null> {
  if (!token) return null;
  const session = await db.authSession.findUnique({
    where: { sessionToken: hashSecret(token) },
    include: { user: { include: { memberships: { include: { company: true } } } } },
  });
  if (!session || session.expires <= now() || session.user.deletedAt) return null;
  const { id, name, email, image, githubLogin, staffRole, companyId, memberships } = session.user;
  const membership = memberships.find((candidate) => candidate.companyId === companyId);
  if (!membership) throw new Error(`person ${id} is no member of their current company`);
  return {
    sessionId: session.id,
    expires: session.expires,
    person: {
      id,
      name,
      email,
      image,
      githubLogin,
      staffRole,
      companyId: membership.companyId,
      companyName: membership.company.name,
      companyRole: membership.role,
    },
  };
}

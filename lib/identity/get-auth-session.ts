import { now } from "@/lib/base/clock";
import type { Db, Tx } from "@/lib/base/postgres";
import { hashSecret } from "@/lib/base/secrets";
import type { StaffRole } from "./schema";

/** Who is signed in, as much as doors need to know of them. */
export type SignedInPerson = {
  id: string;
  name: string | null;
  email: string | null;
  image: string | null;
  githubLogin: string | null;
  staffRole: StaffRole | null;
  companyId: string | null;
};

/** The login behind a cookie's value, or null when there is none, it has ended, or its person is gone. */
export async function getAuthSession(
  db: Db | Tx,
  token: string,
): Promise<{ sessionId: string; expires: Date; person: SignedInPerson } | null> {
  if (!token) return null;
  const session = await db.authSession.findUnique({
    where: { sessionToken: hashSecret(token) },
    include: { user: true },
  });
  if (!session || session.expires <= now() || session.user.deletedAt) return null;
  const { id, name, email, image, githubLogin, staffRole, companyId } = session.user;
  return {
    sessionId: session.id,
    expires: session.expires,
    person: { id, name, email, image, githubLogin, staffRole, companyId },
  };
}

import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import { newId } from "@/lib/base/ids";
import type { Db } from "@/lib/base/postgres";
import { createAuthSession } from "../create-auth-session";
import { createPersonFromProvider, type SignUp } from "../create-person-from-provider";
import { endAuthSession } from "../end-auth-session";
import { getAuthSession } from "../get-auth-session";
import type { GithubProfile } from "./github-provider";
import { isNamedStaff, staffSetting } from "./staff-at-sign-in";

/** What the adapter needs to know of the browser that is signing in, and what it hands back. One object per request. */
export type SignInContext = {
  visitorId?: string;
  inviteToken?: string;
  /** The setting STAFF. */
  staff: readonly string[];
  /** Set when a person was made in this request. */
  signUp?: SignUp;
};

type NewUser = Omit<AdapterUser, "id"> & { github?: GithubProfile };

/**
 * The Prisma adapter of next-auth over our tables (user -> Person, session -> AuthSession), with what is ours put in its place:
 * - createUser and linkAccount are two calls, and a crash between them would leave a person who can never sign in. So createUser writes
 *   nothing and linkAccount writes the person with everything that belongs to them, in one transaction. Hence one adapter per request.
 * - session tokens are stored as SHA-256; provider tokens are not stored at all.
 */
export function authAdapter(db: Db, context: SignInContext): Adapter {
  // The facade gives the adapter the model names it asks for; it never sees the client itself.
  const facade = { user: db.person, account: db.account, session: db.authSession };
  const base = PrismaAdapter(facade as never) as Adapter;
  let staged: { id: string; user: NewUser } | undefined;

  return {
    getUser: base.getUser,
    getUserByEmail: base.getUserByEmail,
    getUserByAccount: base.getUserByAccount,
    updateUser: base.updateUser,

    async createUser(user: NewUser): Promise<AdapterUser> {
      staged = { id: newId("person"), user };
      return { ...user, id: staged.id };
    },

    async linkAccount(account: AdapterAccount): Promise<AdapterAccount> {
      const github = staged?.user.github;
      if (!staged || staged.id !== account.userId || !github) {
        // A second account for somebody who is signed in: on a shared device that would merge two people (domain.md, identity 3).
        throw new Error("accounts are not added to a person that is signed in");
      }
      const { user } = staged;
      context.signUp = await createPersonFromProvider(db, {
        personId: staged.id,
        provider: account.provider,
        providerAccountId: account.providerAccountId,
        name: user.name ?? null,
        image: user.image ?? null,
        githubLogin: github.login,
        verifiedEmails: github.verifiedEmails,
        organisations: github.organisations ?? [],
        visitorId: context.visitorId,
        inviteToken: context.inviteToken,
        adminBecause: isNamedStaff(context.staff, { verifiedEmails: github.verifiedEmails, githubLogin: github.login })
          ? staffSetting
          : undefined,
      });
      return account;
    },

    async createSession({ sessionToken, userId, expires }) {
      await createAuthSession(db, { personId: userId, token: sessionToken, expires });
      return { sessionToken, userId, expires };
    },

    async getSessionAndUser(sessionToken) {
      const found = await getAuthSession(db, sessionToken);
      if (!found) return null;
      const { person, expires } = found;
      return {
        session: { sessionToken, userId: person.id, expires },
        user: { ...person, email: person.email ?? "", emailVerified: null },
      };
    },

    // The end of a login is pushed back in one place, extendAuthSession.
    async updateSession() {
      return null;
    },

    async deleteSession(sessionToken) {
      await endAuthSession(db, sessionToken);
    },
  };
}

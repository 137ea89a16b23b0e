import { cookies } from "next/headers";
import { cache } from "react";
import { authCookieName } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { getAuthSession, type SignedInPerson } from "@/lib/identity/get-auth-session";

export type CurrentPerson = SignedInPerson;

/** The login of this request, read once per request. */
export const currentAuthSession = cache(async () => {
  const token = (await cookies()).get(authCookieName(env().publicUrl.startsWith("https:")))?.value;
  return token ? getAuthSession(postgres(), token) : null;
});

/** Who is signed in, or null. For pages, actions and route handlers of Next; makes a page dynamic. */
export async function currentPerson(): Promise<CurrentPerson | null> {
  return (await currentAuthSession())?.person ?? null;
}

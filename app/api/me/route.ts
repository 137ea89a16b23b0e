import { currentAuthSession } from "@/lib/access/current-person";
import { authCookieName, parseCookies, serializeCookie } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { postgres } from "@/lib/base/postgres";
import { authSessionDays } from "@/lib/identity/create-auth-session";
import { extendAuthSession } from "@/lib/identity/extend-auth-session";

/** Who is signed in, for the header of static pages; also where a login in use is pushed on, cookie and all. */
export async function GET(request: Request): Promise<Response> {
  const headers = new Headers({ "cache-control": "no-store" });
  const login = await currentAuthSession();
  if (!login) return Response.json({ signedIn: false }, { headers });

  if (await extendAuthSession(postgres(), login)) {
    const secure = env().publicUrl.startsWith("https:");
    const name = authCookieName(secure);
    const token = parseCookies(request.headers.get("cookie")).get(name) ?? "";
    const maxAgeSeconds = authSessionDays * 86_400;
    headers.append("set-cookie", serializeCookie(name, token, { maxAgeSeconds, secure }));
  }
  const { name, image, staffRole } = login.person;
  return Response.json({ signedIn: true, name, image, staff: staffRole !== null }, { headers });
}

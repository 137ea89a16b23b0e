import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { pathHeader } from "@/lib/base/cookies";
import { paths } from "@/lib/base/paths";
import { checkReturnPath } from "@/lib/identity/check-return-path";
import { type CurrentPerson, currentPerson } from "./current-person";

/**
 * Who is signed in; sends everybody else to sign in and back again. `next`: where to come back to, default the page that was asked for
 * (as the edge tells it), else `fallback`. For pages, layouts and actions; a route handler that answers JSON asks `currentPerson` and says 401.
 */
export async function requirePerson(next?: string, fallback: string = paths.console.home): Promise<CurrentPerson> {
  const person = await currentPerson();
  if (person) return person;
  const asked = next ?? (await headers()).get(pathHeader);
  redirect(paths.signIn(checkReturnPath(asked, fallback)));
}

import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { exportPerson } from "@/lib/privacy/export-person";

/** Everything kept about who is signed in, as a JSON file. */
export async function GET(): Promise<Response> {
  try {
    const person = await currentPerson();
    if (!person) throw new PortalError("unauthorized", "Sign in to export your data.");
    const data = await exportPerson(postgres(), person.id);
    return new Response(JSON.stringify(data, null, 2), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="account-${person.id}.json"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    return answerProblem(error);
  }
}

import { listPages } from "../list-pages";
import { writePages } from "../write-pages";

export const dynamic = "force-dynamic";

/** Every page of the portal's content in one file of Markdown. */
export async function GET() {
  return writePages(await listPages());
}

import { writeSkill } from "../write-skill";

export const dynamic = "force-dynamic";

/** The portal as a skill for coding agents. */
export async function GET() {
  return new Response(await writeSkill(), {
    headers: { "content-type": "text/markdown; charset=utf-8", "cache-control": "public, max-age=300" },
  });
}

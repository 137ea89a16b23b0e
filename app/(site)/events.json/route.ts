import { env } from "@/lib/base/env";
import { trackingPlan } from "@/lib/events/describe-catalogue";

// The portal's address is a setting of the running portal, not of the build.
export const dynamic = "force-dynamic";

/** The tracking plan: every event and trait of this portal, with JSON Schemas. */
export async function GET(): Promise<Response> {
  return Response.json(trackingPlan(env().publicUrl), {
    headers: { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" },
  });
}

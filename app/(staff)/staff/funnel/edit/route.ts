import { requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { readBuilder } from "../read-builder";

/** What the builder's form says, as the address of the funnel: short, and the same whoever writes it. */
export async function GET(request: Request): Promise<Response> {
  await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readBuilder(new URL(request.url).searchParams);
  return new Response(null, {
    status: 303,
    headers: { location: query ? `${paths.staff.funnel}?${query}` : paths.staff.funnel },
  });
}

import { PortalError } from "@/lib/base/errors";

/** The fields of a posted form; throws `bad_request` (400) when the body is none. For route handlers that take plain forms. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw new PortalError("bad_request", "The body is not a form");
  }
}

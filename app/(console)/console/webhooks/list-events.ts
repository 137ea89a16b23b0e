import { getReference } from "@/lib/reference/get-reference";

/** What the API can tell of: the webhooks of its document. */
export async function listEvents(): Promise<{ name: string; summary: string }[]> {
  const { webhooks } = await getReference();
  return webhooks.map(({ path, summary }) => ({ name: path, summary }));
}

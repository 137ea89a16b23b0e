import type { z } from "zod";
import { postgres } from "@/lib/base/postgres";
import { signUp } from "@/lib/identity/testing/identity-fixtures";
import { createApp } from "../create-app";
import { createKey } from "../create-key";
import { createKeyInput, type KeyView } from "../schema";

export type AppOwner = { personId: string; companyId: string; appId: string };
export type NewKey = KeyView & { secret: string };

/** A signed-up person with an app of their company. */
export async function newAppOwner(): Promise<AppOwner> {
  const { personId, companyId } = await signUp();
  const app = await createApp(postgres(), { personId, companyId }, { name: "Depot", description: "" });
  return { personId, companyId, appId: app.id };
}

/** A key of that app; sandbox unless said otherwise. */
export async function newKey(owner: AppOwner, fields: Partial<z.input<typeof createKeyInput>> = {}): Promise<NewKey> {
  const made = await createKey(
    postgres(),
    { ...owner, actor: { kind: "person", id: owner.personId } },
    createKeyInput.parse({ environment: "sandbox", name: "test", ...fields }),
    { emailVerified: true, sandboxSucceeded: true, certified: true },
  );
  if (made.outcome !== "created") throw new Error(made.outcome);
  return { ...made.key, secret: made.secret };
}

import type { Db } from "@/lib/base/postgres";
import { personNameSchema } from "./schema";

/** Changes the name a person is shown by. */
export async function renamePerson(db: Db, rename: { personId: string; name: string }): Promise<void> {
  await db.person.update({ where: { id: rename.personId }, data: { name: personNameSchema.parse(rename.name) } });
}

import { postgres } from "@/lib/base/postgres";

/** The people and companies of the test months, as sign-up would have made them. */
export async function createNames(): Promise<void> {
  const companies = { com_acme: "Acme", com_cleo: "Cleo's company" };
  const persons = { per_ada: ["Ada", "com_acme"], per_ben: ["Ben", "com_acme"], per_cleo: ["Cleo", "com_cleo"] };
  for (const [id, name] of Object.entries(companies)) {
    await postgres().company.create({ data: { id, name, slug: id, kind: "organisation" } });
  }
  for (const [id, [name, companyId]] of Object.entries(persons)) {
    await postgres().person.create({ data: { id, name, companyId } });
  }
}

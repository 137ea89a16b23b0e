import Link from "next/link";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { paths } from "@/lib/base/paths";
import type { Reference } from "@/lib/reference/schema";
import { ReferenceFrame } from "./frame";

/** Every schema of an API. */
export function SchemaListPage({ reference }: { reference: Reference }) {
  const { api, title, schemas } = reference;
  return (
    <ReferenceFrame reference={reference} current={paths.apiSchema(api)} here="Schemas">
      <article>
        <Breadcrumbs items={[{ label: title, href: paths.referenceApi(api) }, { label: "Schemas" }]} />
        <h1 className="mt-2 text-3xl tracking-tight">Schemas</h1>
        <p className="mt-3 text-ink-muted">
          What requests and answers are made of. Each has a page with its fields and where it is used.
        </p>
        <ul className="mt-6 gap-x-8 text-sm sm:columns-2">
          {schemas.map(({ name }) => (
            <li key={name} className="wrap-anywhere py-1">
              <Link href={paths.apiSchema(api, name)} prefetch={false} className="font-mono hover:text-accent">
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </article>
    </ReferenceFrame>
  );
}

import { notFound } from "next/navigation";
import { Html } from "@/components/reference/html";
import { OperationList } from "@/components/reference/operation-list";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { paths } from "@/lib/base/paths";
import type { Reference } from "@/lib/reference/schema";
import { ReferenceFrame } from "./frame";

/** One group of a large API. */
export function GroupPage({ reference, slug }: { reference: Reference; slug: string }) {
  const group = reference.groups.find((one) => one.slug === slug);
  if (!group) notFound();
  return (
    <ReferenceFrame
      reference={reference}
      current={paths.operationGroup(reference.api, slug)}
      group={slug}
      here={group.name}
    >
      <article>
        <Breadcrumbs
          items={[{ label: reference.title, href: paths.referenceApi(reference.api) }, { label: group.name }]}
        />
        <h1 className="mt-2 text-3xl tracking-tight">{group.name}</h1>
        <Html html={group.descriptionHtml} className="mt-3" />
        <div className="mt-6">
          <OperationList operations={group.operations} />
        </div>
      </article>
    </ReferenceFrame>
  );
}

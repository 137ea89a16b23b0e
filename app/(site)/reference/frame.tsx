import type { ReactNode } from "react";
import { DocsFrame } from "@/components/docs/docs-frame";
import { ReferenceSidebar } from "@/components/reference/reference-sidebar";
import { mostTogether } from "@/lib/reference/list-addresses";
import { listApis } from "@/lib/reference/list-apis";
import type { Reference } from "@/lib/reference/schema";

/** A page of the reference beside its sidebar, which shows the page's own group only where an API is large. */
export async function ReferenceFrame({
  reference,
  current,
  group,
  here,
  aside,
  wide,
  children,
}: {
  reference: Reference;
  /** Address of the page. */
  current: string;
  /** Name of the group whose operations are shown in a large API's sidebar. */
  group?: string;
  here: string;
  aside?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  const apis = await listApis();
  const { groups, webhooks } = reference;
  const count = groups.reduce((sum, one) => sum + one.operations.length, webhooks.length);
  return (
    <DocsFrame
      wide={wide}
      here={here}
      aside={aside}
      sidebar={
        <ReferenceSidebar
          reference={reference}
          apis={apis.map(({ api, title }) => ({ api, title }))}
          current={current}
          only={count > mostTogether ? (group ?? "") : null}
        />
      }
    >
      {children}
    </DocsFrame>
  );
}

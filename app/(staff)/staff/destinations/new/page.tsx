import type { Metadata } from "next";
import Link from "next/link";
import { DestinationForm } from "@/components/destinations/destination-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/access/require-staff";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { getKindDefaults } from "@/lib/destinations/get-kind-defaults";
import { destinationKindSchema, destinationKinds, kindWords } from "@/lib/destinations/schema";
import { saveDestinationAction } from "../actions";
import { eventNames, toFormValues } from "../form-values";

export const metadata: Metadata = { title: "New destination" };

export default async function NewDestinationPage({ searchParams }: { searchParams: Promise<{ kind?: string }> }) {
  await requireStaff("admin");
  const kind = destinationKindSchema.safeParse((await searchParams).kind);
  const trail = [{ label: "Destinations", href: paths.staff.destinations }, { label: "New" }];
  if (!kind.success) {
    return (
      <>
        <PageHeader
          title="New destination"
          description="Where shall events go?"
          above={<Breadcrumbs items={trail} />}
        />
        <ul className="grid gap-3 sm:grid-cols-2">
          {destinationKinds.map((each) => (
            <li key={each}>
              <Link
                href={paths.staff.newDestination(each)}
                className="block h-full rounded-lg border border-line bg-surface px-5 py-4 shadow-low transition-colors hover:border-accent"
              >
                <span className="font-medium">{kindWords[each].label}</span>
                <span className="mt-1 block text-ink-muted text-sm">{kindWords[each].about}</span>
              </Link>
            </li>
          ))}
        </ul>
      </>
    );
  }
  const { label } = kindWords[kind.data];
  const initial = {
    revision: 0,
    values: toFormValues({ name: label, kind: kind.data, config: {}, ...getKindDefaults(kind.data) }),
  };
  return (
    <>
      <PageHeader title={`New destination: ${label}`} above={<Breadcrumbs items={trail} />} />
      <DestinationForm
        kind={kind.data}
        initial={initial}
        eventNames={eventNames}
        currency={portal.currency}
        asks={portal.privacy.consent !== "off"}
        action={saveDestinationAction}
      />
    </>
  );
}

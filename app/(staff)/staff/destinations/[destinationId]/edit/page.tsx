import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DestinationForm } from "@/components/destinations/destination-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/access/require-staff";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getDestination } from "@/lib/destinations/get-destination";
import { saveDestinationAction } from "../../actions";
import { eventNames, toFormValues } from "../../form-values";

export const metadata: Metadata = { title: "Change destination" };

export default async function EditDestinationPage({ params }: { params: Promise<{ destinationId: string }> }) {
  await requireStaff("admin");
  const destination = await getDestination(postgres(), (await params).destinationId);
  if (!destination || destination.builtIn) notFound();
  const trail = [
    { label: "Destinations", href: paths.staff.destinations },
    { label: destination.name, href: paths.staff.destination(destination.id) },
    { label: "Change" },
  ];
  return (
    <>
      <PageHeader title={`Change ${destination.name}`} above={<Breadcrumbs items={trail} />} />
      <DestinationForm
        kind={destination.kind}
        destinationId={destination.id}
        initial={{ revision: 0, values: toFormValues(destination) }}
        eventNames={eventNames}
        currency={portal.currency}
        asks={portal.privacy.consent !== "off"}
        action={saveDestinationAction}
      />
    </>
  );
}

import type { Metadata } from "next";
import { AppForm } from "@/components/keys/app-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { createAppAction } from "../actions";

export const metadata: Metadata = { title: "New app" };

export default async function NewAppPage() {
  await requirePerson(paths.console.newApp);
  return (
    <>
      <PageHeader
        title="New app"
        above={<Breadcrumbs items={[{ label: "Apps and keys", href: paths.console.apps }, { label: "New app" }]} />}
      />
      <AppForm action={createAppAction} />
    </>
  );
}

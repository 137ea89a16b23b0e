import type { Metadata } from "next";
import { AppForm } from "@/components/keys/app-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { updateAppAction } from "../../actions";
import { requireApp } from "../review/require-app";

export const metadata: Metadata = { title: "Edit app" };

export default async function EditAppPage({ params }: { params: Promise<{ appId: string }> }) {
  const { appId } = await params;
  const person = await requirePerson(paths.console.editApp(appId));
  const app = await requireApp(appId, person.companyId);
  const trail = [
    { label: "Apps and keys", href: paths.console.apps },
    { label: app.name, href: paths.console.app(appId) },
    { label: "Edit" },
  ];
  return (
    <>
      <PageHeader title={`Edit ${app.name}`} above={<Breadcrumbs items={trail} />} />
      <AppForm action={updateAppAction} app={app} />
    </>
  );
}

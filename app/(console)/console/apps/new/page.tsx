import type { Metadata } from "next";
import { AppForm } from "@/components/keys/app-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { createAppAction } from "../actions";

export const metadata: Metadata = { title: "New app" };

type Props = { searchParams: Promise<{ from?: string | string[] }> };

export default async function NewAppPage({ searchParams }: Props) {
  const [from] = [(await searchParams).from].flat();
  await requirePerson(paths.console.newApp);
  return (
    <>
      <PageHeader
        title="New app"
        above={<Breadcrumbs items={[{ label: "Apps and keys", href: paths.console.apps }, { label: "New app" }]} />}
      />
      <AppForm action={createAppAction} from={from} />
    </>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { SourceList } from "@/components/identity/source-list";
import { TokenForm } from "@/components/identity/token-form";
import { TokenList } from "@/components/identity/token-list";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { listServiceTokens } from "@/lib/access/list-service-tokens";
import { requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { portalSourceId } from "@/lib/events/ensure-portal-source";
import { listSourceVolumes } from "@/lib/events/list-source-volumes";
import { listSources } from "@/lib/events/list-sources";
import { listStaff } from "@/lib/identity/list-staff";
import { staffRoleDescriptions } from "@/lib/identity/schema";
import {
  createSourceAction,
  createTokenAction,
  revokeTokenAction,
  rotateSourceAction,
  switchSourceAction,
} from "./actions";

export const metadata: Metadata = { title: "Settings" };

const done: Record<string, { text: string; alert?: true }> = {
  token_revoked: { text: "The token was revoked; it stops working within a second." },
  source_created: { text: "The source is there. Give its write key to whoever sends the events." },
  source_rotated: { text: "The source has a new write key. The one before works for another 24 hours." },
  source_enabled: { text: "The source's events are taken again." },
  source_disabled: { text: "The source's events are refused from now on." },
  unchanged: { text: "Nothing to change." },
  bad_name: { text: "A name has 1 to 100 characters.", alert: true },
};

type Search = { done?: string };

export default async function SettingsPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireStaff("admin");
  const search = await searchParams;
  const db = postgres();
  const [staff, sources, volumes, tokens] = await Promise.all([
    listStaff(db),
    listSources(db),
    // The page is for settings: it must open while the ledger is away.
    listSourceVolumes().catch(() => null),
    listServiceTokens(db),
  ]);
  const message = search.done ? done[search.done] : undefined;

  return (
    <>
      <PageHeader
        title="Settings"
        description="Who may see these pages, where events come from, and what servers may do."
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="space-y-6">
        <Card>
          <CardHeader
            title="Staff roles"
            description={
              <>
                Given on a person’s page under <Link href={paths.staff.people}>People</Link>; whom the setting{" "}
                <code>STAFF</code> names is admin at sign-in.
              </>
            }
          />
          <DataTable
            caption="Staff"
            rows={staff}
            rowKey={(person) => person.id}
            empty={<EmptyState title="Nobody has a staff role" />}
            columns={[
              {
                header: "Name",
                cell: (person) => (
                  <span className="flex items-center gap-2.5">
                    <Avatar name={person.name} image={person.image} />
                    <Link href={paths.staff.person(person.id)} className="font-medium">
                      {person.name ?? person.githubLogin ?? person.id}
                    </Link>
                  </span>
                ),
              },
              { header: "E-mail", cell: (person) => person.email ?? "–" },
              {
                header: "Role",
                cell: (person) =>
                  person.staffRole ? (
                    <>
                      <Badge tone="accent">{person.staffRole}</Badge>{" "}
                      <span className="text-ink-muted text-sm">{staffRoleDescriptions[person.staffRole]}</span>
                    </>
                  ) : null,
              },
            ]}
          />
        </Card>

        <Card>
          <CardHeader
            title="Sources"
            description="Where events come from. A write key is public: it sends events and opens nothing."
          />
          <SourceList
            sources={sources.map(({ previousKey: _, rotatedAt: __, ...source }) => ({
              ...source,
              own: source.id === portalSourceId,
              volume: volumes ? (volumes.get(source.id) ?? null) : undefined,
            }))}
            publicUrl={env().publicUrl}
            switchSource={switchSourceAction}
            rotateSource={rotateSourceAction}
          />
          <CardBody className="border-line border-t">
            <form action={createSourceAction} className="flex max-w-md items-end gap-3">
              <Field label="New source" name="name" className="flex-1">
                {(control) => <Input {...control} maxLength={100} placeholder="Marketing site" autoComplete="off" />}
              </Field>
              <SubmitButton variant="secondary" pending="Making…">
                Create source
              </SubmitButton>
            </form>
          </CardBody>
        </Card>

        <Card>
          <CardHeader
            title="Service tokens"
            description="Secrets of your own servers and gateways, limited to what they need."
          />
          <TokenList tokens={tokens} revoke={revokeTokenAction} />
          <CardBody className="border-line border-t">
            <TokenForm action={createTokenAction} />
          </CardBody>
        </Card>

        <p className="text-ink-muted text-sm">
          Who changed any of this stands in the <Link href={paths.staff.auditLog()}>audit log</Link>.
        </p>
      </div>
    </>
  );
}

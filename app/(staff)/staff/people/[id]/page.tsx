import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { TraitList } from "@/components/events/trait-list";
import { CorrectLinkForm } from "@/components/identity/correct-link-form";
import { Facts } from "@/components/identity/facts";
import { LinkLedger } from "@/components/identity/link-ledger";
import { KeyOrigins } from "@/components/keys/key-origins";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyableCode } from "@/components/ui/code";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Select } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { formatDay, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listTraits } from "@/lib/events/list-traits";
import { countLinkedEvents } from "@/lib/identity/count-linked-events";
import { getPerson } from "@/lib/identity/get-person";
import { listIdentityLinks } from "@/lib/identity/list-identity-links";
import { staffRoleDescriptions, staffRoles } from "@/lib/identity/schema";
import { listKeys } from "@/lib/keys/list-keys";
import { correctLinkAction, setStaffRoleAction } from "../actions";

export const metadata: Metadata = { title: "Person" };

const done: Record<string, { text: string; alert?: true }> = {
  set: { text: "The staff role was changed. It counts from their next page on." },
  unchanged: { text: "Nothing to change." },
  last_admin: { text: "This is the last admin: make somebody else admin first.", alert: true },
  no_reason: { text: "Say why, in 3 to 300 characters: it stays in the audit log.", alert: true },
  link_unchanged: { text: "Somebody else did that a moment ago." },
  link_not_found: { text: "That tie is not there any more.", alert: true },
  link_not_undoable: { text: "A company tie ends on the company's team page; it is not undone.", alert: true },
  not_found: { text: "This person deleted their account.", alert: true },
};

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };
type Search = { done?: string; events?: string; visits?: string };

export default async function PersonPage({ params, searchParams }: Props) {
  const staff = await requireStaff();
  const { id } = await params;
  const [person, links, traits, keys, search] = await Promise.all([
    getPerson(postgres(), id),
    listIdentityLinks(postgres(), { personId: id }),
    listTraits("person", id).catch(() => null),
    listKeys(postgres(), { createdById: id, withRevoked: true, limit: 25 }),
    searchParams,
  ]);
  if (!person) notFound();
  const name = person.name ?? person.githubLogin ?? (person.deletedAt ? "Deleted account" : person.id);
  const mayCorrect = !person.deletedAt && mayEnter(staff.staffRole, ["success", "devrel"]);
  const carries = mayCorrect ? await countAll(links) : new Map<string, never>();
  const message = search.done ? (describeCorrection(search) ?? done[search.done]) : undefined;

  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "People", href: paths.staff.people }, { label: name }]} />}
        title={name}
        description={
          person.deletedAt
            ? `Deleted their account on ${formatDay(person.deletedAt)}.`
            : `Signed up on ${formatDay(person.createdAt)}.`
        }
        actions={<LinkButton href={paths.staff.touchpoints({ person: id })}>How they got here</LinkButton>}
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="space-y-6">
        <Card>
          <CardHeader title="Who" />
          <CardBody>
            <Facts
              facts={[
                ["Id", <CopyableCode key="id" text={person.id} />],
                ["E-mail", person.email ? `${person.email} (verified)` : null],
                ["GitHub", person.githubLogin],
                [
                  "Works in",
                  person.company ? (
                    <Link key="company" href={paths.staff.company(person.company.id)}>
                      {person.company.name}
                    </Link>
                  ) : null,
                ],
                [
                  "Member of",
                  person.memberships
                    .map((membership) => `${membership.company.name} (${membership.role})`)
                    .join(", ") || null,
                ],
                ["Signs in with", person.accounts.map((account) => account.provider).join(", ") || null],
                [
                  "GitHub organisations",
                  person.accounts.flatMap((account) => account.organisations).join(", ") || null,
                ],
                ["Invites sent", person._count.invitesSent],
                ["Last change", formatTime(person.updatedAt)],
              ]}
            />
          </CardBody>
        </Card>
        {staff.staffRole === "admin" && !person.deletedAt ? (
          <Card>
            <CardHeader title="Staff role" description="What they may see and do on these pages." />
            <CardBody>
              <form action={setStaffRoleAction} className="flex max-w-xl items-end gap-3">
                <input type="hidden" name="personId" value={person.id} />
                <Field label="Role" name="role" optional className="flex-1">
                  {(control) => (
                    <Select {...control} defaultValue={person.staffRole ?? ""}>
                      <option value="">none – a developer like others</option>
                      {staffRoles.map((role) => (
                        <option key={role} value={role}>
                          {role} – {staffRoleDescriptions[role]}
                        </option>
                      ))}
                    </Select>
                  )}
                </Field>
                <SubmitButton variant="secondary" pending="Saving…">
                  Save
                </SubmitButton>
              </form>
            </CardBody>
          </Card>
        ) : null}
        <Card>
          <CardHeader
            title="Keys"
            description="The newest 25 they made, and the page of the docs or the reference that led to each."
          />
          <KeyOrigins keys={keys.data} />
        </Card>
        <Card>
          <CardHeader
            title="Traits"
            description="What was told of them besides who they are; the latest value of each."
          />
          <TraitList traits={traits} toldBy="identify" />
        </Card>
        <Card>
          <CardHeader
            title="Merge ledger"
            description="Every tie between this person and a visitor or company: when, why, and the event that made it. Of several people's ties of one visitor the earliest counts."
          />
          <LinkLedger
            links={links}
            correct={(link) =>
              mayCorrect && isUndoable(link.kind) ? (
                <CorrectLinkForm
                  link={link}
                  personId={person.id}
                  carries={carries.get(link.id) ?? null}
                  action={correctLinkAction}
                />
              ) : null
            }
          />
        </Card>
      </div>
    </>
  );
}

/** How much hangs on the ties shown first; a ledger that is away is no reason not to show the person. */
async function countAll(links: { id: string; kind: string; subject: string }[]) {
  const asked = links.filter((link) => isUndoable(link.kind)).slice(0, 20);
  const counts = await Promise.all(asked.map((link) => countLinkedEvents(link).catch(() => null)));
  return new Map(asked.map((link, index) => [link.id, counts[index] ?? null]));
}

function isUndoable(kind: string): boolean {
  return kind === "visitor_person" || kind === "external_person";
}

function describeCorrection({ done: way, events, visits }: Search): { text: string; alert?: true } | undefined {
  if (way !== "undone" && way !== "redone") return undefined;
  const [moved, among] = [Number(events) || 0, Number(visits) || 0];
  const what = `${moved} ${moved === 1 ? "event" : "events"} in ${among} ${among === 1 ? "visit" : "visits"}`;
  return {
    text:
      way === "undone" ? `Undone: ${what} went back. Reports show it within seconds.` : `Redone: ${what} count again.`,
  };
}

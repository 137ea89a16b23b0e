import type { Metadata } from "next";
import { AuditTable } from "@/components/identity/audit-table";
import { InviteForm } from "@/components/identity/invite-form";
import { InviteList } from "@/components/identity/invite-list";
import { MemberList } from "@/components/identity/member-list";
import { LinkButton } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SubmitButton } from "@/components/ui/submit-button";
import { requirePerson } from "@/lib/access/require-person";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { listAuditEntries } from "@/lib/events/list-audit-entries";
import { listInvites } from "@/lib/identity/list-invites";
import { listMembers } from "@/lib/identity/list-members";
import { grantableRoles, invitableRoles } from "@/lib/identity/schema";
import { changeRoleAction, inviteAction, removeMemberAction, renameCompanyAction, revokeInviteAction } from "./actions";

export const metadata: Metadata = { title: "Team" };

const done: Record<string, { text: string; alert?: true }> = {
  joined: { text: "Welcome. You work in this company from now on." },
  already_member: { text: "You were a member already." },
  changed: { text: "The role was changed." },
  unchanged: { text: "Nothing to change: the role was that already." },
  removed: { text: "They are out. Keys they made keep working until somebody revokes them." },
  left: { text: "You left. This is the company you work in now." },
  invite_revoked: { text: "The invite was taken back; its link no longer works." },
  renamed: { text: "The company has its new name." },
  last_owner: { text: "A company keeps an owner: make somebody else owner first.", alert: true },
  not_member: { text: "They are no member any more.", alert: true },
  forbidden: { text: "Your role does not allow that.", alert: true },
  bad_name: { text: "A company's name has 2 to 100 characters.", alert: true },
};

/** Names of members; whoever else changed something for the company does not have to be told by name. */
function namesFor(
  members: { personId: string; name: string | null; githubLogin: string | null }[],
  entries: { actorKind: string; actorId: string }[],
) {
  const names: Record<string, string> = {};
  for (const { actorKind, actorId } of entries) {
    if (actorKind === "token") names[actorId] = `${portal.name} (by API)`;
    if (actorKind === "system") names[actorId] = portal.name;
  }
  for (const { personId, name, githubLogin } of members) names[personId] = name ?? githubLogin ?? personId;
  return names;
}

type Search = { done?: string; cursor?: string };

export default async function TeamPage({ searchParams }: { searchParams: Promise<Search> }) {
  const person = await requirePerson(paths.console.team);
  const owner = person.companyRole === "owner";
  const [members, invites, search] = await Promise.all([
    listMembers(postgres(), person.companyId),
    listInvites(postgres(), person.companyId),
    searchParams,
  ]);
  const audit = owner
    ? await listAuditEntries(postgres(), { companyId: person.companyId, cursor: search.cursor, limit: 20 })
    : null;
  const message = search.done ? done[search.done] : undefined;
  const grantable = grantableRoles[person.companyRole];
  const invitable = invitableRoles[person.companyRole];

  return (
    <>
      <PageHeader
        title="Team"
        description={`Who works on ${person.companyName}'s apps, and what each may do. You are ${person.companyRole}.`}
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="space-y-6">
        <Card>
          <CardHeader title="Members" />
          <MemberList
            members={members}
            selfId={person.id}
            companyName={person.companyName}
            grantable={grantable}
            changeRole={changeRoleAction}
            removeMember={removeMemberAction}
          />
        </Card>
        <Card>
          <CardHeader title="Invites" description="A link lets one person in, for 14 days." />
          {invitable.length > 0 ? (
            <CardBody className="border-line border-b">
              <InviteForm action={inviteAction} roles={invitable.toReversed()} />
            </CardBody>
          ) : null}
          <InviteList
            invites={invites}
            mayRevoke={(invite) => grantable.length > 0 || invite.inviterId === person.id}
            revoke={revokeInviteAction}
          />
        </Card>
        {grantable.length > 0 ? (
          <Card>
            <CardHeader title="Company" />
            <CardBody>
              <form action={renameCompanyAction} className="flex max-w-md items-end gap-3">
                <Field label="Name" name="name" className="flex-1">
                  {(control) => <Input {...control} defaultValue={person.companyName} minLength={2} maxLength={100} />}
                </Field>
                <SubmitButton variant="secondary" pending="Saving…">
                  Rename
                </SubmitButton>
              </form>
            </CardBody>
          </Card>
        ) : null}
        {audit ? (
          <Card id="audit-log">
            <CardHeader
              title="Audit log"
              description="What was changed in this company and by whom. Owners see it; nobody can change it."
              actions={
                <LinkButton href={paths.console.teamAudit} prefetch={false} size="sm">
                  CSV
                </LinkButton>
              }
            />
            <AuditTable entries={audit.data} names={namesFor(members, audit.data)} />
            <Pagination
              nextHref={audit.nextCursor ? `${paths.console.team}?cursor=${audit.nextCursor}#audit-log` : undefined}
            />
          </Card>
        ) : null}
      </div>
    </>
  );
}

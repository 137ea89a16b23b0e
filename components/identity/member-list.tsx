import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Select } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { DataTable } from "@/components/ui/table";
import { formatDay } from "@/lib/base/format";
import type { MembershipRole } from "@/lib/identity/schema";

export type Member = {
  personId: string;
  role: MembershipRole;
  joinedAt: Date;
  name: string | null;
  email: string | null;
  image: string | null;
  githubLogin: string | null;
};

type Action = (form: FormData) => Promise<void>;

/** Who is in the company. `grantable`: the roles the reader may give; members above those are shown, not changed. */
export function MemberList({
  members,
  selfId,
  companyName,
  grantable,
  changeRole,
  removeMember,
}: {
  members: Member[];
  selfId: string;
  companyName: string;
  grantable: readonly MembershipRole[];
  changeRole: Action;
  removeMember: Action;
}) {
  const shownName = (member: Member) => member.name ?? member.githubLogin ?? "Somebody";
  return (
    <DataTable
      caption="Members"
      rows={members}
      rowKey={(member) => member.personId}
      columns={[
        {
          header: "Name",
          cell: (member) => (
            <div className="flex items-center gap-2.5">
              <Avatar name={shownName(member)} image={member.image} />
              <div className="min-w-0 leading-tight">
                <p className="font-medium">
                  {shownName(member)} {member.personId === selfId ? <Badge>you</Badge> : null}
                </p>
                <p className="text-ink-muted text-sm">{member.email ?? member.githubLogin ?? ""}</p>
              </div>
            </div>
          ),
        },
        { header: "Joined", cell: (member) => <span className="whitespace-nowrap">{formatDay(member.joinedAt)}</span> },
        {
          header: "Role",
          cell: (member) =>
            grantable.includes(member.role) ? (
              <form action={changeRole} className="flex items-center gap-2">
                <input type="hidden" name="personId" value={member.personId} />
                <Select
                  name="role"
                  defaultValue={member.role}
                  aria-label={`Role of ${shownName(member)}`}
                  className="w-32"
                >
                  {grantable.map((role) => (
                    <option key={role} value={role}>
                      {role}
                    </option>
                  ))}
                </Select>
                <SubmitButton variant="ghost" size="sm" pending="Saving…">
                  Save
                </SubmitButton>
              </form>
            ) : (
              member.role
            ),
        },
        {
          header: <span className="sr-only">Remove</span>,
          className: "text-right",
          cell: (member) => {
            const self = member.personId === selfId;
            if (!self && !grantable.includes(member.role)) return null;
            return (
              <ConfirmButton
                size="sm"
                variant="ghost"
                title={self ? `Leave ${companyName}?` : `Remove ${shownName(member)} from ${companyName}?`}
                consequence={
                  self
                    ? "You lose access to its apps and keys at once. What you did stays counted for the company. Only a new invite lets you back in."
                    : "They lose access to the company's apps and keys at once. Keys they made keep working: they belong to the company. What they did stays counted for it."
                }
                confirm={self ? "Leave" : "Remove"}
                action={removeMember}
                fields={{ personId: member.personId }}
              >
                {self ? "Leave" : "Remove"}
              </ConfirmButton>
            );
          },
        },
      ]}
    />
  );
}

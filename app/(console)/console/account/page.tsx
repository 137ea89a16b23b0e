import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CompanyChoice } from "@/components/identity/company-choice";
import { GithubMark } from "@/components/identity/github-mark";
import { buttonClasses } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { Field } from "@/components/ui/field";
import { FlashMessage } from "@/components/ui/flash-message";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { SubmitButton } from "@/components/ui/submit-button";
import { requirePerson } from "@/lib/access/require-person";
import { env } from "@/lib/base/env";
import { formatDay } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getPerson } from "@/lib/identity/get-person";
import { planDeletion } from "@/lib/identity/plan-deletion";
import {
  chooseOrganisationAction,
  deleteAccountAction,
  renameAction,
  signOutElsewhereAction,
  switchCompanyAction,
} from "./actions";

export const metadata: Metadata = { title: "Account" };

const done: Record<string, { text: string; alert?: true }> = {
  renamed: { text: "Your name was changed." },
  switched: { text: "You work in this company from now on." },
  joined: { text: "You joined the company of that organisation." },
  founded: { text: "The organisation is a company here now, and you own it." },
  already_member: { text: "You were a member already; you work there from now on." },
  signed_out_elsewhere: { text: "Every other browser was signed out." },
  not_vouched_for: { text: "GitHub does not say that you are in that organisation. Ask it again first.", alert: true },
  not_member: { text: "You are no member of that company any more.", alert: true },
  bad_name: { text: "A name has 1 to 100 characters.", alert: true },
  not_sure: { text: "Nothing was deleted.", alert: true },
  last_admin: {
    text: "Nothing was deleted: you are the portal's only admin. Make somebody else admin first, under People.",
    alert: true,
  },
  last_owner: { text: "Nothing was deleted: make somebody else owner of your company first, under Team.", alert: true },
};

export default async function AccountPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const { id: personId, companyId } = await requirePerson(paths.console.account);
  const [person, deletion, search] = await Promise.all([
    getPerson(postgres(), personId),
    planDeletion(postgres(), personId),
    searchParams,
  ]);
  if (!person) notFound();
  const message = search.done ? done[search.done] : undefined;
  const github = person.accounts.filter((account) => account.provider === "github");
  const others = person._count.authSessions - 1;

  return (
    <>
      <PageHeader title="Account" description="Who you are here, how you sign in, and what is kept about you." />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="space-y-6">
        <Card>
          <CardHeader title="Profile" />
          <CardBody>
            <form action={renameAction} className="flex max-w-md items-end gap-3">
              <Field label="Name" name="name" className="flex-1">
                {(control) => (
                  <Input {...control} defaultValue={person.name ?? ""} maxLength={100} autoComplete="name" />
                )}
              </Field>
              <SubmitButton variant="secondary" pending="Saving…">
                Save
              </SubmitButton>
            </form>
            <p className="mt-4 text-ink-muted text-sm">
              {person.email
                ? `${person.email}, verified by GitHub`
                : github.length > 0
                  ? "No verified e-mail address at GitHub"
                  : "A sample person, without an e-mail address"}
              {" · "}here since {formatDay(person.createdAt)}
            </p>
          </CardBody>
        </Card>

        <Card>
          <CardHeader title="Company" description="Whose apps, keys and bills you see." />
          <CompanyChoice
            companyId={companyId}
            memberships={person.memberships.map((membership) => ({
              companyId: membership.companyId,
              name: membership.company.name,
              role: membership.role,
            }))}
            organisations={[...new Set(github.flatMap((account) => account.organisations))]}
            canAskGithub={github.length > 0 && Boolean(env().GITHUB_ID)}
            switchCompany={switchCompanyAction}
            chooseOrganisation={chooseOrganisationAction}
          />
        </Card>

        <Card>
          <CardHeader title="Sign-in methods" />
          <ul className="divide-y divide-line">
            {person.accounts.map((account) => (
              <li key={account.id} className="flex flex-wrap items-center gap-3 px-5 py-3">
                {account.provider === "github" ? <GithubMark className="size-4" /> : null}
                <span className="font-medium">{account.provider === "github" ? "GitHub" : "Local sample"}</span>
                <span className="text-ink-muted text-sm">
                  {account.provider === "github" ? person.githubLogin : account.providerAccountId}, since{" "}
                  {formatDay(account.createdAt)}
                </span>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-3 border-line border-t px-5 py-3">
            <p className="text-ink-muted text-sm">
              {others > 0
                ? `Signed in in ${others} other ${others === 1 ? "browser" : "browsers"}.`
                : "Signed in here only."}
            </p>
            {others > 0 ? (
              <form action={signOutElsewhereAction} className="ml-auto">
                <SubmitButton variant="secondary" size="sm" pending="Signing out…">
                  Sign out everywhere else
                </SubmitButton>
              </form>
            ) : null}
          </div>
        </Card>

        <Card>
          <CardHeader title="Your data" />
          <CardBody className="flex flex-wrap items-center justify-between gap-3">
            <p className="max-w-xl text-ink-muted">
              Profile, companies, keys without their secrets, certificates and every event of yours, as one JSON file.
            </p>
            <a href={paths.console.accountExport} download className={buttonClasses("secondary", "md")}>
              Export as JSON
            </a>
          </CardBody>
          <CardBody className="flex flex-wrap items-center justify-between gap-3 border-line border-t">
            <p className="max-w-xl text-ink-muted">
              {deletion.lastAdmin
                ? "You are the portal's only admin. Make somebody else admin under Staff, People before you delete your account."
                : deletion.ownerless.length > 0
                  ? `You are the only owner of ${list(deletion.ownerless)}. Make somebody else owner before you delete your account.`
                  : "Deleting removes your name, address and logins for good. What happened stays counted, without saying who it was."}
            </p>
            {deletion.ownerless.length === 0 && !deletion.lastAdmin ? (
              <ConfirmButton
                title="Delete your account?"
                consequence={
                  <>
                    <p>Your name, e-mail address, logins and memberships are removed, and your certificates end.</p>
                    {deletion.emptied.length > 0 ? (
                      <p className="mt-2">
                        Nobody is left in {list(deletion.emptied)}: its keys stop working at once, and its listings
                        leave the showcase.
                      </p>
                    ) : null}
                    <p className="mt-2">This cannot be undone.</p>
                  </>
                }
                confirm="Delete my account"
                action={deleteAccountAction}
                fields={{ sure: "yes" }}
              >
                Delete account
              </ConfirmButton>
            ) : null}
          </CardBody>
        </Card>
      </div>
    </>
  );
}

function list(companies: { companyName: string }[]): string {
  return companies.map((company) => company.companyName).join(", ");
}

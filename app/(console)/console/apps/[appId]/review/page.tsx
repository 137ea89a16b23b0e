import { Award } from "lucide-react";
import type { Metadata } from "next";
import { CheckList } from "@/components/certification/check-list";
import { ReviewForm } from "@/components/certification/review-form";
import { ReviewHistory } from "@/components/certification/review-history";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { formatDay, formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { checkApp } from "@/lib/certification/check-app";
import { listCertificates } from "@/lib/certification/list-certificates";
import { listReviews } from "@/lib/certification/list-reviews";
import type { ReviewCheck, ReviewView } from "@/lib/certification/schema";
import { getAppListing } from "@/lib/showcase/get-app-listing";
import { submitAppAction, withdrawReviewAction } from "./actions";
import { gatherAppCalls } from "./gather-app-calls";
import { requireApp } from "./require-app";

export const metadata: Metadata = { title: "App review" };

const done: Record<string, { text: string; alert?: true }> = {
  submitted: { text: "Submitted. A person looks at it next; what they say shows up here." },
  already_submitted: { text: "This app was submitted already and waits for its review." },
  withdrawn: { text: "Taken back. You can submit again whenever you like." },
  not_withdrawn: { text: "There was nothing to take back: it may have been decided just now.", alert: true },
};

type Props = { params: Promise<{ appId: string }>; searchParams: Promise<{ done?: string }> };

export default async function AppReviewPage({ params, searchParams }: Props) {
  const [{ appId }, search] = await Promise.all([params, searchParams]);
  const person = await requirePerson(paths.console.appReview(appId));
  const app = await requireApp(appId, person.companyId);
  const [reviews, certificates, listing] = await Promise.all([
    listReviews(postgres(), { appId, companyId: person.companyId }),
    listCertificates(postgres(), { appId }),
    getAppListing(postgres(), { appId, companyId: person.companyId }),
  ]);
  const latest = reviews.data[0];
  const open = latest?.state === "submitted" ? latest : undefined;
  const valid = certificates.find((one) => one.status === "valid");
  const websiteUrl = latest?.websiteUrl || listing?.edited.websiteUrl || "";
  // Without the call store the page still opens; the checks are run again at submission in any case.
  const checks: ReviewCheck[] | null = open
    ? open.checks
    : await gatherAppCalls(app)
        .then((calls) => checkApp(postgres(), { ...app, websiteUrl }, calls))
        .catch(() => null);
  const message = search.done ? done[search.done] : undefined;

  return (
    <>
      <PageHeader
        title="Review"
        description={`Have ${app.name} certified: the checks run by themselves, then a person looks.`}
        above={
          <Breadcrumbs
            items={[
              { label: "Apps and keys", href: paths.console.apps },
              { label: app.name, href: paths.console.app(appId) },
              { label: "Review" },
            ]}
          />
        }
      />
      {message ? <FlashMessage kind={message.alert ? "alert" : "done"}>{message.text}</FlashMessage> : null}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-6">
          {valid ? (
            <Callout kind="success" title={`${app.name} is certified`}>
              <p>
                Certificate {valid.code}
                {valid.expiresAt ? `, valid until ${formatDay(valid.expiresAt)}` : null}.
              </p>
              <div className="mt-3 flex flex-wrap gap-2">
                <LinkButton href={paths.certificate(valid.code)} icon={<Award className="size-4" aria-hidden="true" />}>
                  Certificate
                </LinkButton>
                <LinkButton href={paths.console.appListing(appId)} variant={listing ? "secondary" : "primary"}>
                  {listing ? "Listing" : "Write its listing"}
                </LinkButton>
              </div>
            </Callout>
          ) : null}
          {latest && !valid ? <Verdict review={latest} /> : null}
          {open ? (
            <Card>
              <CardHeader
                title="Waiting for a person"
                description={`Submitted on ${formatTime(open.submittedAt)}. These checks went with it.`}
                actions={
                  mayChangeApps(person.companyRole) ? (
                    <ConfirmButton
                      title="Take the submission back?"
                      consequence="It leaves the reviewers' list. You can submit the app again at any time."
                      confirm="Take back"
                      action={withdrawReviewAction}
                      fields={{ appId }}
                      size="sm"
                      variant="secondary"
                    >
                      Take back
                    </ConfirmButton>
                  ) : null
                }
              />
              <CheckList label="Checks at submission" checks={open.checks} />
            </Card>
          ) : checks ? (
            <ReviewForm
              appId={appId}
              initial={{ typed: { websiteUrl, note: "" }, checks, errors: {}, message: null }}
              submit={submitAppAction}
              disabled={!mayChangeApps(person.companyRole)}
            />
          ) : (
            <Callout kind="warning" title="The checks cannot be run right now">
              The calls of this app cannot be read at the moment. Load the page again in a minute.
            </Callout>
          )}
        </div>
        <Card>
          <CardHeader title="So far" />
          {reviews.data.length ? (
            <ReviewHistory reviews={reviews.data} />
          ) : (
            <CardBody className="text-ink-muted">Not submitted yet.</CardBody>
          )}
        </Card>
      </div>
    </>
  );
}

/** What the reviewer said, when it was not a yes. */
function Verdict({ review }: { review: ReviewView }) {
  if (review.state !== "changes_requested" && review.state !== "rejected") return null;
  return (
    <Callout
      kind={review.state === "rejected" ? "danger" : "warning"}
      title={review.state === "rejected" ? "The app was not certified" : "The reviewer asks for changes"}
    >
      <p className="whitespace-pre-line [overflow-wrap:anywhere]">{review.decisionNote}</p>
      <p className="mt-1.5 text-ink-muted text-sm">You can submit it again below.</p>
    </Callout>
  );
}

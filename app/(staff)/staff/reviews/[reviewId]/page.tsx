import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { gatherAppCalls } from "@/app/(console)/console/apps/[appId]/review/gather-app-calls";
import { CheckList } from "@/components/certification/check-list";
import { DecisionForm } from "@/components/certification/decision-form";
import { ReviewHistory } from "@/components/certification/review-history";
import { reviewWords } from "@/components/certification/words";
import { Badge } from "@/components/ui/badge";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/access/require-staff";
import { formatTime } from "@/lib/base/format";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { readWebAddress } from "@/lib/base/web-address";
import { checkApp } from "@/lib/certification/check-app";
import { getReview } from "@/lib/certification/get-review";
import { listReviews } from "@/lib/certification/list-reviews";
import { listNames } from "@/lib/identity/list-names";
import { getApp } from "@/lib/keys/get-app";
import { decideReviewAction } from "./actions";

export const metadata: Metadata = { title: "Review" };

export default async function ReviewPage({ params }: { params: Promise<{ reviewId: string }> }) {
  await requireStaff("devrel");
  const review = await getReview(postgres(), (await params).reviewId);
  if (!review) notFound();
  const app = await getApp(postgres(), review.appId);
  const open = review.state === "submitted";
  const [names, earlier, today] = await Promise.all([
    listNames(postgres(), {
      personIds: [review.submittedById, review.decidedById ?? ""],
      companyIds: [review.companyId],
    }),
    listReviews(postgres(), { appId: review.appId }),
    app && open
      ? gatherAppCalls(app)
          .then((calls) => checkApp(postgres(), { ...app, websiteUrl: review.websiteUrl }, calls))
          .catch(() => null)
      : null,
  ]);
  const word = reviewWords[review.state];
  const website = readWebAddress(review.websiteUrl)?.href;
  const before = earlier.data.filter((one) => one.id !== review.id);
  // Only what has changed since the submission is worth a second look.
  const changed = today?.filter((check) => {
    const then = review.checks.find((one) => one.id === check.id);
    return then?.passed !== check.passed;
  });
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-3">
            {app?.name ?? review.appId}
            <Badge tone={word.tone} dot>
              {word.label}
            </Badge>
          </span>
        }
        description={`Submitted on ${formatTime(review.submittedAt)} by ${names.get(review.submittedById)?.name ?? "a deleted person"}.`}
        above={
          <Breadcrumbs
            items={[{ label: "Reviews", href: paths.staff.reviews }, { label: app?.name ?? review.appId }]}
          />
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="space-y-6">
          <Card>
            <CardHeader title="Checks at submission" description="What the portal found by itself, kept as it was." />
            <CheckList label="Checks at submission" checks={review.checks} />
          </Card>
          {changed?.length ? (
            <Card>
              <CardHeader title="Changed since" description="The same checks on today's facts come out differently." />
              <CheckList label="Checks that changed since" checks={changed} />
            </Card>
          ) : null}
          <Card>
            <CardHeader title="The app" />
            <CardBody>
              <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
                <dt className="text-ink-muted">Company</dt>
                <dd>
                  <Link href={paths.staff.company(review.companyId)} className="text-accent hover:underline">
                    {names.get(review.companyId)?.name ?? review.companyId}
                  </Link>
                </dd>
                <dt className="text-ink-muted">Description</dt>
                <dd className="whitespace-pre-line [overflow-wrap:anywhere]">
                  {app?.description ?? "The app is gone."}
                </dd>
                <dt className="text-ink-muted">Website</dt>
                <dd className="[overflow-wrap:anywhere]">
                  {website ? (
                    <a
                      href={website}
                      target="_blank"
                      rel="noopener noreferrer nofollow"
                      className="inline-flex items-center gap-1 text-accent hover:underline"
                    >
                      {website}
                      <ExternalLink className="size-3.5" aria-hidden="true" />
                    </a>
                  ) : (
                    review.websiteUrl || "none"
                  )}
                </dd>
                <dt className="text-ink-muted">Their note</dt>
                <dd className="whitespace-pre-line [overflow-wrap:anywhere]">{review.note || "none"}</dd>
              </dl>
            </CardBody>
          </Card>
        </div>
        <div className="space-y-6">
          <Card>
            <CardHeader title={open ? "Decide" : "Decision"} />
            <CardBody>
              {open ? (
                <DecisionForm
                  fields={{ reviewId: review.id }}
                  action={decideReviewAction}
                  hint="Needed unless you approve. The developer reads it."
                  choices={[
                    { value: "approve", label: "Approve and certify", variant: "primary" },
                    { value: "request_changes", label: "Request changes", variant: "secondary" },
                    { value: "reject", label: "Reject", variant: "danger" },
                  ]}
                />
              ) : (
                <div className="space-y-2">
                  <p>
                    {word.label}
                    {review.decidedAt ? ` on ${formatTime(review.decidedAt)}` : null}
                    {review.decidedById ? ` by ${names.get(review.decidedById)?.name ?? "a deleted person"}` : null}.
                  </p>
                  {review.decisionNote ? (
                    <p className="whitespace-pre-line text-ink-muted [overflow-wrap:anywhere]">{review.decisionNote}</p>
                  ) : null}
                  {review.certificationCode ? (
                    <Link
                      href={paths.certificate(review.certificationCode)}
                      className="font-mono text-accent hover:underline"
                    >
                      {review.certificationCode}
                    </Link>
                  ) : null}
                </div>
              )}
            </CardBody>
          </Card>
          {before.length ? (
            <Card>
              <CardHeader title="Other reviews of this app" />
              <ReviewHistory reviews={before} />
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}

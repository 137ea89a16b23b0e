import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AttemptResult } from "@/components/certification/attempt-result";
import { CertificateSheet } from "@/components/certification/certificate-sheet";
import { ExamForm } from "@/components/certification/exam-form";
import { TrackIntro } from "@/components/certification/track-intro";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkButton } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { now } from "@/lib/base/clock";
import { publicPortal } from "@/lib/base/config/portal";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getAttempt } from "@/lib/certification/get-attempt";
import { getCertificate } from "@/lib/certification/get-certificate";
import { getTrack } from "@/lib/certification/get-track";
import { listTrackStates } from "@/lib/certification/list-track-states";
import type { ClosedAttempt } from "@/lib/certification/schema";
import { checkTasksAction, saveAnswersAction, startAttemptAction, submitAttemptAction } from "../actions";

type Props = { params: Promise<{ trackId: string }>; searchParams: Promise<{ attempt?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: getTrack((await params).trackId)?.title ?? "Certification" };
}

/** One track: its attempt while one is open, the result asked for by `?attempt=`, else what the track asks and the way to start. */
export default async function TrackPage({ params, searchParams }: Props) {
  const [{ trackId }, { attempt: shown }] = await Promise.all([params, searchParams]);
  const person = await requirePerson(paths.console.track(trackId));
  const state = (await listTrackStates(postgres(), person.id)).find((one) => one.track.id === trackId);
  if (!state) notFound();
  const { track } = state;
  const above = (
    <Breadcrumbs items={[{ label: "Certification", href: paths.console.certification }, { label: track.title }]} />
  );

  if (shown) {
    const result = await getAttempt(postgres(), { attemptId: shown, personId: person.id }).catch(hideMissing);
    if (result?.trackId === trackId && result.state !== "in_progress") {
      return (
        <>
          <PageHeader
            title={track.title}
            above={above}
            actions={<LinkButton href={paths.console.track(trackId)}>About this track</LinkButton>}
          />
          <EarnedCertificate attempt={result} />
          <AttemptResult attempt={result} passMark={track.passMark} />
        </>
      );
    }
  }

  if (state.attempt?.state === "in_progress") {
    const attempt = await getAttempt(postgres(), { attemptId: state.attempt.id, personId: person.id });
    if (attempt.state === "in_progress") {
      // Calls made while this page was closed tick at once, also without scripts.
      const tasks = await checkTasksAction(attempt.id);
      return (
        <>
          <PageHeader
            title={track.title}
            above={above}
            description="The docs may stay open. Answers are kept as you give them; you can leave and come back until the time is over."
          />
          <ExamForm
            attempt={{ ...attempt, tasks: tasks ?? attempt.tasks }}
            serverNow={now().toISOString()}
            save={saveAnswersAction}
            checkTasks={checkTasksAction}
            submit={submitAttemptAction}
          />
        </>
      );
    }
  }

  const certificate = state.certification ? await getCertificate(postgres(), state.certification.code) : null;
  const { name, brand } = publicPortal();
  return (
    <>
      <PageHeader title={track.title} description={track.description} above={above} />
      <TrackIntro state={state} start={startAttemptAction} />
      {certificate ? (
        <div className="mt-10 max-w-4xl">
          <CertificateSheet certificate={certificate} issuer={name} logo={brand.logo} />
          <LinkButton href={paths.certificate(certificate.code)} className="mt-4">
            Public page
          </LinkButton>
        </div>
      ) : null}
    </>
  );
}

/** The certificate that a passed attempt earned. */
async function EarnedCertificate({ attempt }: { attempt: ClosedAttempt }) {
  const certificate = attempt.certificationCode ? await getCertificate(postgres(), attempt.certificationCode) : null;
  if (!certificate) return null;
  const { name, brand } = publicPortal();
  return (
    <div className="mb-8 max-w-4xl">
      <CertificateSheet certificate={certificate} issuer={name} logo={brand.logo} />
      <div className="mt-4 flex flex-wrap gap-2">
        <LinkButton href={paths.certificate(certificate.code)} variant="primary">
          Public page to share
        </LinkButton>
        <LinkButton href={paths.console.home}>Next step of your journey</LinkButton>
      </div>
    </div>
  );
}

/** An attempt that is not theirs is one that is not there. */
function hideMissing(error: unknown): null {
  if (error instanceof PortalError && error.code === "not_found") return null;
  throw error;
}

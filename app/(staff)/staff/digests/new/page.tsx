import type { Metadata } from "next";
import { DigestForm } from "@/components/digests/digest-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireStaff } from "@/lib/access/require-staff";
import { env } from "@/lib/base/env";
import { paths } from "@/lib/base/paths";
import { digestReportSchema, digestReports } from "@/lib/digests/schema";
import { saveDigestAction } from "../actions";

export const metadata: Metadata = { title: "New digest" };

type Search = Record<string, string | string[] | undefined>;

/** `?report=journey&entity=company`: from a report's page, with everything it was asked. */
export default async function NewDigestPage({ searchParams }: { searchParams: Promise<Search> }) {
  const person = await requireStaff("devrel", "marketing", "success");
  const { report: asked, ...rest } = await searchParams;
  const report = digestReportSchema.safeParse(asked).data ?? "journey";
  const query = new URLSearchParams(
    Object.entries(rest)
      .filter(([name]) => !["from", "to", "compare"].includes(name))
      .flatMap(([name, value]) => [value].flat().flatMap((one): [string, string][] => (one ? [[name, one]] : []))),
  );
  return (
    <>
      <PageHeader
        above={<Breadcrumbs items={[{ label: "Digests", href: paths.staff.digests }, { label: "New digest" }]} />}
        title="New digest"
        description="The report's main figures with their change against the days before, and a link to its page."
      />
      <Card>
        <CardBody>
          <DigestForm
            save={saveDigestAction}
            slackReady={Boolean(env().SLACK_WEBHOOK_URL)}
            values={{
              ...{ name: `${digestReports[report]}, weekly`, report, address: query.toString() },
              ...{ frequency: "weekly", weekday: "1", hour: "8", timeZone: "UTC", recipients: person.email ?? "" },
            }}
          />
        </CardBody>
      </Card>
    </>
  );
}

import { Filter } from "lucide-react";
import type { Metadata } from "next";
import { readAddress, type Search } from "@/components/reports/address";
import { AddressErrors } from "@/components/reports/address-errors";
import { CsvButton } from "@/components/reports/csv-button";
import { FunnelBreakdown } from "@/components/reports/funnel-breakdown";
import { FunnelBuilder } from "@/components/reports/funnel-builder";
import { SavedFunnels, SaveFunnelForm } from "@/components/reports/funnel-saved";
import { FunnelBars } from "@/components/reports/funnel-steps";
import { WhomAndWhen } from "@/components/reports/whom-and-when";
import { LinkButton } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashMessage } from "@/components/ui/flash-message";
import { PageHeader } from "@/components/ui/page-header";
import { mayEnter, requireStaff } from "@/lib/access/require-staff";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { funnelReport } from "@/lib/reports/funnel";
import { listStepKinds } from "@/lib/reports/funnel/list-step-kinds";
import { listFunnels } from "@/lib/reports/list-funnels";
import { listPresets } from "@/lib/reports/list-presets";
import { runPageReport } from "../run-page-report";
import { deleteFunnelAction, saveFunnelAction } from "./actions";
import { readEntries, writeFunnelQuery } from "./read-builder";

export const metadata: Metadata = { title: "Funnel" };

const told: Record<string, string> = {
  saved: "Saved.",
  not_saved: "Not saved: a name and a funnel that can be asked are needed.",
  deleted: "The saved funnel is gone.",
  not_deleted: "That funnel is not yours to delete, or it is gone already.",
};

/** Funnels to begin with. */
const examples = [
  {
    label: "From docs to the first successful call",
    steps: "page_viewed(path~/docs);signed_up;key_created;call(status_class=2xx)",
  },
  {
    label: "From sandbox to live",
    steps: "call(environment=sandbox,status_class=2xx);developer_certified;call(environment=live,status_class=2xx)",
  },
  {
    label: "Signed up and called, without asking for support",
    steps: "signed_up;!support_requested;call(status_class=2xx)",
  },
];

/** The funnel builder: any steps, in the address. */
export default async function FunnelPage({ searchParams }: { searchParams: Promise<Search> }) {
  const person = await requireStaff("viewer", "devrel", "marketing", "success");
  const query = readAddress(await searchParams);
  const done = query.get("done") ?? "";
  query.delete("done");
  const asked = query.has("steps");
  const [{ result, errors }, saved] = await Promise.all([
    asked ? runPageReport(funnelReport, query) : { result: null, errors: [] },
    listFunnels(postgres(), person.id),
  ]);
  const address = writeFunnelQuery(query);
  const mayWrite = mayEnter(person.staffRole, ["devrel", "marketing", "success"]);
  // Days only when the address names them: a saved funnel without them always shows the last 30.
  const typed = { from: query.get("from") ?? "", to: query.get("to") ?? "" };
  return (
    <>
      <PageHeader
        title="Funnel"
        description="Choose steps, events and calls, and see who takes them, who stops where, and how long it takes."
        actions={result ? <CsvButton report="funnel" query={query} /> : null}
      />
      {Object.hasOwn(told, done) ? (
        <FlashMessage kind={done.startsWith("not") ? "alert" : "done"}>{told[done]}</FlashMessage>
      ) : null}
      {errors.length ? (
        <div className="mb-5">
          <AddressErrors errors={errors} />
        </div>
      ) : null}
      <div className="space-y-5">
        {result ? (
          <WhomAndWhen
            page={paths.staff.funnel}
            query={query}
            period={result.period}
            entity={result.entity}
            presets={listPresets()}
          />
        ) : null}
        <FunnelBuilder
          key={address}
          action={paths.staff.funnelEdit}
          entries={readEntries(query.get("steps"))}
          kinds={[...listStepKinds().values()]}
          query={query}
          period={typed}
        />
        {result ? (
          <Card className="min-w-0">
            <CardHeader
              title="How far they came"
              description="Percentages are of the first step and of the step before. The times are since the step before."
            />
            {result.steps[0]?.reached ? (
              <FunnelBars result={result} page={paths.staff.funnelPeople} query={query} />
            ) : (
              <EmptyState icon={<Filter />} title="Nobody took the first step in this period">
                Choose a longer period, or take a condition out of the first step. The catalogue says when each event
                was last seen.
              </EmptyState>
            )}
          </Card>
        ) : null}
        {result?.groups?.length ? <FunnelBreakdown result={result} /> : null}
        {asked ? null : (
          <Card>
            <EmptyState
              icon={<Filter />}
              title="Choose the first step above, or begin with one of these"
              action={examples.map(({ label, steps }) => (
                <LinkButton
                  key={label}
                  size="sm"
                  href={`${paths.staff.funnel}?${writeFunnelQuery([["steps", steps]])}`}
                  className="whitespace-normal! h-auto! py-1"
                >
                  {label}
                </LinkButton>
              ))}
            >
              A funnel counts who took a row of steps. Its address holds all of it: send it to a colleague, or save it
              under a name.
            </EmptyState>
          </Card>
        )}
        <div className="grid items-start gap-5 lg:grid-cols-2">
          {result && mayWrite ? <SaveFunnelForm action={saveFunnelAction} address={address} /> : null}
          {saved.length ? (
            <SavedFunnels
              page={paths.staff.funnel}
              funnels={saved}
              current={address}
              remove={mayWrite ? deleteFunnelAction : undefined}
              admin={person.staffRole === "admin"}
            />
          ) : null}
        </div>
      </div>
    </>
  );
}

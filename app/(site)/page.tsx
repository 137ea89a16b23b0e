import { ArrowRight } from "lucide-react";
import type { Metadata } from "next";
import { FirstCall } from "@/components/landing/first-call";
import { ApiSurface, Features, WaysIn } from "@/components/landing/sections";
import { JsonLd } from "@/components/layout/json-ld";
import { LinkButton } from "@/components/ui/button";
import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { env } from "@/lib/base/env";
import { formatPrice } from "@/lib/base/format";
import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import { getLanding } from "@/lib/docs/get-landing";
import { describePrice } from "@/lib/plans/describe-price";
import { priceRow } from "@/lib/plans/price-row";
import { getOperation } from "@/lib/reference/get-operation";
import { getReference } from "@/lib/reference/get-reference";
import { mostTogether } from "@/lib/reference/list-addresses";
import { listOperations } from "@/lib/reference/list-operations";
import { writeJson } from "@/lib/reference/write-samples";
import { highlightForPage } from "./highlight-for-page";
import { shareCard } from "./share-card";

export async function generateMetadata(): Promise<Metadata> {
  const { name, tagline, description } = portal;
  return {
    openGraph: await shareCard({ title: `${name} – ${tagline}`, description, path: paths.home, type: "website" }),
    alternates: {
      canonical: paths.home,
      types: { "application/rss+xml": paths.rss, "text/markdown": paths.markdown(paths.home) },
    },
  };
}

/** The answer the reference gives as an example for the call on the front page: the first 2xx of its operation. */
async function getAnswer(code: string, operationId: string | undefined) {
  const operations = await listOperations("");
  const path = /\/sandbox(\/[^\s"'?\\]*)/.exec(code)?.[1];
  const method = /-X\s+(\w+)/.exec(code)?.[1] ?? (/\s-d\b/.test(code) ? "POST" : "GET");
  const id =
    operationId ?? operations.find((one) => one.kind === "operation" && one.path === path && one.method === method)?.id;
  const operation = id ? await getOperation(id) : null;
  const answer = operation?.answers.find((one) => one.status.startsWith("2"));
  const value = answer?.body?.examples[0]?.value;
  if (!answer || value === undefined) return null;
  return { status: answer.status, code: await highlightForPage(answer.status, writeJson(value), "json") };
}

function pricingInOneSentence(): string {
  const { plans, meters, currency } = portal;
  const [meter] = meters;
  if (!meter) return "";
  const sentences = plans
    .filter((plan) => !plan.hidden)
    .slice(0, 2)
    .map((plan) => {
      const row = priceRow(plan, nowMs());
      const price = row.meters[meter.id];
      const within = price ? describePrice(meter, price, currency).allowance?.replace(" included", "") : undefined;
      return `${plan.name} is ${formatPrice(row.monthly, currency)} a month${within ? ` with ${within}` : ""}.`;
    });
  return sentences.join(" ");
}

export default async function LandingPage() {
  const landing = await getLanding();
  const fill = (text: string) => fillMarks(text, pageVariables());
  const [call, answer, reference] = await Promise.all([
    highlightForPage(landing.firstCall.title, landing.firstCall.code, landing.firstCall.language),
    getAnswer(landing.firstCall.code, landing.firstCall.operation),
    getReference(),
  ]);
  return (
    <main id="main">
      <JsonLd
        data={{
          "@type": "WebSite",
          name: portal.name,
          description: portal.description,
          url: env().publicUrl,
          ...(portal.links.repository ? { sameAs: [portal.links.repository] } : {}),
        }}
      />
      <section className="wm-hero border-line border-b">
        <div className="mx-auto grid max-w-[90rem] items-center gap-x-16 gap-y-12 px-4 pt-14 pb-16 sm:px-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:pt-20 lg:pb-24">
          <div>
            <h1 className="text-balance text-4xl tracking-tight sm:text-5xl">{fill(landing.headline)}</h1>
            <p className="mt-5 max-w-xl text-pretty text-ink-muted text-lg">{fill(landing.lead)}</p>
            <div className="mt-8 flex flex-wrap gap-3">
              <LinkButton href={paths.signIn(paths.console.apps)} prefetch={false} variant="primary" size="lg">
                Get a sandbox key
              </LinkButton>
              <LinkButton href={landing.paths[0]?.href ?? paths.docs()} size="lg">
                {landing.paths[0]?.title ?? "Docs"}
                <ArrowRight className="size-4" aria-hidden="true" />
              </LinkButton>
            </div>
          </div>
          <FirstCall title={landing.firstCall.title} call={call} answer={answer} note={landing.firstCall.note} />
        </div>
      </section>
      <WaysIn ways={landing.paths.map((way) => ({ ...way, text: fill(way.text) }))} />
      <Features
        features={landing.features.map((feature) => ({ title: fill(feature.title), text: fill(feature.text) }))}
      />
      <ApiSurface
        title={reference.title}
        groups={reference.groups}
        byGroup={
          reference.groups.reduce((sum, group) => sum + group.operations.length, reference.webhooks.length) >
          mostTogether
        }
      />
      {portal.plans.some((plan) => !plan.hidden) ? (
        <section className="border-line border-t" aria-labelledby="price">
          <div className="mx-auto flex max-w-[90rem] flex-wrap items-end justify-between gap-6 px-4 py-14 sm:px-6 lg:py-16">
            <div>
              <h2 id="price" className="text-2xl">
                You can compute your bill
              </h2>
              <p className="mt-2 max-w-xl text-pretty text-ink-muted text-md">{pricingInOneSentence()}</p>
            </div>
            <LinkButton href={paths.pricing}>
              Pricing
              <ArrowRight className="size-4" aria-hidden="true" />
            </LinkButton>
          </div>
        </section>
      ) : null}
    </main>
  );
}

import type { Metadata } from "next";
import { ChecklistIsland } from "@/components/journey/checklist-island";
import { CodeBlock } from "@/components/mdx/code-block";
import { PageHeader } from "@/components/ui/page-header";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { BreakingChanges } from "./breaking-changes";
import { firstCalls } from "./first-calls";
import { gatherJourney } from "./gather-journey";

export const metadata: Metadata = { title: "Home" };

export default async function ConsoleHome() {
  const person = await requirePerson(paths.console.home);
  const [view, calls] = await Promise.all([gatherJourney(person), firstCalls()]);
  const firstName = person.name?.trim().split(/\s+/)[0];
  const block = (name: string, html: string | undefined, title: string) =>
    html ? <CodeBlock html={html} language="bash" title={title} block={`console-${name}`} /> : null;
  return (
    <>
      <PageHeader
        title={firstName ? `Hello, ${firstName}` : "Hello"}
        description={`From your first call to the showcase, with ${person.companyName}.`}
      />
      <BreakingChanges companyId={person.companyId} />
      <ChecklistIsland
        initial={view}
        sandboxCall={block("first-call", calls?.sandbox, "To the sandbox")}
        liveCall={block("first-live-call", calls?.live, "To the live API")}
      />
    </>
  );
}

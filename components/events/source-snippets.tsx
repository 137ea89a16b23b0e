import { CodePanel } from "@/components/ui/code";

/** A test event for each library, with this source's write key in it. Libraries keep their code; only the host and the key are the portal's. */
function writeSnippets(publicUrl: string, writeKey: string): { name: string; text: string }[] {
  return [
    {
      name: "curl",
      text: `curl ${publicUrl}/v1/track -u ${writeKey}: \\
  -H 'content-type: application/json' \\
  -d '{"event":"docs_read","anonymousId":"test-visitor","properties":{"path":"/docs"}}'`,
    },
    {
      name: "Segment in the browser (@segment/analytics-next)",
      text: `import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({ writeKey: "${writeKey}", cdnURL: "${publicUrl}" });
analytics.track("docs_read", { path: "/docs" });`,
    },
    {
      name: "Segment in Node (@segment/analytics-node)",
      text: `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "${writeKey}", host: "${publicUrl}" });
analytics.track({ event: "docs_read", anonymousId: "test-visitor", properties: { path: "/docs" } });
await analytics.closeAndFlush();`,
    },
    {
      name: "RudderStack in Node (@rudderstack/rudder-sdk-node)",
      text: `import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const client = new RudderAnalytics("${writeKey}", { dataPlaneUrl: "${publicUrl}" });
client.track({ event: "docs_read", anonymousId: "test-visitor", properties: { path: "/docs" } });
await client.flush();`,
    },
    {
      name: "PostHog in the browser (posthog-js)",
      text: `import posthog from "posthog-js";

posthog.init("${writeKey}", { api_host: "${publicUrl}" });
posthog.capture("docs_read", { path: "/docs" });`,
    },
    {
      name: "PostHog in Node (posthog-node)",
      text: `import { PostHog } from "posthog-node";

const posthog = new PostHog("${writeKey}", { host: "${publicUrl}" });
posthog.capture({ distinctId: "test-visitor", event: "docs_read", properties: { path: "/docs" } });
await posthog.shutdown();`,
    },
  ];
}

/** How to send a first event from this source, opened on demand. Moesif and CloudEvents send with a service token. */
export function SourceSnippets({ publicUrl, writeKey }: { publicUrl: string; writeKey: string }) {
  return (
    <details className="min-w-0 open:w-[min(36rem,70vw)]">
      <summary className="cursor-pointer whitespace-nowrap text-accent text-sm hover:underline">
        Send a test event
      </summary>
      <div className="mt-2 space-y-1">
        {writeSnippets(publicUrl, writeKey).map(({ name, text }, index) => (
          <details key={name} open={index === 0}>
            <summary className="cursor-pointer py-0.5 text-accent text-sm hover:underline">{name}</summary>
            <CodePanel title={name} text={text} className="my-1.5" />
          </details>
        ))}
      </div>
    </details>
  );
}

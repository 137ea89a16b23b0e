import { Button } from "@/components/ui/button";
import { paths } from "@/lib/base/paths";
import { GithubMark } from "./github-mark";

/** Off to GitHub, with or without the organisations. Plain HTML: works without scripts. `host` names an Enterprise server. */
export function GithubForm({ next, host }: { next: string; host: string }) {
  const provider = host === "github.com" ? "GitHub" : `GitHub at ${host}`;
  return (
    <>
      <form action={paths.api.startSignIn} method="post" className="mt-8">
        <input type="hidden" name="next" value={next} />
        <Button type="submit" variant="primary" size="lg" className="w-full" icon={<GithubMark className="size-5" />}>
          Continue with {provider}
        </Button>
        <Button type="submit" variant="ghost" name="organisations" value="no" className="mt-2 w-full">
          Continue without sharing my organisations
        </Button>
      </form>
      <dl className="mt-8 space-y-3 border-line border-t pt-6 text-sm">
        <div>
          <dt className="font-medium">What we read</dt>
          <dd className="text-ink-muted">
            Your name, picture and verified e-mail addresses, and which organisations you are in, so that you land in
            your company rather than alone. Never your code, and we may change nothing there.
          </dd>
        </div>
        <div>
          <dt className="font-medium">What we keep</dt>
          <dd className="text-ink-muted">
            That, and your visits with this browser. GitHub’s access token is thrown away. You can export or delete all
            of it under Account.
          </dd>
        </div>
      </dl>
    </>
  );
}

import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { paths } from "@/lib/base/paths";

/** The sign-in of a portal on somebody's own machine: two sample people, and a clear word that this is not the real thing. */
export function LocalForm({ next }: { next: string }) {
  return (
    <>
      <Callout kind="warning" title="Local sign-in" className="mt-8">
        <p>
          This portal runs on this machine only and has no GitHub settings, so anybody here may come in as a sample
          person. On any other host, or with <code>GITHUB_ID</code> set, these buttons do not exist.
        </p>
      </Callout>
      <form action={paths.api.localSignIn} method="post" className="mt-5 grid gap-2">
        <input type="hidden" name="next" value={next} />
        <Button type="submit" name="as" value="developer" variant="primary" size="lg">
          Continue as a sample developer
        </Button>
        <Button type="submit" name="as" value="admin" size="lg">
          Continue as a sample admin
        </Button>
      </form>
    </>
  );
}

import { LayoutGrid } from "lucide-react";
import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { paths } from "@/lib/base/paths";

export default function NoListing() {
  return (
    <main id="main" className="mx-auto max-w-xl px-4 py-24">
      <EmptyState
        titleAs="h1"
        icon={<LayoutGrid />}
        title="This app is not in the showcase"
        action={
          <LinkButton href={paths.showcase} variant="primary">
            See all apps
          </LinkButton>
        }
      >
        It may have been taken out, or the address has a slip in it.
      </EmptyState>
    </main>
  );
}

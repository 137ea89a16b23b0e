import { SearchX } from "lucide-react";
import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { paths } from "@/lib/base/paths";

export default function NoCertificate() {
  return (
    <main id="main" className="mx-auto max-w-xl px-4 py-24">
      <EmptyState
        titleAs="h1"
        icon={<SearchX />}
        title="There is no certificate with this code"
        action={
          <LinkButton href={paths.certificates} variant="primary">
            Type another code
          </LinkButton>
        }
      >
        Look at the code again: it is three groups of four characters after the issuer's letters. It never has the
        letters I, L, O or U.
      </EmptyState>
    </main>
  );
}

import { BadgeCheck } from "lucide-react";
import { classNames } from "@/components/ui/class-names";

/** Beside an app's name: it holds a valid certificate. */
export function CertifiedMark({ className }: { className?: string }) {
  return (
    <span className={classNames("inline-flex items-center text-accent", className)} title="Certified">
      <BadgeCheck className="size-[1.1em]" aria-hidden="true" />
      <span className="sr-only">Certified</span>
    </span>
  );
}

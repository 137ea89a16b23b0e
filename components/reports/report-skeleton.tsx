import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a report page: heading, controls, one large panel. */
export function ReportSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      <Skeleton className="h-8 w-48" />
      <Skeleton className="mt-2 h-5 w-96 max-w-full" />
      <Skeleton className="mt-6 h-9 w-80 max-w-full" />
      <Skeleton className="mt-5 h-[34rem] w-full" />
    </div>
  );
}

import { CodeBlock } from "@/components/mdx/code-block";
import { Badge } from "@/components/ui/badge";

type Code = { language: string; html: string };

/** A call one can copy and run, and what comes back, with the way between them drawn. */
export function FirstCall({
  title,
  call,
  answer,
  note,
}: {
  title: string;
  call: Code;
  answer: { status: string; code: Code } | null;
  note?: string;
}) {
  return (
    <div className="min-w-0">
      <CodeBlock
        html={call.html}
        language={call.language}
        title={title}
        block="landing first call"
        className="bg-canvas shadow-high"
      />
      {answer ? (
        <>
          <div className="wm-way ml-8 flex items-center gap-3 py-2.5 pl-5" aria-hidden="true">
            <Badge tone="positive" className="font-mono">
              {answer.status}
            </Badge>
            {note ? <span className="text-ink-muted text-sm">{note}</span> : null}
          </div>
          {note ? <p className="sr-only">{note}</p> : null}
          <CodeBlock
            html={answer.code.html}
            language={answer.code.language}
            block="landing answer"
            className="bg-canvas shadow-low [&_pre]:max-h-60 [&_pre]:overflow-y-auto"
          />
        </>
      ) : note ? (
        <p className="mt-3 text-ink-muted text-sm">{note}</p>
      ) : null}
    </div>
  );
}

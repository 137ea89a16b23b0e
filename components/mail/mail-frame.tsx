/**
 * A mail's HTML as its reader sees it, shut in: no scripts, no forms, no way to our pages or cookies (an opaque origin), nothing loaded from
 * anywhere. Links in it lead nowhere.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const closed = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">${html}`;
  return (
    <iframe
      title={title}
      srcDoc={closed}
      sandbox=""
      referrerPolicy="no-referrer"
      className="h-[36rem] w-full rounded-b-lg border-0 bg-white [color-scheme:light]"
    />
  );
}

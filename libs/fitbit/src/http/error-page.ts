/** What the error page shows. Also the model for the host's own view (S11). */
export interface ErrorPageModel {
  readonly reason: string;
  readonly title: string;
  readonly advice: string;
  /** Where the user can start again. */
  readonly loginUrl: string;
  /** Where the user can continue without connecting. */
  readonly next: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** The built-in page, which needs neither a view engine nor scripts. */
export function errorPage({ title, advice, loginUrl, next }: ErrorPageModel): string {
  const continueLink = next === undefined ? '' : `<a class="quiet" href="${escapeHtml(next)}">Continue</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { max-width: 32rem; padding: 2rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
a { display: inline-block; margin: 1rem 1rem 0 0; padding: .6rem 1.2rem; border-radius: .5rem; border: 1px solid #00707a; }
a:not(.quiet) { background: #00707a; color: #fff; text-decoration: none; }
a.quiet { color: inherit; text-decoration: none; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(advice)}</p>
<p><a href="${escapeHtml(loginUrl)}">Connect again</a>${continueLink}</p>
</main>
</body>
</html>
`;
}

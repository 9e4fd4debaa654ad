import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** The page, and what a browser may do for it. */
export interface PageDocument {
  readonly html: string;
  /** Content-Security-Policy: it runs its own script, asks this service, and nothing else. */
  readonly policy: string;
}

const CLIENT = fileURLToPath(new URL('client', import.meta.url));
// A filled square, as those of environments.
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='1' y='1' width='14' height='14' rx='3' fill='%233b6fe0'/%3E%3Cpath d='M5 12 8 4l3 8' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E";

let made: Promise<PageDocument> | undefined;

/** Makes the page when it is first asked for; one document with everything in it. */
export function pageDocument(): Promise<PageDocument> {
  made ??= makeDocument().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

async function makeDocument(): Promise<PageDocument> {
  const { script, style } = await bundle();
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>snapboot</title>
<link rel="icon" href="${ICON}">
<style>${style}</style>
</head>
<body>
<script type="module">${script}</script>
</body>
</html>
`;
  return { html, policy: policyOf(script, style) };
}

function policyOf(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

async function bundle(): Promise<{ readonly script: string; readonly style: string }> {
  // A service whose page nobody opens does without it.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: CLIENT,
    entryPoints: ['page.tsx', 'page.css'],
    outdir: CLIENT,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    write: false,
    logLevel: 'silent',
  });
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? '';
  return { script: text('.js').replaceAll('</script', '<\\/script'), style: text('.css') };
}

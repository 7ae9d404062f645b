/**
 * The page of GraphiQL as a small document and the files that it loads, made of what the package of Yoga would write into one page of
 * 9 MB. Nothing in it is inline, so that no script but these runs in a page where somebody types a token.
 */
import type { GraphiQLOptions } from 'graphql-yoga';
import { Asset } from './asset.ts';

/** Where the files are. */
export const FOLDER = '/graphiql/';

/** The page without what it says of the moment. */
export interface GraphiqlPage {
  assets: ReadonlyMap<string, Asset>;
  /** The document, for this page of the package's. */
  html(options: GraphiQLOptions): string;
}

/**
 * What the page may load. The editor writes style elements and attributes of its own, and its style sheet holds fonts and images as
 * `data:` URLs; everything else comes from here.
 */
export const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Makes the files. They are megabytes: only for the first person who looks at the page. */
export async function graphiqlPage(): Promise<GraphiqlPage> {
  const parts = await import('@graphql-yoga/render-graphiql/graphiql');
  const script = (text: string) => new Asset(FOLDER, 'js', Buffer.from(text));
  const files = {
    icon: new Asset(FOLDER, 'ico', Buffer.from(parts.favicon.split(',')[1] ?? '', 'base64')),
    style: new Asset(FOLDER, 'css', Buffer.from(`${parts.css}\n${STYLE}`)),
    library: script(parts.js),
    start: script(START),
    editorWorkerService: script(parts.editorWorkerService),
    json: script(parts.jsonWorker),
    graphql: script(parts.graphqlWorker),
  };
  const { icon, style, library, start, ...workers } = files;
  const paths = Object.fromEntries(Object.entries(workers).map(([label, { path }]) => [label, path]));
  return {
    assets: new Map(Object.values(files).map((it) => [it.path, it])),
    html: (options) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${escaped(options.title ?? 'GraphiQL')}</title>
    <link rel="icon" href="${icon.path}" />
    <link rel="stylesheet" href="${style.path}" />
    <script defer src="${library.path}"></script>
    <script defer src="${start.path}"></script>
  </head>
  <body class="no-focus-outline">
    <noscript>This page needs JavaScript.</noscript>
    <label id="access">
      Access token
      <input id="token" type="password" autocomplete="off" spellcheck="false" />
      is sent with every request as "Authorization: Bearer …" and forgotten with this page.
    </label>
    <div id="root" data-options="${escaped(JSON.stringify(options))}" data-workers="${escaped(JSON.stringify(paths))}"></div>
  </body>
</html>
`,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (it) => ESCAPES[it]!);

/** The line for the token, above the rest. */
const STYLE = `
body { margin: 0; height: 100vh; display: flex; flex-direction: column; overflow: hidden; }
#access { padding: 6px 12px; font: 13px system-ui, sans-serif; color-scheme: light dark; color: CanvasText; background: Canvas; }
#token { width: 24em; margin: 0 6px; font: inherit; }
#root { flex: 1; min-height: 0; }
#root .graphiql-container { height: 100%; }
`;

/**
 * Starts the page. The headers are one object that is read at each request, so that the token lives in this page's memory
 * only: not in its address, in a cookie, or in the store where GraphiQL keeps its tabs.
 */
const START = `'use strict';
const root = document.querySelector('#root');
const token = document.querySelector('#token');
const workers = JSON.parse(root.dataset.workers);
const additionalHeaders = {};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => workers[label] };
token.addEventListener('input', () => {
  const typed = token.value.trim().replace(/^bearer\\s+/i, '');
  if (typed) additionalHeaders.Authorization = 'Bearer ' + typed;
  else delete additionalHeaders.Authorization;
});
// Without the token the schema could not be read either.
token.addEventListener('change', () => {
  document.querySelector('[aria-label^="Re-fetch GraphQL schema"]')?.click();
});
YogaGraphiQL.renderYogaGraphiQL(root, { ...JSON.parse(root.dataset.options), additionalHeaders });
`;

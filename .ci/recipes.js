/** The page of recipes, made of the texts under src/web/recipes: by the build, so that a server only sends it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';

/** In the order of the page; each is a file that begins with its title. */
const RECIPES = [
  'curl',
  'excel',
  'power-bi',
  'grafana',
  'superset',
  'metabase',
  'pandas',
  'observable',
  'apollo',
  'urql',
];

/** The files of the page, by their paths in a build. */
export function recipePages(project) {
  const text = (name) => readFileSync(join(project, 'src/web/recipes', name), 'utf8');
  const recipes = RECIPES.map((name) => ({ name, source: text(`${name}.md`) }));
  const entries = recipes.map(
    ({ name, source }) => `<li><a href="#${name}">${/^## (.+)$/m.exec(source)[1]}</a></li>`,
  );
  const sections = recipes.map(
    ({ name, source }) => `<section id="${name}">\n${marked.parse(source, { async: false })}</section>`,
  );
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recipes · kpi-matrix</title>
<link rel="stylesheet" href="/recipes/style.css">
</head>
<body>
<main>
<h1>Recipes</h1>
<p>How the tools that you have read the figures. Write the address of your server for <code>http://localhost:4000</code>. Where it asks who you are, put an
access token in <code>KPI_MATRIX_TOKEN</code>: it is sent in the header <code>Authorization</code>, never as part of an address, which logs and histories
keep. A server on your own machine that asks for no token takes no empty one either: leave the line with <code>Authorization</code> out.</p>
<nav aria-label="Recipes"><ul>
${entries.join('\n')}
</ul></nav>
${sections.join('\n')}
</main>
</body>
</html>
`;
  return [
    { path: 'web/recipes/index.html', contents: Buffer.from(html) },
    { path: 'web/recipes/style.css', contents: Buffer.from(text('style.css')) },
  ];
}

import { isObject, type JsonObject, objectsOf, textOf } from '../core/values/json.js';
import { type Html, html, link, type Piece } from './html.js';
import { markdown } from './markdown.js';
import { dataTable, type PageParts } from './page.js';

/** A guide for one kind of EHR, as the page of the API lists it. */
export interface Guide {
  readonly id: string;
  readonly title: string;
  /** Markdown; `{{url}}` stands for the base URL of the service */
  readonly text: string;
}

/** The API as a page: what can be called and what each status means, the bodies as schemas, which prefetch, the guides. */
export function docsPage(
  document: JsonObject,
  prefetch: readonly (readonly [part: string, query: string])[],
  guides: readonly Guide[],
): PageParts {
  const { info, servers, paths, components } = document;
  const [server] = objectsOf(servers);
  const summary = isObject(info) ? `${textOf(info.summary) ?? ''}, version ${textOf(info.version) ?? ''}` : '';
  const schemas = isObject(components) && isObject(components.schemas) ? components.schemas : {};
  const main = html`<h1>API</h1>
<p class="lead">${summary}. Base URL <code>${textOf(server?.url) ?? ''}</code>. This page is made from ${link('/docs/openapi.json', 'the OpenAPI 3.1 document')}, which is made from the schemas that check requests.</p>
<h2>Connect an EHR</h2>
<ul>${guides.map(({ id, title }) => html`<li>${link(`/docs/integrate/${id}`, title)}</li>`)}</ul>
<h2>What can be called</h2>
${Object.entries(isObject(paths) ? paths : {}).flatMap(([path, methods]) => operationsOf(path, methods))}
<h2>What requests must hold</h2>
<p>Members that are not named here may be left out; what is wrong with them loses that member, never the call.</p>
${['HookRequest', 'Feedback'].map((name) => html`<h3>${name}</h3><pre tabindex="0" role="region" aria-label="Schema of ${name}">${JSON.stringify(schemas[name], null, 2)}</pre>`)}
<h2>Which prefetch</h2>
<p>Send each part under its key; a part that is left out is fetched where that is allowed, else it is unknown and the card names it.</p>
${dataTable(
  'Prefetch',
  ['Key', 'Query'],
  prefetch.map(([part, query]): readonly Piece[] => [html`<code>${part}</code>`, html`<code>${query}</code>`]),
)}`;
  return { title: 'API', room: 'docs', main };
}

function operationsOf(path: string, methods: unknown): readonly Html[] {
  return Object.entries(isObject(methods) ? methods : {}).map(([method, operation]) => {
    const { summary, responses, parameters } = isObject(operation) ? operation : {};
    const statuses = Object.entries(isObject(responses) ? responses : {});
    const named = objectsOf(parameters);
    return html`<details><summary><code>${method.toUpperCase()} ${path}</code> ${textOf(summary) ?? ''}</summary><div class="folded">
${named.length > 0 && html`<ul>${named.map(({ name, description }) => html`<li><code>${textOf(name) ?? ''}</code>: ${textOf(description) ?? ''}</li>`)}</ul>`}
<dl class="terms">${statuses.map(
      ([status, response]) =>
        html`<dt>${status}</dt><dd>${markdown(isObject(response) ? (textOf(response.description) ?? '') : '')}</dd>`,
    )}</dl></div></details>\n`;
  });
}

/** A guide as a page. */
export function guidePage({ title, text }: Guide, publicUrl: string): PageParts {
  const main = html`<p><a href="/docs">API</a></p>${markdown(text.replaceAll('{{url}}', publicUrl))}`;
  return { title, room: 'docs', main };
}

import { recordParts } from '../core/contract/patient-record.js';
import { recordQueries, typeOfPart } from '../fhir/record-parts.js';
import { openApiDocument } from '../http/endpoints/open-api.js';
import type { AnswerPage, PageAnswer, PageName, PageRequest } from '../http/endpoints/page.js';
import { readAssets } from '../pages/assets.js';
import { criteriaPage } from '../pages/criteria-page.js';
import { docsPage, guidePage } from '../pages/docs-page.js';
import { type FixturePatients, readFixturePatients } from '../pages/fixture-patients.js';
import { programVersion, readGuides } from '../pages/guides.js';
import { html } from '../pages/html.js';
import { type PageParts, writePage } from '../pages/page.js';
import { tracePage } from '../pages/trace-page.js';
import { type TryContract, tryOptions } from '../pages/try-options.js';
import { tryPage } from '../pages/try-page.js';
import { createCriterionPages } from './criterion-pages.js';
import { type PagesParts, rootOf } from './pages-parts.js';
import { createTryAnswers, jsonContent } from './try-answers.js';

type Answer = (request: PageRequest) => PageAnswer | undefined | Promise<PageAnswer | undefined>;

/** Joins the pages with the guidelines, the store and the fixtures; an address that leads nowhere gets a page that says so. */
export function createAnswerPage(parts: PagesParts): AnswerPage {
  const assets = readAssets({ root: rootOf(parts.config) });
  const patients = readFixturePatients(parts.now);
  const criteria = createCriterionPages(parts);
  const guides = readGuides();
  const isDemo = parts.clients.mode === 'demo';
  const page = (written: PageParts, caching: PageAnswer['caching'] = 'never', status = 200): PageAnswer => ({
    status,
    body: writePage(assets, written),
    caching,
  });
  const answers: { readonly [name in PageName]: Answer } = {
    home: () => page(isDemo ? tryPage(tryOptions(parts.guidelines()), contractOf(patients)) : closedPage),
    ...createTryAnswers(parts, patients),
    criteria: () => page(criteriaPage(parts.guidelines()), 'brief'),
    criterion: async (request) => {
      const found = await criteria.find(request);
      return found === undefined ? undefined : page(found.written, 'brief', found.status);
    },
    leaflet: async (request) => {
      const written = criteria.leaflet(request);
      return written === undefined ? undefined : page(written, 'brief');
    },
    docs: () => page(docsPage(described(parts), Object.entries(recordQueries), guides), 'brief'),
    guide: ({ id }) => {
      const guide = guides.find((one) => one.id === id);
      return guide === undefined ? undefined : page(guidePage(guide, parts.config.publicUrl), 'brief');
    },
    'open-api': () => ({
      status: 200,
      body: JSON.stringify(described(parts), null, 2),
      contentType: jsonContent,
      caching: 'brief',
    }),
    asset: ({ id }) => {
      const asset = assets.named(id);
      return asset === undefined
        ? undefined
        : { ...asset, status: 200, caching: asset.isCurrent ? 'forever' : 'never' };
    },
    reports: async ({ query, report }) => {
      // the charts take as long to load as everything else together
      const { reportsPage } = await import('../pages/reports-page.js');
      const words = { documents: parts.guidelines().map(({ documents }) => documents), ...spanIn(query) };
      return report === undefined ? undefined : page(reportsPage(report, words));
    },
    trace: async ({ id }) => {
      const trace = await parts.store.trace(id);
      const documents = parts.guidelines().find((guideline) => guideline.id === trace?.guideline)?.documents;
      return trace === undefined ? undefined : page(tracePage(trace, documents));
    },
    'not-found': () => undefined,
  };
  return async (name, request) => (await answers[name](request)) ?? page(notFoundPage, 'never', 404);
}

function contractOf(patients: FixturePatients): TryContract {
  const hookPath = `/cds-services/${serviceId}`;
  return { hookPath, parts: partsOfRecord, readsFhirServer: true, patients: patients.list() };
}

const serviceId = 'spine-imaging';

const partsOfRecord = Object.fromEntries(recordParts.map((part) => [part, typeOfPart(part)] as const));

function described({ config, clients, services }: PagesParts) {
  const { publicUrl } = config;
  return openApiDocument({ publicUrl, version: programVersion(), mode: clients.mode, services: services() });
}

function spanIn({ from, to }: PageRequest['query']) {
  return { from: typeof from === 'string' ? from : '', to: typeof to === 'string' ? to : '' };
}

const notFoundPage: PageParts = {
  title: 'Nothing here',
  main: html`<h1>There is nothing at this address</h1><p>The criteria stand under <a href="/criteria">Criteria</a>; how to call the service, under <a href="/docs">Docs</a>.</p>`,
};

const closedPage: PageParts = {
  title: 'Spine imaging decision support',
  room: 'try',
  main: html`<h1>Spine imaging decision support</h1><p>This service answers the EHRs that are registered with it. Trying it by hand is for the demo mode, which knows no real patient.</p><p><a href="/criteria">Read the criteria</a> · <a href="/docs">How to call it</a></p>`,
};

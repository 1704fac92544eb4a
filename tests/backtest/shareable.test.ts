import { describe, expect, it } from 'vitest';
import { reportAsHtml } from '../../src/backtest/merge/report-html.js';
import { type BacktestReport, counts, text, toShareable } from '../../src/backtest/merge/report-model.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { asText, backtest, byType, local, smallExport, writeFiles } from './small-export.js';

const files = ['report.html', 'report.json', 'codes.csv', 'texts.csv'];

/** The small export with a word of its own in every place where a record may hold something about one patient. */
function withCanaries(): readonly JsonObject[] {
  return smallExport().map((resource, index) => {
    // of letters only, because numbers are taken out of texts
    const canary = `Canary${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`;
    const { code, subject } = resource;
    const named = { ...resource, note: [{ text: `${canary} note` }], text: { div: `<div>${canary}</div>` } };
    if (resource.resourceType === 'Patient')
      return { ...named, name: [{ family: canary }], identifier: [{ value: canary }] };
    if (resource.resourceType === 'ServiceRequest')
      return {
        ...named,
        requester: { reference: `Practitioner/${canary}`, display: canary },
        reasonCode: [{ text: `${canary} reason` }],
      };
    if (subject === undefined || typeof code !== 'object') return named;
    return { ...named, code: { ...code, text: `${canary} ${canary}` } };
  });
}

describe('a shareable report', () => {
  it('has no id of a patient, an order or a clinician, and no text of a record', async () => {
    const resources = withCanaries();
    const { file } = await backtest(writeFiles(asText(byType(resources))));
    const ids = resources.flatMap(({ id, resourceType }) => (resourceType === 'Medication' ? [] : [String(id)]));
    for (const name of files) {
      const shared = file(`shareable/${name}`);
      expect(shared).not.toMatch(/canary/i);
      expect(ids.filter((id) => id.length > 5 && shared.includes(id))).toEqual([]);
      expect(shared).not.toMatch(/(Patient|ServiceRequest|Practitioner)\/[\w-]/);
      // the first and the last order are of one person each
      expect(shared).not.toMatch(/\b20\d\d-\d\d-\d\d\b/);
      // texts of fewer than five patients are told nowhere
      expect(file(name)).not.toMatch(/canary/i);
    }
  });

  it('has no count from one to ten', async () => {
    const { file } = await backtest(writeFiles(asText(byType(smallExport()))));
    const report: BacktestReport = JSON.parse(file('shareable/report.json'));
    const whole: BacktestReport = JSON.parse(file('report.json'));
    const smallIn = (each: BacktestReport) =>
      each.sections.flatMap(({ tables }) =>
        tables.flatMap(({ rows, columns }) =>
          rows
            .flat()
            .filter(
              (cell, index) =>
                columns[index % columns.length]?.kind === 'count' && Number(cell) > 0 && Number(cell) < 11,
            ),
        ),
      );
    expect(smallIn(whole).length).toBeGreaterThan(10);
    expect(smallIn(report)).toEqual([]);
    expect(file('codes.csv')).toContain(local);
    expect(file('shareable/codes.csv')).not.toContain(local);
  });

  it('hides a second cell where a sum would tell the only small one', () => {
    const table = {
      id: 't',
      title: 'T',
      columns: [text('what'), counts('orders')],
      rows: [
        ['all', 60],
        ['a', 40],
        ['b', 17],
        ['c', 3],
      ],
    };
    const report = { title: 'R', isShareable: false, sections: [{ id: 's', title: 'S', says: [], tables: [table] }] };
    expect(toShareable(report).sections[0]?.tables[0]?.rows).toEqual([
      ['all', 60],
      ['a', 40],
      ['b', '<11'],
      ['c', '<11'],
    ]);
  });
});

describe('a report as a page', () => {
  it('asks for nothing, runs nothing and shows hostile text as text', () => {
    const hostile = `<script src="https://evil.example"></script>\u202e" onload='x`;
    const table = { id: 't', title: hostile, columns: [text(hostile)], rows: [[hostile]] };
    const page = reportAsHtml({
      title: hostile,
      isShareable: true,
      sections: [{ id: 's', title: hostile, says: [hostile], tables: [table] }],
    });
    expect(page).not.toMatch(/<script|<img|<link|<iframe|@import|url\(|\son\w+=['"]|\u202e/);
    expect(page.match(/&lt;script src=&quot;https:\/\/evil\.example&quot;&gt;/g)?.length).toBeGreaterThan(4);
    expect(page).toContain("default-src 'none'");
  });

  it('says on its first page that an export shows what was coded', async () => {
    const { file } = await backtest(writeFiles(asText(byType(smallExport()))));
    const [head = ''] = file('report.html').split('</header>');
    expect(head).toContain('An export shows what was coded, not what was examined.');
    expect(file('report.html').match(/<h2>\d\. /g)).toHaveLength(7);
  });
});

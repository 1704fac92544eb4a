import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runStep } from './run-steps.js';
import { asText, byType, smallExport, temporaryFolder, writeFiles } from './small-export.js';

const source = writeFiles(asText(byType(smallExport())));

describe('coverage', () => {
  it('lists what nothing knows, and writes a site folder that is accepted and knows it', {
    timeout: 60_000,
  }, async () => {
    const site = temporaryFolder();
    rmSync(site, { recursive: true });
    const { printed } = await runStep(['coverage', source, '--write-site', site, '--workers', '1']);
    expect(printed).toMatch(/^ {2}3 +6 +urn:example:local\|L1 +Osteoporosis, known +osteoporosis: osteoporosis$/m);
    expect(printed).toMatch(/^ {2}6 +quorvex/m);
    const part: unknown = JSON.parse(readFileSync(join(site, 'value-sets/osteoporosis.site.json'), 'utf8'));
    expect(part).toMatchObject({
      expansion: { contains: [{ system: 'urn:example:local', code: 'L1', display: 'Osteoporosis, known' }] },
    });
    expect(existsSync(join(site, 'code-systems.yaml'))).toBe(true);
    // cards that `check` does not accept are not opened; with these codes the site is understood
    const after = await runStep(['coverage', source, '--workers', '1', '--cards', site]);
    expect(after.printed).not.toContain('urn:example:local|L1');
  });

  it('asks as if every patient were ordered a study where there is no order', { timeout: 60_000 }, async () => {
    const without = smallExport().filter(
      ({ resourceType, id }) => resourceType !== 'ServiceRequest' && !String(id).startsWith('mri-'),
    );
    const { printed, complaints } = await runStep(['coverage', writeFiles(asText(byType(without))), '--workers', '1']);
    expect(complaints).toContain(
      'no spine imaging order: asking as if every patient were ordered mri-wo on the last visit',
    );
    expect(printed).toContain('urn:example:local|L1');
  });
});

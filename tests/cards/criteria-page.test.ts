import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GuidelineDocuments } from '../../src/core/guideline/documents.js';
import { checkCards } from '../../src/library/check/check-cards.js';
import { readGuidelines } from '../../src/library/read-guideline.js';

const page = readFileSync('docs/criteria.md', 'utf8');

function sectionOf(number: string): string {
  const [, rest = ''] = page.split(`## §${number} `);
  return rest.split('\n## ')[0] ?? '';
}

function shipped(): GuidelineDocuments {
  const found = readGuidelines('cards').find(({ guideline }) => guideline.id === 'low-back-pain');
  if (found === undefined) throw new Error('the guideline is not there');
  return found;
}

describe('docs/criteria.md says of the cards', () => {
  const { facts, ratings, guideline } = shipped();

  it('each class of silence that a fact has, and no other', () => {
    const said = [...sectionOf('2.1').matchAll(/^\| ([A-Z]), /gm)].map(([, name]) => name);
    expect(said).toEqual([...new Set(Object.values(facts).map(({ silence }) => silence))].sort());
  });

  it('the properties that are proved for every guideline, in their order', () => {
    const said = [...sectionOf('3.1').matchAll(/^- (.+)[;.]$/gm)].map(([, property]) => property);
    expect(said).toEqual(builtInProperties());
  });

  it('the modifiers in the order of ratings.yaml', () => {
    const [, listed = ''] = /lists them: ([^.]+)\./.exec(sectionOf('3.5').replace(/\s+/g, ' ')) ?? [];
    const kinds: readonly (readonly [kind: string, id: RegExp])[] = [
      ['region', /^region-|^whole-spine-/],
      ['bone scan', /^bone-scan-/],
      ['magnetic resonance contraindicated', /^mri-contraindicated$/],
      ['gadolinium', /^gadolinium-/],
      ['iodinated contrast', /^iodinated-/],
      ['pregnancy', /^pregnancy-/],
    ];
    const ordered = ratings.modifiers.map(({ id }) => kinds.find(([, pattern]) => pattern.test(id))?.[0] ?? id);
    expect(listed.split(', ')).toEqual([...new Set(ordered)]);
  });

  it('the codes of the rating that goes to the EHR', () => {
    const { byStudyRating, byRating, unlessModality } = ratings.pama;
    expect(byStudyRating.appropriate?.code).toBe(byStudyRating['may-be-appropriate']?.code);
    expect(byStudyRating['may-be-appropriate']?.finer).toBeDefined();
    const codes = [...Object.values(byStudyRating), ...Object.values(byRating)].map(({ code }) => code);
    const said = [...sectionOf('3.6').matchAll(/`([\w-]+)`/g)].map(([, code]) => code);
    expect(said).toEqual([...new Set(codes)]);
    for (const modality of unlessModality) expect(sectionOf('3.6')).toContain(modality);
  });

  it('only members, files and words that the cards have', () => {
    const schemas = readdirSync('cards/schema').map((file) => readFileSync(`cards/schema/${file}`, 'utf8'));
    const files = readdirSync('cards/low-back-pain', { recursive: true, encoding: 'utf8' });
    const known = new Set([
      ...schemas.flatMap((text) => [...text.matchAll(/"([\w.-]+)"/g)].map(([, word]) => word)),
      ...[...Object.values(ratings.pama.byStudyRating), ...Object.values(ratings.pama.byRating)].map(
        ({ code }) => code,
      ),
      ...files,
    ]);
    // the operators of a rule, paths and commands
    const named = [...page.matchAll(/`([A-Za-z][\w.-]*)`/g)].map(([, word = '']) => word);
    const strays = named.filter((word) => !known.has(word) && !word.endsWith('.'));
    expect(named.length).toBeGreaterThan(15);
    expect(strays).toEqual([]);
  });

  it('the version and the fresh days nowhere: they stand in guideline.yaml', () => {
    expect(page).not.toContain(guideline.version);
    expect(page).not.toMatch(new RegExp(`\\b${guideline.safety.freshDays} days`));
  });
});

/** The properties that every guideline is held to, as `check` names them. */
function builtInProperties(): readonly string[] {
  const [guideline] = checkCards('cards', { today: '2026-11-26' }).guidelines;
  const own = new Set(shipped().proofs.properties.map(({ says }) => says));
  return (guideline?.proof?.properties ?? []).map(({ says }) => says).filter((says) => !own.has(says));
}

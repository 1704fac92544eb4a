import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/core/contract/hook-response.js';
import { phrase } from '../../src/core/guideline/phrase.js';
import { shortFactName } from '../../src/core/suggest/short-label.js';
import type { JsonObject } from '../../src/core/values/json.js';
import { guideline } from '../guideline.js';
import { decisionOf, labelsOf, onlyCard } from './answers.js';
import { consulted, countedWords } from './consulted.js';
import { adult, coded, daysAgo, order, request, screenNormal, snomed, stated, study } from './requests.js';

const rxnorm = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const duration = stated('symptom-days', 20, 0);
const acute: readonly JsonObject[] = [...screenNormal, duration];
const mostWords = 130;

async function noted(text: string, resources: readonly JsonObject[] = acute): Promise<Card> {
  return onlyCard(await consulted(request({ drafts: [order(study.mri, { note: [{ text }] })], resources })));
}

function problem(id: string, text: string): JsonObject {
  const subject = { reference: 'Patient/p1' };
  return { resourceType: 'Condition', id, subject, code: { text }, recordedDate: daysAgo(2) };
}

function wordsOf({ summary, detail = '' }: Card): number {
  return countedWords([summary, detail]);
}

describe('a brief card about words', () => {
  it('leads with both clicks for what they point to, a sign of an emergency first, and says so in its headline', async () => {
    const card = await noted('hx of breast cancer; urinary retention');
    expect(labelsOf(card).slice(0, 4)).toEqual([
      'Present today: new bladder dysfunction',
      'Absent today: new bladder dysfunction',
      'Present today: past cancer',
      'Absent today: past cancer',
    ]);
    expect(card.summary).toMatch(/^Cannot rate, unresolved: new bladder dysfunction.*past cancer – re-examine/);
  });

  it('offers both clicks also where the row would document one of them', async () => {
    expect(labelsOf(await noted('saddle numbness')).slice(0, 2)).toEqual([
      'Present today: saddle numbness',
      'Absent today: saddle numbness',
    ]);
  });

  it('never cuts the words of a red flag', async () => {
    const text =
      'since the weekend the patient has urinary retention that needed a catheter in the emergency room twice';
    const quote = /possible new bladder dysfunction: "([^"]*)"/.exec((await noted(text)).detail ?? '')?.[1] ?? '';
    expect(quote).toContain('urinary retention');
    expect(quote).not.toContain('…');
  });

  it('quotes the words that an answer is withheld for, also where they name no red flag', async () => {
    const card = await noted('prior lumbar fusion 2019');
    expect(decisionOf(card).criterion).toBe('text-unresolved');
    expect(card.summary).toBe(
      'Cannot rate, unresolved: earlier lumbar surgery – re-examine before deciding on imaging',
    );
    expect(card.detail).toContain('**Missing:** possible earlier lumbar surgery: "prior lumbar fusion 2019"');
    expect(labelsOf(card).slice(0, 2)).toEqual([
      'Present today: earlier lumbar surgery',
      'Absent today: earlier lumbar surgery',
    ]);
    expect((await noted('known osteoporosis')).detail).toContain('possible osteoporosis: "known osteoporosis"');
  });

  it('names what words deny in a line, and keeps the click that records it', async () => {
    const card = await noted('denies saddle numbness, bladder or bowel trouble. No leg weakness.', [duration]);
    expect(card.detail).toMatch(/\*\*Said in words, not recorded:\*\* .*no saddle numbness/);
    expect(labelsOf(card).at(-1)).toBe('Record as absent, as written: 4 findings');
  });

  it('leads with the review where nothing but entries that nobody can judge is open', async () => {
    const card = await noted('zzz blarg wibble');
    expect(labelsOf(card)[0]).toBe('Reviewed: none of these entries is a red flag');
    expect(card.detail).toContain('Not known here and may name a danger: "zzz blarg wibble".');
  });

  it('counts what it has no room to name, and stays within its length', async () => {
    const texts = [
      'possible cauda equina syndrome as discussed with the spine surgeon on call last night at length',
      'urinary retention perhaps related to the new medicine that was started by the urologist',
      'saddle numbness reported by the wife over the telephone on Tuesday',
      'query discitis or epidural abscess given the fever and the recent dental treatment',
      'metastatic disease suspected by radiology',
      'hx of breast cancer',
    ];
    const nonsense = ['zzzz qqqq. blorb flarn. gribble zot.', 'quux mumble. frobnicate wibble.'];
    const unnamed = ['u1', 'u2', 'u3'].map((id) => ({ ...problem(id, ''), code: coded('urn:x', id) }));
    const body = request({
      drafts: [order(study.mriBoth, { note: [texts.join('. '), ...nonsense].map((text) => ({ text })) })],
      resources: [...acute, ...texts.map((text, at) => problem(`c${at}`, text)), ...unnamed, stated('fever', true, 3)],
      patient: { ...adult, gender: 'female' },
      prefetch: { procedures: undefined, allergies: undefined, encounters: undefined },
    });
    const card = onlyCard(await consulted(body));
    expect(wordsOf(card)).toBeLessThanOrEqual(mostWords);
    expect(card.detail).toMatch(/\*\*Red flag unresolved:\*\* .*; and \d+ more/);
    expect(card.detail).toMatch(/may name a danger: .*, and \d+ more\./);
    expect(card.detail).toMatch(/3 entries could not be judged/);
    expect(card.detail).toMatch(/Could not be read: .*procedures/);
    expect(labelsOf(card).length).toBeLessThanOrEqual(6);
  });
});

describe('a brief card beside another emergency', () => {
  const warfarin = {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    authoredOn: daysAgo(60),
    medicationCodeableConcept: coded(rxnorm, '11289', 'warfarin'),
  };

  it('names what a haematoma is feared for, and what to do at once', async () => {
    const resources = [
      ...acute,
      stated('sudden-severe-back-pain', true, 0),
      stated('motor-weakness', true, 0),
      warfarin,
    ];
    const card = onlyCard(await consulted(request({ resources })));
    expect(card.indicator).toBe('critical');
    expect(card.detail).toMatch(
      /> \*\*Epidural haematoma\?\*\* warfarin \(since [\d-]+\).*: emergency care now, MRI of the whole spine today/,
    );
  });

  it('does so for an aneurysm', async () => {
    const resources = [...acute, stated('aortic-aneurysm', true, 3), stated('sudden-severe-back-pain', true, 0)];
    const card = onlyCard(await consulted(request({ resources })));
    expect(card.detail).toMatch(/> \*\*Aortic aneurysm\?\*\* .*: emergency vascular assessment first/);
    expect(card.detail).toContain('- Send to emergency care now; spine imaging must not delay it.');
    // nothing bleeds here
    expect(card.detail).not.toMatch(/haematoma|coagulation/i);
  });
});

describe('a brief card that cannot rate', () => {
  const visits = Array.from({ length: 8 }, (_, at) => ({
    resourceType: 'Procedure',
    id: `pt${at}`,
    status: 'completed',
    subject: { reference: 'Patient/p1' },
    code: coded(snomed, '91251008', 'Physical therapy procedure'),
    performedDateTime: daysAgo(70 - 7 * at),
  }));
  const medicine = (display: string): JsonObject => ({
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    authoredOn: daysAgo(60),
    medicationCodeableConcept: coded(rxnorm, '197805', display),
  });
  const longer = stated('symptom-days', 98, 0);

  it('says which care is on record, by count and name, and what then decides', async () => {
    const resources = [longer, ...visits, medicine('ibuprofen 400 MG Oral Tablet')];
    const card = onlyCard(await consulted(request({ resources })));
    expect(card.summary).toBe(
      'Cannot rate: pain 14 weeks, 8 PT visits, ibuprofen; missing red-flag screen. If normal and no better: imaging may be appropriate',
    );
    expect(card.detail).toContain(`8 PT visits (last ${daysAgo(21)}); ibuprofen (since ${daysAgo(60)})`);
  });

  it('lets no text of the record into its headline', async () => {
    const hostile = 'IGNORE THIS CARD [x](https://evil.example)';
    const named = visits.map((visit) => ({ ...visit, code: coded(snomed, '91251008', hostile) }));
    const resources = [...screenNormal, longer, ...named.slice(0, 1), medicine(hostile)];
    const { summary } = onlyCard(await consulted(request({ resources })));
    expect(summary).toMatch(/^Cannot rate: /);
    expect(summary).not.toMatch(/IGNORE|evil|\\/);
  });
});

describe('the short words of brief cards', () => {
  const { phrases, suggestions, overlays, facts } = guideline.documents;
  const longest = 59;
  const labels = new Map<string, string>();
  for (const [id, suggestion] of Object.entries(suggestions)) {
    if (suggestion.kind === 'document')
      for (const choice of suggestion.choices) labels.set(`${id}.${choice.id}`, choice.label);
    else if (suggestion.kind !== 'text') labels.set(id, suggestion.label);
  }
  const named = (prefix: string): readonly string[] =>
    Object.keys(phrases).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));

  it('are there for every button whose label has 60 characters or more', () => {
    const long = [...labels].filter(([id, label]) => (phrases[`shortLabel.${id}`] ?? label).length > longest);
    expect(long).toEqual([]);
  });

  it('let every click for a finding name it whole', () => {
    const cut = guideline.facts
      .filter(({ definition }) => definition.type === 'flag')
      .flatMap(({ name }) => {
        const fact = shortFactName(guideline, name);
        return [
          phrase(guideline, 'shortLabel.words.present', { fact }),
          phrase(guideline, 'shortLabel.words.absent', { fact }),
          phrase(guideline, 'askedYes', { label: fact }),
          phrase(guideline, 'askedNo', { label: fact }),
        ];
      })
      .filter((label) => label.length > longest);
    expect(cut).toEqual([]);
  });

  it('let the orders that are left of a set be named whole', () => {
    const cut = Object.values(suggestions)
      .flatMap((suggestion) => (suggestion.kind === 'order' ? [suggestion.orders] : []))
      .filter(({ length }) => length > 1)
      .flatMap((orders) => orders.map((left) => orders.filter((one) => one !== left)))
      .map((rest) => phrase(guideline, 'orderRest', { texts: rest.map(({ text, short = text }) => short).join(', ') }))
      .filter((label) => label.length > longest);
    expect(cut).toEqual([]);
  });

  it('name suggestions, overlays, rows and facts that there are', () => {
    expect(named('overlaySummary.').filter((id) => !overlays.some((overlay) => overlay.id === id))).toEqual([]);
    expect(named('shortFact.').filter((id) => facts[id] === undefined)).toEqual([]);
    expect(named('contraindicated.').filter((id) => facts[id] === undefined)).toEqual([]);
    const rows = guideline.criteria.map(({ definition }) => definition);
    expect(named('contraindicatedSummary.').filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
    expect(named('ifConfirmed.').filter((id) => !rows.some(({ rating }) => rating === id))).toEqual([]);
    const others = ['switch', 'words.present', 'words.absent'];
    expect(named('shortLabel.').filter((id) => !labels.has(id) && !others.includes(id))).toEqual([]);
    expect(named('answer.').filter((id) => !labels.has(id))).toEqual([]);
    expect(named('briefOverlay.').filter((id) => !overlays.some((overlay) => overlay.id === id))).toEqual([]);
    expect([...named('known.'), ...named('careVisits.')].filter((id) => facts[id] === undefined)).toEqual([]);
  });

  it('are there for every overlay that warns at the top of a card', () => {
    const said = ['unresolved-red-flag'];
    const missing = overlays.filter(
      ({ id, place }) => place === 'top' && !said.includes(id) && phrases[`briefOverlay.${id}`] === undefined,
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it('tell nobody to change or leave out a reason', () => {
    const told =
      /\b(?:change|leave out|remove|omit|drop|delete|replace|correct|reword)\b[^.]*\b(?:reason|indication)s?\b/i;
    expect(Object.entries(phrases).filter(([, text]) => told.test(text))).toEqual([]);
  });
});

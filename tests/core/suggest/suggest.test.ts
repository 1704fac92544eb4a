import { describe, expect, it } from 'vitest';
import type { Suggestion } from '../../../src/core/contract/hook-response.js';
import { pamaCodeOf } from '../../../src/core/decide/rating.js';
import { suggestFor } from '../../../src/core/suggest/suggest.js';
import type { Vignette } from '../../../src/core/trial/vignette.js';
import { isObject, type JsonObject, objectsOf } from '../../../src/core/values/json.js';
import { guideline } from '../../guideline.js';
import { labelsOf, ratingCodes, resourcesOf } from '../../journeys/answers.js';
import { draftFor, rateVignette, sessionFor, shippedVignettes } from '../card/vignette-cards.js';

const { newOrders } = guideline.documents.studies;

/** Every study that the service can propose, as a draft in LOINC or CPT. */
const drafts: readonly JsonObject[] = Object.entries(newOrders).flatMap(([kind, regions]) =>
  Object.entries(regions).flatMap(([region, { codes, cpt }]) => {
    const study = guideline.documents.ratings.studies[kind];
    const known = ['lumbar', 'thoracic', 'cervical', 'whole-spine'] as const;
    const place = known.find((one) => one === region);
    if (study === undefined || place === undefined) return [];
    const [contrast = 'unspecified'] = study.contrast;
    const draft = draftFor(guideline, { modality: study.modality, region: place, contrast, cpt: cpt?.code });
    return draft === undefined ? [] : [{ ...draft, code: { coding: [{ ...(cpt ?? codes[0]) }] } }];
  }),
);
const situations: readonly Vignette[] = [
  ...shippedVignettes(),
  ...['mri-contraindicated', 'pregnant', 'iodinated-caution'].flatMap((fact) => withFact(fact, true)),
  ...withFact('gadolinium-caution', 'allergy'),
];

describe('the updates that cards offer', () => {
  const walks = situations.flatMap((vignette) => drafts.flatMap((draft) => walk(vignette, draft)));

  it('are looked at in some thousand situations', () => {
    expect(drafts.length).toBeGreaterThan(20);
    expect(walks.length).toBeGreaterThan(1_000);
  });

  it('carry the rating that the changed order then gets', () => {
    const wrong = walks.filter(({ promised, next }) => promised !== next.code);
    expect(wrong.map(({ name, promised, next }) => `${name}: ${promised}, then ${next.code}`)).toEqual([]);
  });

  it('are not offered again after they were accepted', () => {
    expect(
      walks.filter(({ suggestion, next }) => next.labels.includes(suggestion.label)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('end at a study that is offered no change any more', () => {
    const isSwitch = (label: string): boolean => label.startsWith('Change the order');
    const open = walks.filter(({ suggestion, next }) => isSwitch(suggestion.label) && next.labels.some(isSwitch));
    expect(open.map(({ name, next }) => `${name} → ${next.labels.join(', ')}`)).toEqual([]);
  });

  it('never make the order worse', () => {
    const rank: readonly unknown[] = ['unrated', 'not-appropriate', 'may-be-appropriate', 'appropriate'];
    const worse = walks.filter(({ before, next }) => rank.indexOf(next.studyRating) < rank.indexOf(before));
    expect(worse.map(({ name }) => name)).toEqual([]);
  });

  it('change nothing but code, priority, rating and a body site that no longer fits', () => {
    for (const { draft, changed } of walks) {
      const { code: _code, priority: _priority, extension: _extension, ...kept } = changed;
      const { code: _old, ...sent } = draft;
      expect(kept).toEqual(sent);
    }
  });
});

interface Walk {
  readonly name: string;
  readonly suggestion: Suggestion;
  readonly draft: JsonObject;
  readonly changed: JsonObject;
  readonly before: unknown;
  /** the PAMA code on the update, and what the changed order gets */
  readonly promised: unknown;
  readonly next: { readonly code: unknown; readonly studyRating: unknown; readonly labels: readonly string[] };
}

/** Accepts each rated update that a draft is offered, and asks again. */
function walk({ id, facts }: Vignette, draft: JsonObject): readonly Walk[] {
  const rated = rateVignette(guideline, facts, draft);
  if (rated === undefined) return [];
  const { suggestions } = suggestFor(rated, sessionFor(rated));
  return suggestions.flatMap(({ suggestion }): readonly Walk[] => {
    const [action] = suggestion.actions ?? [];
    const [changed] = resourcesOf(suggestion);
    if (action?.type !== 'update' || changed === undefined || suggestion.label.startsWith('Change to MRI')) return [];
    const again = rateVignette(guideline, facts, changed);
    if (again === undefined) throw new Error(`${id}: the changed order is not recognised`);
    const offer = suggestFor(again, sessionFor(again)).suggestions.map((one) => one.suggestion);
    const { rating } = again.decision.criterion.definition;
    const code = isObject(draft.code) ? objectsOf(draft.code.coding)[0]?.code : undefined;
    return [
      {
        name: `${id} ${code} ${rated.decision.criterion.definition.id} "${suggestion.label}"`,
        suggestion,
        draft,
        changed,
        before: rated.studyRating,
        promised: ratingCodes(changed)[0],
        next: {
          code: pamaCodeOf(guideline, rating, again.studyRating, again.study.modality)?.code,
          studyRating: again.studyRating,
          labels: labelsOf({ uuid: '', summary: '', indicator: 'info', source: { label: '' }, suggestions: offer }),
        },
      },
    ];
  });
}

function withFact(fact: string, value: boolean | string): readonly Vignette[] {
  return shippedVignettes().map((vignette) => ({
    ...vignette,
    id: `${vignette.id}+${fact}`,
    facts: { ...vignette.facts, [fact]: value },
  }));
}

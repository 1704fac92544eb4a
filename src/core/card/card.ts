/** In: a rated order. Out: the card that says so, and what is remembered of it. */

import type { CardRecord } from '../contract/consult-record.js';
import type { Card, Coding, Indicator, Link, Source } from '../contract/hook-response.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { stateNamed } from '../guideline/fact-by-name.js';
import type { Criterion, Guideline } from '../guideline/guideline.js';
import { phrase } from '../guideline/phrase.js';
import { rowTitle } from '../guideline/row-title.js';
import { earlierConsultOf } from '../order/rating-extensions.js';
import { entryOf, studyKind } from '../order/study.js';
import { withoutUndefined } from '../suggest/new-orders.js';
import { type OfferedSuggestion, suggestFor } from '../suggest/suggest.js';
import { isAtLeast, type Proof } from '../values/fact.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { written } from '../values/json-text.js';
import { memoByPart } from '../values/memo.js';
import { briefDetail } from './brief-detail.js';
import { cardDetail } from './card-detail.js';
import { summaryOf } from './card-summary.js';
import { type OverlayLine, overlaysFor } from './overlays.js';

/** A card as sent, with what is remembered of it. */
export interface MadeCard {
  readonly card: Card;
  readonly record: CardRecord;
}

const reasonSystem = 'urn:spine-imaging-cds:override-reasons';
const hl7ReasonSystem = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
const levels: readonly Indicator[] = ['info', 'warning', 'critical'];

/** Makes the card of one rated order; undefined for a row without a card (out of scope). */
export function makeCard(rated: RatedOrder, session: RequestContext): MadeCard | undefined {
  const { guideline, decision } = rated;
  const { definition } = decision.criterion;
  if (definition.indicator === 'none') return undefined;
  const offer = suggestFor(rated, session);
  const overlays = overlaysFor(rated, session, () => offeredStudies(rated, offer.suggestions));
  const overrideReasons = reasonsOf(guideline, decision.criterion);
  const uuid = session.newId();
  const suggestions = offer.suggestions.map(({ suggestion }) => suggestion);
  const summary = summaryOf(rated, session, overlays, offer.suggestions);
  const card: { -readonly [member in keyof Card]: Card[member] } = {
    uuid,
    summary,
    indicator: indicatorOf(rated, definition.indicator, overlays),
    detail:
      session.detail === 'full'
        ? cardDetail(rated, session, overlays, offer.texts)
        : briefDetail(rated, session, { summary, overlays, advice: offer.texts }),
    source: sourceOf(guideline, decision.criterion, session.pagesUrl),
  };
  if (suggestions.length > 0) {
    card.suggestions = suggestions;
    card.selectionBehavior = offer.areAlternatives ? 'at-most-one' : 'any';
  }
  if (overrideReasons.length > 0) card.overrideReasons = overrideReasons;
  const links = linksOf(rated, session);
  if (links.length > 0) card.links = links;
  card.extension = { 'org.spine-imaging-cds.decision': decisionExtension(rated, overlays) };
  return { card, record: { uuid, suggestions: offer.suggestions.map(({ record }) => record) } };
}

/** A card is at least a warning when the ordered study is not appropriate or an overlay warns (§3.3). */
function indicatorOf({ studyRating }: RatedOrder, own: Indicator, overlays: readonly OverlayLine[]): Indicator {
  let highest = higher(own, studyRating === 'not-appropriate' ? 'warning' : 'info');
  for (const { indicator } of overlays) highest = higher(highest, indicator);
  return highest;
}

function higher(left: Indicator, right: Indicator): Indicator {
  return levels.indexOf(right) > levels.indexOf(left) ? right : left;
}

/** Where the guidance comes from, and the row of it that answers. */
function sourceOf(guideline: Guideline, { definition: { id } }: Criterion, pagesUrl: string | undefined): Source {
  const { label, url = pageOf(pagesUrl, id) } = guideline.documents.guideline.source;
  const topic = { system: 'urn:spine-imaging-cds:criteria', code: id, display: rowTitle(guideline, id) };
  return url === undefined ? { label, topic } : { label, url, topic };
}

function pageOf(pagesUrl: string | undefined, criterion: string): string | undefined {
  return pagesUrl === undefined ? undefined : `${pagesUrl}/criteria/${criterion}`;
}

/** A brief card leads to what it leaves out: the page of its criterion and, where the row has one, the patient's leaflet. */
function linksOf({ guideline, decision }: RatedOrder, { detail, pagesUrl }: RequestContext): readonly Link[] {
  const { id } = decision.criterion.definition;
  const url = pageOf(pagesUrl, id);
  if (url === undefined || detail === 'full') return [];
  const page: Link = { label: phrase(guideline, 'link.page'), url, type: 'absolute' };
  if (guideline.documents.words[id]?.['For the patient'] === undefined) return [page];
  return [page, { label: phrase(guideline, 'link.leaflet'), url: `${url}/leaflet`, type: 'absolute' }];
}

const fewestReasons = 3;
const mostReasons = 5;

/** Three to five reasons in words of our own: those of the row, then the usual ones; none where nothing is advised. */
const reasonsOf = memoByPart(
  (guideline: Guideline, { definition: { override: ids } }: Criterion): readonly Coding[] => {
    if (ids.length === 0) return [];
    const { overrideReasons } = guideline.documents;
    const usual = Object.keys(overrideReasons).filter((id) => overrideReasons[id]?.usual === true && !ids.includes(id));
    const named = [...ids, ...usual.slice(0, Math.max(0, fewestReasons - ids.length))].slice(0, mostReasons);
    const own = named.flatMap((code): readonly Coding[] => {
      const reason = overrideReasons[code];
      if (reason === undefined) return [];
      const { display, asksComment } = reason;
      const shown = asksComment === true ? phrase(guideline, 'asksComment', { display }) : display;
      return [{ system: reasonSystem, code, display: shown }];
    });
    const all = [...own, ...genericReasons(guideline, named, fewestReasons - own.length)];
    return written(all);
  },
);

/** Reasons of HL7 that none of our own says, for a guideline that has too few of its own. */
function genericReasons(guideline: Guideline, own: readonly string[], wanted: number): readonly Coding[] {
  if (wanted <= 0) return [];
  const { hl7Reasons, overrideReasons } = guideline.documents;
  const said = new Set(own.flatMap((id) => overrideReasons[id]?.hl7 ?? []));
  return Object.entries(hl7Reasons)
    .filter(([code]) => !said.has(code))
    .slice(0, wanted)
    .map(([code, display]) => ({ system: hl7ReasonSystem, code, display }));
}

/** The machine-readable why of a card. */
function decisionExtension(rated: RatedOrder, overlays: readonly OverlayLine[]): JsonObject {
  const { guideline, decision, facts, study, order, studyRating, consultId: consult } = rated;
  const { id, rating } = decision.criterion.definition;
  const orderId = textOf(order.id);
  const { understood, pointing, other, unreadable } = facts.entries;
  const { switchedOff, withheld } = insteadOf(rated);
  const open = facts.openEntries.reduce((sum, { names }) => sum + names.length, 0);
  return {
    order: orderId === undefined ? undefined : `ServiceRequest/${orderId}`,
    guideline: guideline.id,
    version: guideline.version,
    consult,
    earlierConsult: earlierConsultOf(order),
    criterion: id,
    rating,
    studyRating,
    study: study.kind,
    because: list(evidenceFor(rated, decision.because)),
    switchedOff,
    withheld,
    missing: list(decision.missing),
    overlays: list(overlays.map((overlay) => overlay.id)),
    entries: { understood, pointing, other, unreadable, open },
  };
}

/** A row that would have answered, and why it did not; for an ordinary answer there is none. */
function insteadOf(rated: RatedOrder): { readonly switchedOff?: JsonObject; readonly withheld?: JsonObject } {
  const { decision } = rated;
  switch (decision.kind) {
    case 'row':
      return {};
    case 'switched-off': {
      const { id, rating, disabled } = decision.row.definition;
      return { switchedOff: { criterion: id, rating, reason: disabled } };
    }
    case 'withheld': {
      const { id, rating } = decision.row.definition;
      const because = list(evidenceFor(rated, decision.rowBecause));
      return {
        withheld: withoutUndefined({
          criterion: id,
          rating,
          unreadParts: list(decision.openParts),
          unsettled: list(decision.unsettled),
          because,
        }),
      };
    }
  }
}

/** Facts with their values and where they stand; what silence alone says is no evidence. */
function evidenceFor({ facts }: RatedOrder, names: readonly string[]): readonly JsonObject[] {
  const found: JsonObject[] = [];
  for (const fact of names) {
    const state = stateNamed(facts, fact);
    if (state?.value === undefined || (state.basis === 'silent' && state.value === false)) continue;
    const value = isAtLeast(state.value) ? { atLeast: state.value.atLeast } : state.value;
    const references = referencesOf(state.proofs);
    found.push(references.length === 0 ? { fact, value } : { fact, value, references });
  }
  return found;
}

function list(items: readonly unknown[]): unknown {
  return items.length === 0 ? undefined : items;
}

function referencesOf(proofs: readonly Proof[]): readonly string[] {
  const references = proofs.map(({ reference }) => reference);
  return references.length < 2 ? references : [...new Set(references)];
}

/** The study kinds that the suggestions would change this order to. */
function offeredStudies({ guideline }: RatedOrder, suggestions: readonly OfferedSuggestion[]): readonly string[] {
  return suggestions.flatMap(({ suggestion }) =>
    objectsOf(suggestion.actions).flatMap((action) => {
      const resource = objectsOf(action.resource)[0];
      const entry = resource?.resourceType === 'ServiceRequest' ? entryOf(guideline, resource.code) : undefined;
      if (entry === undefined || entry.modality === 'any') return [];
      return studyKind(guideline, entry.modality, entry.contrast) ?? [];
    }),
  );
}

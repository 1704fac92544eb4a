import { cardDetail } from './card-detail.js';
import type { Card, Coding, Indicator } from './card-types.js';
import type { RatedOrder, Session } from './consult-context.js';
import type { CardRecord } from './consult-record.js';
import { isAtLeast } from './fact.js';
import { type JsonObject, objectsOf, textOf } from './json.js';
import { withoutUndefined } from './new-order.js';
import { type OverlayLine, overlaysFor } from './overlays.js';
import { phrase } from './phrase.js';
import { entryOf, studyKind } from './study.js';
import { type OfferedSuggestion, suggestFor } from './suggest.js';
import { studyName } from './suggest-switch.js';

/** A card as sent, with what is remembered of it. */
export interface MadeCard {
  readonly card: Card;
  readonly record: CardRecord;
}

const reasonSystem = 'urn:spine-imaging-cds:override-reasons';
const hl7ReasonSystem = 'http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes';
const levels: readonly Indicator[] = ['info', 'warning', 'critical'];

/** Makes the card of one rated order; undefined for a row without a card (out of scope). */
export function makeCard(rated: RatedOrder, session: Session): MadeCard | undefined {
  const { guideline, decision } = rated;
  const { definition } = decision.criterion;
  if (definition.indicator === 'none') return undefined;
  const offer = suggestFor(rated, session);
  const overlays = overlaysFor(rated, session, offeredStudies(rated, offer.suggestions));
  const overrideReasons = reasonsOf(rated);
  const { source } = guideline.documents.guideline;
  const uuid = session.newId();
  const suggestions = offer.suggestions.map(({ suggestion }) => suggestion);
  const card: Card = {
    uuid,
    summary: summaryOf(rated, session),
    indicator: indicatorOf(rated, definition.indicator, overlays),
    detail: cardDetail(rated, session, overlays, offer.texts),
    source: {
      label: source.label,
      ...(source.url === undefined ? {} : { url: source.url }),
      topic: { system: 'urn:spine-imaging-cds:criteria', code: definition.id, display: definition.summary },
    },
    ...(suggestions.length === 0 ? {} : { suggestions, selectionBehavior: 'any' as const }),
    ...(overrideReasons.length === 0 ? {} : { overrideReasons }),
    extension: { 'org.spine-imaging-cds.decision': decisionExtension(rated, overlays) },
  };
  return { card, record: { uuid, suggestions: offer.suggestions.map(({ record }) => record) } };
}

const longestSummary = 139; // in UTF-16 units (row R-5)

/** The row's summary; with several studies in the session it says which one is meant, where that fits. */
function summaryOf(rated: RatedOrder, session: Session): string {
  const { ratings, study, guideline } = rated;
  const warning = ratings.modifiers.find((modifier) => modifier.summary !== undefined)?.summary ?? '';
  const summary = `${warning}${ownSummary(rated)}`;
  if (session.studies.length < 2) return summary;
  const named = phrase(guideline, 'summaryOfOne', { summary, study: studyName(rated, study.kind, study.region) });
  return named.length <= longestSummary ? named : summary;
}

/** What the row says; in other words where the screen it asks for is documented and only something else is unread. */
function ownSummary({ guideline, decision }: RatedOrder): string {
  const { id, summary } = decision.criterion.definition;
  const { screen } = guideline.documents.guideline.safety;
  const isScreenOpen = decision.missing.some((name) => screen.includes(name));
  return (isScreenOpen ? undefined : guideline.documents.phrases[`unreadSummary.${id}`]) ?? summary;
}

/** A card is at least a warning when the ordered study is not appropriate or an overlay warns (§3.3). */
function indicatorOf({ studyRating }: RatedOrder, own: Indicator, overlays: readonly OverlayLine[]): Indicator {
  const wanted: readonly Indicator[] = [
    own,
    studyRating === 'not-appropriate' ? 'warning' : 'info',
    ...overlays.map((overlay) => overlay.indicator),
  ];
  return wanted.reduce((highest, level) => (levels.indexOf(level) > levels.indexOf(highest) ? level : highest));
}

/** Our own reason, then the matching HL7 codes, so that a client that knows those can count them. */
function reasonsOf({ guideline, decision }: RatedOrder): readonly Coding[] {
  const { overrideReasons } = guideline.documents;
  const ids = decision.criterion.definition.override;
  const own = ids.flatMap((code): readonly Coding[] => {
    const reason = overrideReasons[code];
    if (reason === undefined) return [];
    const { display, asksComment } = reason;
    const shown = asksComment === true ? phrase(guideline, 'asksComment', { display }) : display;
    return [{ system: reasonSystem, code, display: shown }];
  });
  const hl7 = new Map<string, string>();
  for (const id of ids)
    for (const code of overrideReasons[id]?.hl7 ?? [])
      if (!hl7.has(code)) hl7.set(code, guideline.documents.hl7Reasons[code] ?? code);
  return [...own, ...[...hl7].map(([code, display]) => ({ system: hl7ReasonSystem, code, display }))];
}

/** The machine-readable why of a card. */
function decisionExtension(rated: RatedOrder, overlays: readonly OverlayLine[]): JsonObject {
  const { guideline, decision, facts, study, order, studyRating, consult } = rated;
  const { id, rating } = decision.criterion.definition;
  const because = decision.because.flatMap((fact) => {
    const state = facts.states[guideline.indexOf(fact) ?? -1];
    if (state?.value === undefined || (state.basis === 'silent' && state.value === false)) return [];
    const references = [...new Set(state.proofs.map((proof) => proof.reference))];
    const value = isAtLeast(state.value) ? { atLeast: state.value.atLeast } : state.value;
    return [withoutUndefined({ fact, value, references: references.length === 0 ? undefined : references })];
  });
  const list = (items: readonly unknown[]): unknown => (items.length === 0 ? undefined : items);
  const orderId = textOf(order.id);
  return withoutUndefined({
    order: orderId === undefined ? undefined : `ServiceRequest/${orderId}`,
    guideline: guideline.id,
    version: guideline.version,
    consult,
    criterion: id,
    rating,
    studyRating,
    study: study.kind,
    because: list(because),
    missing: list(decision.missing),
    overlays: list(overlays.map((overlay) => overlay.id)),
  });
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

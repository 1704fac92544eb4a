import type { Coding, Region, StudyRating } from '../contract/vocabulary.js';
import { ratingExtensions } from '../decide/pama.js';
import type { RatedOrder } from '../decide/rated-order.js';
import { ratingOf } from '../decide/rating.js';
import { ratingsInRegion, wantedRegion } from '../decide/what-if.js';
import type { SwitchSuggestion } from '../guideline/advice-documents.js';
import { valueNamed } from '../guideline/fact-by-name.js';
import type { Guideline } from '../guideline/guideline.js';
import { findPhrase, phrase, phraseOf } from '../guideline/phrase.js';
import { codeOf, inShapeOf } from '../order/order-elements.js';
import { withoutRating, withRating } from '../order/rating-extensions.js';
import { returnedOrder } from '../order/received-order.js';
import type { JsonObject } from '../values/json.js';
import { memoByObject } from '../values/memo.js';

/** A change of the ordered study: the whole order with another code, and whether it is rated better. */
export interface StudySwitch {
  /** "MRI without contrast, lumbar spine" */
  readonly study: string;
  /** the same in fewer letters, where the phrases have a short name of the study */
  readonly shortStudy: string;
  readonly order: JsonObject;
  readonly isBetter: boolean;
}

const rank: { readonly [rating in StudyRating]: number } = {
  unrated: 0,
  'not-appropriate': 0,
  'may-be-appropriate': 1,
  appropriate: 2,
};

/** Offers another study only if it changes something: better rated, or equally rated and the one preferred. */
export function suggestSwitch(
  rated: RatedOrder,
  definition: SwitchSuggestion,
  writesRatings: boolean,
): StudySwitch | undefined {
  const { study, studyRating, order } = rated;
  const { region: asked = 'same', rated: isRated = true } = definition;
  const region = asked === 'same' ? wantedRegion(rated) : asked;
  const target = targetStudy(rated, definition, region);
  if (target === undefined || (target.kind === study.kind && region === study.region)) return undefined;
  const { kind, rating } = target;
  const isMoved = region !== study.region;
  const isBetter = isRated && rank[rating] > rank[studyRating];
  const isPreferred = isMoved || rated.decision.criterion.definition.prefer[0] === kind;
  const isAsGood = isPreferred && rank[rating] > 0 && rank[rating] === rank[studyRating];
  if (isRated && !isBetter && !isAsGood) return undefined;
  const code = codeFor(rated, kind, region);
  if (code === undefined) return undefined;
  const extensions = isRated && writesRatings ? ratingExtensions(rated, rating, modalityOf(rated, kind)) : undefined;
  const changed = {
    ...withoutRating(returnedOrder(isMoved ? withoutSite(order) : order)),
    code: inShapeOf(order, code),
  };
  return {
    study: studyName(rated, kind, region),
    shortStudy: shortName(rated, kind, region),
    order: extensions === undefined ? changed : withRating(changed, extensions),
    isBetter,
  };
}

/** "MRI without contrast, lumbar spine" */
export function studyName({ guideline }: RatedOrder, kind: string | undefined, region: Region): string {
  const names = knownNames(guideline);
  const ofRegion = names.get(region) ?? new Map<string | undefined, string>();
  const known = ofRegion.get(kind);
  if (known !== undefined) return known;
  const { label: study = kind ?? '', wholeBody } = guideline.documents.ratings.studies[kind ?? ''] ?? {};
  const name =
    wholeBody === true
      ? study
      : phrase(guideline, 'studyName', { study, region: phraseOf(guideline, 'region', region) });
  names.set(region, ofRegion.set(kind, name));
  return name;
}

function shortName(rated: RatedOrder, kind: string, region: Region): string {
  const { guideline } = rated;
  const study = findPhrase(guideline, 'shortStudy', kind);
  if (study === undefined) return studyName(rated, kind, region);
  return phrase(guideline, 'studyName', { study, region: phraseOf(guideline, 'region', region) });
}

/** Region, then study kind, both of the guideline's own words, to the name: a card says it several times. */
const knownNames = memoByObject((_: Guideline) => new Map<Region, Map<string | undefined, string>>());

interface Candidate {
  readonly kind: string;
  readonly rating: StudyRating;
}

/** The better rated of the study and its stand-in; the best CT when MRI is contraindicated. */
function targetStudy(
  rated: RatedOrder,
  { study, elseStudy, rated: isRated }: SwitchSuggestion,
  region: Region,
): Candidate | undefined {
  const { guideline } = rated;
  const isContraindicated = hasContraindication(rated);
  if (isRated === false)
    return isContraindicated && modalityOf(rated, study) === 'mri' ? undefined : { kind: study, rating: 'unrated' };
  const ratings = ratingsInRegion(rated, region);
  const rate = (kind: string): Candidate => ({ kind, rating: ratingOf(ratings, kind) });
  const wanted = best(elseStudy === undefined ? [rate(study)] : [rate(study), rate(elseStudy)]);
  if (!isContraindicated || (wanted !== undefined && rank[wanted.rating] > 0)) return wanted;
  const standIns = Object.keys(guideline.documents.ratings.studies).filter((kind) =>
    modalityOf(rated, kind).startsWith('ct'),
  );
  return best(standIns.map(rate));
}

function hasContraindication({ guideline, facts }: RatedOrder): boolean {
  const { imaging } = guideline.documents.guideline.safety;
  return imaging !== undefined && valueNamed(facts, imaging.mri) === true;
}

/** The highest rated, the first of equals. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  let first = candidates[0];
  for (const candidate of candidates)
    if (first === undefined || rank[candidate.rating] > rank[first.rating]) first = candidate;
  return first;
}

function modalityOf({ guideline }: RatedOrder, kind: string): string {
  return guideline.documents.ratings.studies[kind]?.modality ?? '';
}

/** A body site of the old region would contradict the new code. */
function withoutSite(order: JsonObject): JsonObject {
  const { bodySite: _site, bodyStructure: _structure, ...rest } = order;
  return rest;
}

/** The new code, in the code system the draft uses where one of ours is: CPT for CPT. */
function codeFor({ guideline, order }: RatedOrder, kind: string, region: Region): JsonObject | undefined {
  const proposal = guideline.documents.studies.newOrders[kind]?.[region];
  if (proposal === undefined) return undefined;
  const { codes, cpt, text } = proposal;
  const ordered = guideline.codings.codings(codeOf(order));
  const isUsed = ({ system: uri }: Coding): boolean => ordered.some(({ system }) => system?.uri === uri);
  const sameSystem = codes.filter(isUsed);
  const coding = cpt !== undefined && isUsed(cpt) ? [cpt] : sameSystem.length > 0 ? sameSystem : codes;
  return coding.length === 0 ? undefined : { coding, text: text ?? coding[0]?.display ?? '' };
}

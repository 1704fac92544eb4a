import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import { findPhrase, phrase } from '../guideline/phrase.js';
import { isStatReferral, suggestionsOf } from '../suggest/row-suggestions.js';
import type { OfferedSuggestion } from '../suggest/suggest.js';
import { studyName } from '../suggest/switch-study.js';
import { openSummary } from './brief-summary.js';
import { contraindication } from './care-on-record.js';
import type { OverlayLine } from './overlays.js';
import { forWantedRegion } from './region-words.js';

const longestSummary = 139; // in UTF-16 units (row R-5)

/**
 * The row's summary, behind an emergency that an overlay warns of; with several studies in the session it says which one
 * is meant, where that fits.
 */
export function summaryOf(
  rated: RatedOrder,
  session: RequestContext,
  overlays: readonly OverlayLine[],
  suggestions: readonly OfferedSuggestion[],
): string {
  const { ratings, study, guideline } = rated;
  const warning = ratings.modifiers.find((modifier) => modifier.summary !== undefined)?.summary ?? '';
  const open = session.detail === 'brief' ? openSummary(rated, suggestions) : undefined;
  const own = withEmergency(rated, overlays, open ?? forWantedRegion(rated, ownSummary(rated)));
  const whole = `${warning}${own}`;
  const summary = whole.length <= longestSummary ? whole : own;
  if (session.studies.length < 2) return summary;
  const named = phrase(guideline, 'summaryOfOne', { summary, study: studyName(rated, study.kind, study.region) });
  return named.length <= longestSummary ? named : summary;
}

/**
 * What the row says; in other words where a part of care counts that cannot be given, and where the screen it asks for is
 * documented and only something else is unread.
 */
function ownSummary(rated: RatedOrder): string {
  const { guideline, decision } = rated;
  const { id, summary } = decision.criterion.definition;
  if (decision.because.some((name) => contraindication(rated, name) !== undefined))
    return findPhrase(guideline, 'contraindicatedSummary', id) ?? summary;
  const { screen } = guideline.documents.guideline.safety;
  const unread = findPhrase(guideline, 'unreadSummary', id);
  return unread === undefined || decision.missing.some((name) => screen.includes(name)) ? summary : unread;
}

/** An emergency that is none of the row's comes first (`overlaySummary.<overlay>`), alone where both do not fit. */
function withEmergency(rated: RatedOrder, overlays: readonly OverlayLine[], summary: string): string {
  const { guideline } = rated;
  if (sendsAtOnce(rated)) return summary;
  const critical = overlays.find(({ indicator }) => indicator === 'critical');
  const emergency = critical === undefined ? undefined : findPhrase(guideline, 'overlaySummary', critical.id);
  if (emergency === undefined) return summary;
  const both = `${emergency} ${summary}`;
  return both.length <= longestSummary ? both : emergency;
}

/** Whether the row itself sends every patient to somebody at once: its own summary says so. */
function sendsAtOnce({ guideline, decision }: RatedOrder): boolean {
  return suggestionsOf(guideline, decision.criterion).all.some(
    ({ definition, condition }) => isStatReferral(definition) && condition === undefined,
  );
}

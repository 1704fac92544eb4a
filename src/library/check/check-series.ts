import type { SeriesDefinition, SeriesPlace } from '../../core/guideline/series-documents.js';
import { isUnit } from '../../core/values/quantity.js';
import type { CheckContext, Place } from './check-context.js';

/** Checks what the series name: value sets, facts, places, other series. */
export function checkSeries(context: CheckContext): void {
  for (const [name, series] of Object.entries(context.documents.series)) {
    const at = (...path: readonly string[]): Place => ['series', 'series', name, ...path];
    const valueSets = Object.keys(context.documents.valueSets);
    context.expectAll(at('codes'), series.codes, 'value set', valueSets);
    context.expectAll(at('speaksTo'), series.speaksTo, 'fact', Object.keys(context.documents.facts));
    for (const [place, { codes, site, findings }] of placesOf(series)) {
      context.expectAll(at('places', place, 'codes'), codes, 'value set', valueSets);
      context.expectAll(at('places', place, 'site'), site, 'value set', valueSets);
      context.expectAll(at('places', place, 'findings'), findings, 'value set', valueSets);
    }
    if ('unit' in series && series.unit !== undefined && !isUnit(series.unit)) {
      const [kind, ...path] = at('unit');
      context.report(kind, path, `unit: "${series.unit}" is no unit of UCUM: no value of a record could be read`);
    }
    checkKind(context, series, at);
  }
}

function placesOf({ places }: SeriesDefinition): readonly (readonly [string, SeriesPlace])[] {
  return Object.entries(places ?? {});
}

function checkKind(
  { documents, expectKnown }: CheckContext,
  series: SeriesDefinition,
  at: (...path: readonly string[]) => Place,
): void {
  const valueSets = Object.keys(documents.valueSets);
  const expectFact = (fact: string | undefined, ...path: readonly string[]): void =>
    expectKnown(at(...path), fact, 'fact', Object.keys(documents.facts));
  switch (series.kind) {
    case 'strength':
      for (const [member, named] of Object.entries(series.facts))
        for (const fact of [named].flat()) expectFact(fact, 'facts', member);
      expectFact(series.overall, 'overall');
      expectKnown(at('present', 'answers'), series.present.answers, 'value set', valueSets);
      return expectKnown(at('footDrop', 'place'), series.footDrop.place, 'place', Object.keys(series.places));
    case 'reflex':
      for (const [place, { absent, symmetric }] of Object.entries(series.places)) {
        expectFact(absent, 'places', place, 'absent');
        expectFact(symmetric, 'places', place, 'symmetric');
      }
      expectFact(series.diminished.fact, 'diminished', 'fact');
      expectFact(series.symmetricLossIf, 'symmetricLossIf');
      expectKnown(at('absent', 'answers'), series.absent.answers, 'value set', valueSets);
      return expectKnown(at('present', 'answers'), series.present.answers, 'value set', valueSets);
    case 'sensation':
      for (const [place, { reduced }] of Object.entries(series.places)) expectFact(reduced, 'places', place, 'reduced');
      return;
    case 'score':
      return expectKnown(
        at('shortScale', 'series'),
        series.shortScale?.series,
        'series',
        Object.keys(documents.series),
      );
    case 'signs':
    case 'weight':
    case 'words':
  }
}

import type { JsonObject } from '../values/json.js';
import type { writtenText } from '../values/json-text.js';
import type { HookName } from './hook-request.js';

/** How urgent a card is. Spec: CDS Hooks 2.0 "Card Attributes". */
export type Indicator = 'info' | 'warning' | 'critical';

/** A code of CDS Hooks: FHIR's Coding cut down to what a card may carry. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** Where the guidance of a card comes from; `url` and `icon` are absolute. */
export interface Source {
  readonly label: string;
  readonly url?: string;
  readonly icon?: string;
  readonly topic?: Coding;
}

/** A link of a card; `appContext` belongs to `smart` links only. */
export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute' | 'smart';
  readonly appContext?: string;
}

/** A change of one resource; a created or updated resource is always the whole resource. */
export type Action =
  | {
      readonly type: 'create' | 'update';
      readonly description: string;
      readonly resource: JsonObject;
      readonly [writtenText]?: string;
    }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string };

/** Actions that apply together when the user accepts them. */
export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly isRecommended?: boolean;
  readonly actions?: readonly Action[];
}

/** One piece of advice; `summary` is at most 139 characters, `detail` is GitHub-flavoured Markdown without HTML. */
export interface Card {
  readonly uuid: string;
  readonly summary: string;
  readonly indicator: Indicator;
  readonly detail?: string;
  readonly source: Source;
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly Coding[];
  readonly links?: readonly Link[];
  readonly extension?: JsonObject;
}

/** The body of a successful answer. Spec: CDS Hooks 2.0 "CDS Service Response". */
export interface HookResponse {
  readonly cards: readonly Card[];
  readonly systemActions?: readonly Action[];
  readonly extension?: JsonObject;
}

/** One entry of the discovery answer. Spec: CDS Hooks 2.0 "Discovery". */
export interface ServiceDescription {
  readonly hook: HookName;
  readonly id: string;
  readonly title?: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly prefetch?: { readonly [key: string]: string };
}

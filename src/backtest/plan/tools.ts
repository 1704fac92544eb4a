import type { CardRecord } from '../../core/contract/consult-record.js';
import type { HookRequest } from '../../core/contract/hook-request.js';
import type { HookResponse } from '../../core/contract/hook-response.js';
import type { PatientRecord, RecordPart } from '../../core/contract/patient-record.js';
import type { RatedOrder } from '../../core/decide/rated-order.js';
import type { Guideline } from '../../core/guideline/guideline.js';
import type { JsonObject } from '../../core/values/json.js';

/** The guidelines of one folder, as the service would answer with them. */
export interface OpenedCards {
  readonly guidelines: readonly Guideline[];
  /** fingerprint of every file that they were read from, and of the program's version */
  readonly digest: string;
}

/** The parts of a consultation that a backtest counts. */
export interface Consulted {
  readonly response: HookResponse;
  readonly decided: readonly { readonly rated: RatedOrder; readonly card: CardRecord | undefined }[];
}

export type DraftOrders =
  | { readonly kind: 'read'; readonly draftOrders: readonly JsonObject[] }
  | { readonly kind: 'unusable'; readonly message: string };

/** What a backtest needs from the rest of the program. */
export interface BacktestTools {
  readonly version: string;
  /** `dataDir` is where it is remembered that a folder has been proved; throws an AuthoringError for one that cannot be used */
  readonly openCards: (folder: string, dataDir: string) => Promise<OpenedCards>;
  /** the folder of the cards that are used unless another is named */
  readonly usualCards: string;
  /** decides as the service does */
  readonly consult: (
    guidelines: readonly Guideline[],
    asked: { readonly request: HookRequest; readonly record: PatientRecord; readonly now: Date },
  ) => Promise<Consulted>;
  readonly withoutRepeats: (resources: readonly JsonObject[]) => readonly JsonObject[];
  /** whether all that a resource and what it contains say of their patient is this one */
  readonly isAbout: (resource: JsonObject, patientId: string) => boolean;
  /** the FHIR type that a part of the record holds */
  readonly typeOfPart: (part: RecordPart) => string;
  readonly resourcesOfBundle: (bundle: JsonObject) => readonly JsonObject[];
  readonly orderOfStudy: (guidelines: readonly Guideline[], name: string) => DraftOrders;
}

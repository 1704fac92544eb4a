import type { RecordPart } from './patient-record.js';

/** An EHR that may call the service, and what has been agreed with it; read from the clients file. */
export interface Client {
  readonly kind: 'registered' | 'demo';
  /** what logs and metrics call it */
  readonly name: string;
  /** issuer of its tokens */
  readonly iss: string;
  readonly keys: KeySource;
  /** the one key-set URL that its tokens may name; undefined = a `jku` in a token is neither compared nor fetched */
  readonly jku: string | undefined;
  /** JWS algorithms that its tokens may be signed with; all asymmetric */
  readonly algorithms: readonly string[];
  /** tenants that its tokens may name; undefined = `tenant` is not looked at */
  readonly tenants: readonly string[] | undefined;
  /** whether feedback may also carry a token made out to the service's own URL */
  readonly feedbackAudience: 'feedback' | 'either';
  /** what becomes of a good token when the store cannot say whether it was used before: `lenient` accepts it */
  readonly replay: 'strict' | 'lenient';
  /** whether it sees the consults of all clients in reports, or its own */
  readonly admin: boolean;
  /** base URLs that its record may be fetched from */
  readonly fhirServers: readonly string[];
  /** private address ranges (CIDR) that those servers and its key set may resolve to */
  readonly networks: readonly string[];
  /** web origins whose pages may call on its behalf */
  readonly origins: readonly string[];
  readonly systemActions: 'off' | 'standard' | 'pama' | 'both';
  /** which cards it gets; `silent` decides and records, but shows none */
  readonly cards: 'all' | 'actionable' | 'silent';
  /** whether facts that a clinician attests by accepting a suggestion are remembered for the patient */
  readonly answersOnCards: 'remember' | 'ignore';
  /** for how many days such an answer counts; undefined = as long as the window of its fact */
  readonly answersCountDays: number | undefined;
  /** how much a card says itself; `brief` leaves the rest to the pages that it links to */
  readonly detail: 'brief' | 'full';
  /** what it gets for an order that no criteria apply to and that holds no red flag */
  readonly noCriteria: 'line' | 'silent';
  /** language of the words, such as `de`; undefined = as the call asks in `Accept-Language` */
  readonly language: string | undefined;
  /** parts of the record without which it wants 412 rather than an answer */
  readonly requireRecord: readonly RecordPart[];
  /** as what the form is registered with it; undefined = its cards do not lead there */
  readonly companion: CompanionAgreement | undefined;
  /** hook calls and feedback per minute; the demo client has no limit */
  readonly rateLimit: number;
}

/** How the form is registered as a SMART app at an EHR. */
export interface CompanionAgreement {
  readonly clientId: string;
  /** of a confidential client */
  readonly clientSecret?: string;
  /** what it may ask for on top of reading, such as `patient/Observation.write` */
  readonly writeScopes: readonly string[];
}

/** Where a client's public keys come from. */
export type KeySource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'none' };

/** Everybody, in the demo mode: no authentication, no agreement, and no FHIR server but an open one. */
export const demoClient: Client = {
  kind: 'demo',
  name: 'demo',
  iss: '',
  keys: { kind: 'none' },
  jku: undefined,
  algorithms: [],
  tenants: undefined,
  feedbackAudience: 'either',
  replay: 'strict',
  admin: true,
  fhirServers: [],
  networks: [],
  origins: [],
  systemActions: 'both',
  cards: 'all',
  answersOnCards: 'remember',
  answersCountDays: undefined,
  detail: 'brief',
  noCriteria: 'line',
  language: undefined,
  requireRecord: [],
  companion: undefined,
  rateLimit: Number.POSITIVE_INFINITY,
};

/** What there is to verify a client by; the body has not been read yet. */
export interface ClientCall {
  /** the path the client called, as sent, without the query */
  readonly path: string;
  /** the `Authorization` header as sent */
  readonly authorization: string | undefined;
}

/** Answers who calls, or rejects with a RequestError (401, 403, 429, 503). */
export type VerifyClient = (call: ClientCall) => Promise<Client>;

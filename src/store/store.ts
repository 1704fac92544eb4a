import type { AnswerKey, Attestation, AttestationsRead, ConsultRecord } from '../core/contract/consult-record.js';
import type { ConsultTrace } from '../core/contract/consult-trace.js';
import type { Feedback } from '../core/contract/feedback.js';
import type { Log } from '../core/contract/log.js';
import type { FeedbackResult, FeedbackSender, StoreStatus } from '../core/contract/store-answers.js';
import type { Report, ReportQuery } from '../core/report/tally.js';
import { createAnswerReader } from './answers.js';
import type { Availability } from './availability.js';
import { withinBudget } from './budget.js';
import { type CompanionSessions, createCompanionSessions } from './companion-sessions.js';
import type { Connection } from './connection.js';
import type { ConsultSpool } from './consult-spool.js';
import { createFeedbackLog } from './feedback-log.js';
import { forgetAnswers } from './forget-answers.js';
import { type FormAnswers, rememberFormAnswers } from './form-answers.js';
import { readReport } from './read-report.js';
import { readTrace } from './read-trace.js';
import { startRetention } from './retention.js';
import type { Seal } from './seal.js';
import type { KeyedHash } from './site-key.js';
import { rememberTokens, type UseTokenOnce } from './used-tokens.js';

/** What the service remembers. Reads and token checks answer within a small budget, whatever the storage does. */
export interface Store {
  /** keyed hash of a patient, user or order: `hash('patient', [client, patientId])` */
  readonly hash: KeyedHash;
  /** takes consults to be written soon; never fails and never waits */
  readonly saveConsults: (records: readonly ConsultRecord[]) => void;
  /** what clinicians attested on cards about a patient, newest first */
  readonly attestationsOf: (patientHash: string) => Promise<AttestationsRead>;
  /** resolves once the feedback is durable, or cannot be stored now; remembers what accepted suggestions state */
  readonly saveFeedback: (feedback: readonly Feedback[], sender: FeedbackSender) => Promise<FeedbackResult>;
  /** remembers what was attested in the form, and answers what it took back; undefined when it cannot be stored now */
  readonly rememberFormAnswers: (answers: FormAnswers) => Promise<readonly AnswerKey[] | undefined>;
  /** sessions of the form, and the handles that lead into it */
  readonly companion: CompanionSessions;
  readonly useTokenOnce: UseTokenOnce;
  /** of the consults of one client, or of all when none is named */
  readonly report: (query: ReportQuery, client?: string) => Promise<Report>;
  /** one consult by its id, or by the uuid of one of its cards; undefined = it is not there */
  readonly trace: (id: string) => Promise<ConsultTrace | undefined>;
  /** forgets what clinicians attested on cards about a patient */
  readonly forgetAnswers: (patientHash: string) => Promise<void>;
  /** tries to write, then says how the store is doing */
  readonly ready: () => Promise<StoreStatus>;
  /** the same without trying, for the metrics */
  readonly status: () => StoreStatus;
  /** writes what waits, as far as the storage lets it, and closes */
  readonly close: () => Promise<void>;
}

export interface StoreParts {
  readonly connection: Connection;
  readonly availability: Availability;
  readonly spool: ConsultSpool;
  readonly hash: KeyedHash;
  readonly seal: Seal;
  /** the error code when the storage cannot be written */
  readonly ping: () => Promise<string | undefined>;
  readonly spoolLimit: number;
  readonly retentionDays: number | undefined;
  /** largest share of what is kept that one purge may remove */
  readonly purgePercent: number;
  readonly now: () => Date;
  readonly log: Log;
}

const readBudgetMilliseconds = 150;
const closeBudgetMilliseconds = 5_000;

/** Puts the store together from its parts. */
export function assembleStore(parts: StoreParts): Store {
  const { connection, availability, spool, hash, ping, log } = parts;
  const feedbackLog = createFeedbackLog(parts);
  const stopRetention = startRetention(parts);
  const readInTime = createTimedReader(availability);

  const status = (): StoreStatus => ({
    kind: availability.isUp() ? 'up' : 'down',
    storage: connection.storage,
    errorCode: availability.errorCode(),
    spooled: spool.waiting().length,
    spoolLimit: parts.spoolLimit,
    dropped: spool.dropped(),
    consultsWritten: spool.written(),
    feedbackStored: feedbackLog.stored(),
    unknownCards: feedbackLog.unknownCards(),
  });

  async function ready(): Promise<StoreStatus> {
    const errorCode = availability.isUp() ? await ping() : undefined;
    if (errorCode !== undefined) availability.noteFailure({ code: errorCode });
    return status();
  }

  const readAnswers = createAnswerReader(connection);

  function readAll(patientHash: string): AttestationsRead | Promise<AttestationsRead> {
    const answers = readAnswers(patientHash);
    return answers instanceof Promise ? answers.then(asRead) : asRead(answers);
  }

  async function report(query: ReportQuery, client?: string): Promise<Report> {
    await spool.drain();
    return readReport(connection, query, client);
  }

  async function trace(id: string): Promise<ConsultTrace | undefined> {
    await spool.drain();
    return readTrace(connection, id);
  }

  async function rememberForm(answers: FormAnswers): Promise<readonly AnswerKey[] | undefined> {
    try {
      await feedbackLog.settle();
      return await rememberFormAnswers(connection, answers, parts.now());
    } catch (error) {
      availability.noteFailure(error);
      return undefined;
    }
  }

  async function close(): Promise<void> {
    stopRetention();
    await feedbackLog.settle();
    await withinBudget(spool.drain(), closeBudgetMilliseconds);
    availability.stop();
    const lost = spool.waiting().length;
    if (lost > 0) log.error({ event: 'consults-lost', consults: lost });
    await connection.close();
  }

  return {
    hash,
    saveConsults: spool.push,
    attestationsOf: (patientHash) => readInTime<AttestationsRead>(() => readAll(patientHash), { kind: 'unread' }),
    saveFeedback: feedbackLog.save,
    rememberFormAnswers: rememberForm,
    companion: createCompanionSessions(parts),
    useTokenOnce: rememberTokens(parts),
    report,
    trace,
    forgetAnswers: async (patientHash) => {
      await feedbackLog.settle();
      await forgetAnswers(connection, patientHash);
    },
    ready,
    status,
    close,
  };
}

function asRead(answers: readonly Attestation[]): AttestationsRead {
  return { kind: 'read', answers };
}

/** Reads that answer the fallback when the storage is down, fails or takes too long. */
function createTimedReader(availability: Availability) {
  return async <Value>(read: () => Value | Promise<Value>, fallback: Value): Promise<Value> => {
    if (!availability.isUp()) return fallback;
    try {
      const reading = read();
      if (!(reading instanceof Promise)) return reading;
      const answer = await withinBudget(reading, readBudgetMilliseconds);
      return answer === 'late' ? fallback : answer;
    } catch (error) {
      availability.noteFailure(error);
      return fallback;
    }
  };
}

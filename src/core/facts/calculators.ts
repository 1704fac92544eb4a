import type { Declaration } from '../guideline/parameters.js';
import { abruptOnset } from '../read/read-qualifier.js';
import { bothLegs } from './both-legs.js';
import type { Calculator } from './calculator.js';
import { careDays, carePart, plannedIntervention } from './care.js';
import { careOutcome } from './care-outcome.js';
import { mriSafety, pregnancy, strongestCaution } from './contraindications.js';
import { deficitCourse, deficitDays } from './deficits.js';
import { contradictedDays, episodeDays } from './episodes.js';
import { indication } from './indication.js';
import { inflammatorySigns, supportedAnswer } from './inflammatory.js';
import { administrativeGender, age, recordsAvailable } from './patient.js';
import { imagedAfterRedFlag, imagingChange, imagingDays, imagingFinding } from './prior-imaging.js';
import { scoreCourse, scoreDecline, scoreImpairment, weightLoss } from './scores.js';

/** The calculators in their order: each may use the facts of those above it. */
export const earlyCalculators: readonly Calculator[] = [
  age,
  administrativeGender,
  recordsAvailable,
  indication,
  pregnancy,
  episodeDays,
  contradictedDays,
  scoreCourse,
  carePart,
  careDays,
  careOutcome,
  scoreImpairment,
  scoreDecline,
  plannedIntervention,
  weightLoss,
  imagingDays,
  imagingFinding,
  mriSafety,
  strongestCaution,
  inflammatorySigns,
  supportedAnswer,
];

/** Those that use facts which only statements decide as well. */
export const lateCalculators: readonly Calculator[] = [deficitDays, imagingChange, imagedAfterRedFlag, deficitCourse];

/** Ways of reading that add statements about a fact; the fact itself is then no more than its statements. */
export const statementMakers: readonly Declaration[] = [abruptOnset, bothLegs];

import type { Guideline } from '../../core/guideline/guideline.js';
import type { JsonObject } from '../../core/values/json.js';
import { RequestError } from '../../errors.js';
import type { BacktestTools } from './tools.js';

/**
 * The draft order of a study that every patient is taken to be ordered.
 * @throws RequestError for a study that no guideline proposes
 */
export function draftOfStudy(study: string, guidelines: readonly Guideline[], tools: BacktestTools): JsonObject {
  const read = tools.orderOfStudy(guidelines, study);
  const [draft] = read.kind === 'read' ? read.draftOrders : [];
  if (draft !== undefined) return draft;
  const problem = read.kind === 'unusable' ? read.message : 'is no order';
  throw new RequestError({ code: 'value', status: 400, message: `--all-patients ${study} ${problem}` });
}

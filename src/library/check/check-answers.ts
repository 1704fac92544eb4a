import { compileGuideline } from '../../core/guideline/compile-guideline.js';
import { parseRule } from '../../core/rules/parse-expression.js';
import { runVignettes } from '../../core/trial/run-vignettes.js';
import type { AuthoringProblem } from '../../errors.js';
import type { CardLayers } from '../card-layers.js';
import type { GuidelineFolder } from '../read-guideline.js';
import { readVignettes } from './check-vignettes.js';

/** Runs the vignettes of a guideline; each answer that is not as expected is a problem at the vignette. */
export function checkAnswers(layers: CardLayers, folder: GuidelineFolder): readonly AuthoringProblem[] {
  const { vignettes, problemAt } = readVignettes(layers, folder);
  return runVignettes(compileGuideline(folder.documents, parseRule), vignettes).flatMap(
    ({ vignette, order, expected, got, differences }) => {
      if (differences.length === 0) return [];
      const study = [order.modality, order.region, order.contrast].filter((part) => part !== undefined).join(' ');
      const answers = differences.map((member) => `${member} ${expected[member]} expected, ${got[member]} got`);
      return problemAt(vignette.id, `${vignette.id} (${study}): ${answers.join('; ')}`) ?? [];
    },
  );
}

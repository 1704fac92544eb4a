import { concept, type Form } from '../../resources.js';
import { make } from './read-facts.js';

const side = { left: 'sct:7771000', right: 'sct:24028007' };

export const onSide = (which: 'left' | 'right') => ({ bodySite: concept(side[which]) });

/** A graded muscle in our own codes: `ankle-dorsiflexion.left`. */
export const strength = (place: string, grade: number): Form =>
  make.observation(`own:muscle-strength.${place}`, { valueInteger: grade });

/** A graded reflex in our own codes: `ankle.left`. */
export const reflex = (place: string, grade: number): Form =>
  make.observation(`own:reflex.${place}`, { valueInteger: grade });

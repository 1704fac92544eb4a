import type { Guideline } from '../guideline/guideline.js';

/** Something made of a guideline alone: worked out when it is first asked for, then kept as long as the guideline is. */
export function perGuideline<Made>(make: (guideline: Guideline) => Made): (guideline: Guideline) => Made {
  const kept = new WeakMap<Guideline, { readonly made: Made }>();
  return (guideline) => {
    const known = kept.get(guideline);
    if (known !== undefined) return known.made;
    const made = make(guideline);
    kept.set(guideline, { made });
    return made;
  };
}

/** The same for a part of a guideline: a row of its table, an entry of its catalogue. */
export function perPart<Part extends object, Made>(
  make: (guideline: Guideline, part: Part) => Made,
): (guideline: Guideline, part: Part) => Made {
  const partsOf = perGuideline(() => new WeakMap<Part, { readonly made: Made }>());
  return (guideline, part) => {
    const parts = partsOf(guideline);
    const known = parts.get(part);
    if (known !== undefined) return known.made;
    const made = make(guideline, part);
    parts.set(part, { made });
    return made;
  };
}

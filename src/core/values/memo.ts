/** Longer words are written for one patient: nothing that is made of them is kept. In characters. */
export const longestRemembered = 120;

/**
 * What was made of a text is kept, for at most so many texts; then all is forgotten and made anew. For texts that come
 * again and again, such as codes and displays.
 */
export function memo<Made>(most: number, make: (text: string) => Made): (text: string) => Made {
  const kept = new Map<string, { readonly made: Made }>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known.made;
    if (kept.size >= most) kept.clear();
    const made = make(text);
    kept.set(text, { made });
    return made;
  };
}

/** The same for texts of which some are written for one patient: those are longer, and nothing made of them is kept. */
export function memoOfShort<Made>(most: number, make: (text: string) => Made): (text: string) => Made {
  const known = memo(most, make);
  return (text) => (text.length > longestRemembered ? make(text) : known(text));
}

/** Something made of an object alone: worked out when it is first asked for, then kept as long as the object is. */
export function memoByObject<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const kept = new WeakMap<Key, { readonly made: Made }>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known.made;
    const made = make(key);
    kept.set(key, { made });
    return made;
  };
}

/** The same for a part of an object: a row of a guideline, an entry of its catalogue. */
export function memoByPart<Key extends object, Part extends object, Made>(
  make: (key: Key, part: Part) => Made,
): (key: Key, part: Part) => Made {
  const partsOf = memoByObject((key: Key) => memoByObject((part: Part) => make(key, part)));
  return (key, part) => partsOf(key)(part);
}

/** Opens data when that is first asked for, and holds the data no longer; where there is none, what it stands for is made. */
export function openedOnce<Data, Opened>(
  given: Data | undefined,
  open: (data: Data) => Opened,
  make: () => Opened,
): () => Opened {
  let data = given;
  let opened: Opened | undefined;
  return () => {
    opened ??= data === undefined ? make() : open(data);
    data = undefined;
    return opened;
  };
}

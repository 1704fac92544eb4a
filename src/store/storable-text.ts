/** Text of a client as both storages take it: PostgreSQL refuses the null character; longer text is cut. */
export function toStorableText(text: string, limitCharacters: number): string {
  return text.replaceAll('\0', '').slice(0, limitCharacters);
}

/** True for a LOINC term whose last digit is right (modulus 10). */
export function hasLoincDigit(code: string): boolean {
  const [body = '', digit = ''] = code.split('-');
  const sum = [...body].reverse().reduce((total, character, index) => {
    const value = Number(character) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return /^\d+$/.test(body) && (10 - (sum % 10)) % 10 === Number(digit);
}

/** True for a SNOMED CT identifier whose last digit is right (Verhoeff). */
export function hasVerhoeffDigit(code: string): boolean {
  const checksum = [...code].reverse().reduce((state, character, index) => {
    const permuted = Array.from({ length: index % 8 }).reduce((digit: number) => permute(digit), Number(character));
    return dihedral(state, permuted);
  }, 0);
  return /^\d{6,18}$/.test(code) && checksum === 0;
}

function permute(digit: number): number {
  return [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit] ?? 0;
}

/** Product in the dihedral group of order ten. */
function dihedral(left: number, right: number): number {
  const isRotation = left < 5;
  const sum = isRotation ? (left + right) % 5 : (left - right + 10) % 5;
  return left < 5 === right < 5 ? sum : sum + 5;
}

import ts from 'typescript';

/** One place where a source file breaks a house rule. */
export interface Breach {
  readonly place: string;
  readonly rule: string;
}

const codeSystemLiteral = /snomed\.info\/sct|loinc\.org|ama-assn|sid\/icd-10|rxnorm/i;
const maximumLines = 250;

/**
 * Every breach of the style rules that a machine can see in one file of `src/`: length, `any`, assertions, default
 * exports, code-system literals, `process.env` outside config.ts.
 */
export function findBreaches(file: string, text: string): readonly Breach[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const breaches: Breach[] = [];
  const report = (node: ts.Node, rule: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    breaches.push({ place: `${file}:${line + 1}`, rule });
  };
  const visit = (node: ts.Node): void => {
    const rule = brokenRule(node, file);
    if (rule !== undefined) report(node, rule);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const lines = text.split('\n').length - 1;
  if (lines > maximumLines) breaches.push({ place: file, rule: `${lines} lines, more than ${maximumLines}` });
  return breaches;
}

function brokenRule(node: ts.Node, file: string): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  if (ts.isNonNullExpression(node)) return 'non-null assertion';
  if (ts.isTypeAssertionExpression(node)) return 'type assertion';
  if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) return 'as';
  const isDefaultExport = ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword;
  if (isDefaultExport && !file.endsWith('.d.ts')) return 'default export'; // a .d.ts describes what others export
  if (holdsText(node) && codeSystemLiteral.test(node.text)) return 'code-system literal';
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'process.env' && file !== 'src/config.ts')
    return 'process.env outside config.ts';
  return undefined;
}

function holdsText(node: ts.Node): node is ts.LiteralLikeNode {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node)
  );
}

import { type RuleSource, ruleInWords as wordsOfRule } from '../../core/document/rule-words.js';
import { lineAsMarkdown } from './document-text.js';

/** A rule in words, as Markdown. */
export function ruleInWords(source: RuleSource, rule: string): string {
  return lineAsMarkdown(wordsOfRule(source, rule));
}

/** The look of a printed guideline: quiet, landscape on paper, readable without colour. */
export const pageStyle = `
:root { color-scheme: light; --line: #c9d1d9; --soft: #f4f6f8; --ink: #1b2430; --blue: #0b4f8a; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 84rem; margin: 0 auto; padding: 2rem 2rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.4rem; margin: 3rem 0 .8rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.08rem; margin: 2rem 0 .5rem; }
p, ul { margin: .5rem 0; }
ul { padding-left: 1.3rem; }
li > ul { margin: .1rem 0; }
p, main > ul { max-width: 62rem; }
main > ul:first-of-type { columns: 3; max-width: none; padding: .8rem 1.2rem .8rem 2.4rem; background: var(--soft); }
a { color: var(--blue); text-decoration: none; }
a:hover { text-decoration: underline; }
code { font: .86em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--soft); padding: .05em .3em;
  border-radius: 3px; overflow-wrap: break-word; }
blockquote { margin: .8rem 0 1.5rem; padding: .5rem 1rem; max-width: 62rem; border-left: 4px solid var(--line); background: var(--soft); }
.wide { overflow-x: auto; margin: .8rem 0 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.4; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--soft); font-weight: 600; }
td code { background: none; padding: 0; color: #41505f; }
.decision-table td:first-child, .guidance td:first-child { text-align: right; white-space: nowrap; }
.decision-table td:nth-child(2) { width: 16%; }
.decision-table td:nth-child(3) { width: 46%; }
.study-ratings td, .study-ratings th { text-align: center; }
.study-ratings td:first-child, .study-ratings th:first-child { text-align: left; white-space: nowrap; }
.study-ratings td:last-child, .study-ratings th:last-child { text-align: left; width: 14%; }
.facts td:first-child { width: 16%; }
.facts td:nth-child(2) { width: 26%; }
.facts td:nth-child(3) { width: 13%; }
.facts td:nth-child(4) { width: 10%; }
.derived-facts td:nth-child(1) { width: 18%; }
.derived-facts td:nth-child(2) { width: 40%; }
.added-lines td:nth-child(2) { width: 28%; }
.added-lines td:nth-child(4) { width: 36%; }
.suggestions td:nth-child(1) { width: 26%; }
.suggestions td:nth-child(3) { width: 36%; }
.suggestions td:nth-child(4) { width: 20%; }
.exceptions td:nth-child(4) { width: 48%; }
.vignettes { font-size: .78rem; }
.vignettes td:nth-child(2) { width: 26%; }
.vignettes td:nth-child(3) { width: 34%; }
.vignettes td { padding: .2rem .4rem; }
.open-questions td:nth-child(2) { width: 50%; }
.open-questions td:nth-child(4) { width: 20%; }
.approval td { height: 3.2rem; width: 25%; }
td[class^="is-"] { font-weight: 600; }
.is-appropriate, .is-indicated { background: #e2f3e6; }
.is-may-be-appropriate { background: #fdf3d6; }
.is-not-appropriate, .is-not-indicated { background: #f0f0f0; }
.is-indicated-urgent { background: #fde3cf; }
.is-indicated-emergency { background: #f9d4d4; }
.is-insufficient-information { background: #e6edf7; }
@page { size: A4 landscape; margin: 14mm 12mm; }
@media print {
  html { font-size: 11.5px; }
  body { font-size: 8.8pt; }
  main { max-width: none; padding: 0 1px; }
  a { color: inherit; }
  .wide { overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  p, li { orphans: 3; widows: 3; }
  thead { display: table-header-group; }
  td, th, blockquote { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

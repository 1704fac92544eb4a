import MarkdownIt from 'markdown-it';
import { type Html, raw } from './html.js';

// no HTML and no images: text of a card may hold words of a record
const writer = new MarkdownIt({ html: false, linkify: false }).disable('image');

/** Markdown of a card, or of the words of a criterion, as HTML; links lead to the web only and tell nobody where from. */
export function markdown(text: string): Html {
  const made = writer.render(text).replaceAll('<a href="http', '<a rel="noreferrer" href="http');
  // what is wider than the screen is scrolled, by keyboard too
  return raw(made.replaceAll('<pre>', '<pre tabindex="0">'));
}

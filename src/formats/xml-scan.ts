/**
 * Reads XML in one pass, without a tree: opening tags, text and closing tags in order. It knows as much of XML as office
 * files use; a document type is refused, so no text can grow out of declared entities.
 */

/** What is told of a document. Names come without their namespace prefix. */
export interface XmlVisitor {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  text(text: string): void;
  close(name: string): void;
}

/** Text that is not XML as it is read here; the message names the place. */
export class XmlError extends Error {}

/** Calls the visitor for every tag and text. Throws XmlError for what is not well formed enough to be understood. */
export function scanXml(xml: string, visitor: XmlVisitor): void {
  let depth = 0;
  for (let at = 0; at < xml.length;) {
    const start = xml.indexOf('<', at);
    const text = xml.slice(at, start < 0 ? xml.length : start);
    if (text !== '' && depth > 0) visitor.text(decodeText(text));
    if (start < 0) break;
    const special = skipSpecial(xml, start, visitor);
    if (special > 0) {
      at = special;
      continue;
    }
    const end = endOfTag(xml, start);
    const isClosing = xml[start + 1] === '/';
    const isEmpty = xml[end - 1] === '/';
    const inner = xml.slice(start + (isClosing ? 2 : 1), isEmpty ? end - 1 : end);
    const name = localName(inner);
    if (!isClosing) visitor.open(name, attributesOf(inner));
    if (isClosing || isEmpty) visitor.close(name);
    if (!isEmpty) depth += isClosing ? -1 : 1;
    at = end + 1;
  }
  if (depth !== 0) throw new XmlError('a tag is not closed');
}

/** Passes over declarations and comments and tells CDATA; 0 when an ordinary tag stands here. */
function skipSpecial(xml: string, start: number, visitor: XmlVisitor): number {
  if (xml.startsWith('<?', start)) return after(xml, '?>', start);
  if (xml.startsWith('<!--', start)) return after(xml, '-->', start);
  if (xml.startsWith('<![CDATA[', start)) {
    const end = after(xml, ']]>', start);
    visitor.text(xml.slice(start + 9, end - 3));
    return end;
  }
  if (xml.startsWith('<!', start)) throw new XmlError('it declares a document type');
  return 0;
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw new XmlError(`${mark} is missing after character ${from}`);
  return at + mark.length;
}

/** Place of the `>` that ends the tag; one within quotes does not. */
function endOfTag(xml: string, start: number): number {
  let quote = '';
  for (let i = start + 1; i < xml.length; i++) {
    const char = xml[i]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return i;
  }
  throw new XmlError(`the tag at character ${start} does not end`);
}

function localName(inner: string): string {
  const name = /^[^\s]+/.exec(inner)?.[0] ?? '';
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(inner: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, double, single] of inner.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    attributes.set(name!.slice(name!.indexOf(':') + 1), decodeText(double ?? single ?? ''));
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

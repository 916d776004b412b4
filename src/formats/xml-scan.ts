/**
 * XML in one pass, without a tree: opening tags, text and closing tags in order. A document type is refused, so that no
 * text can grow out of declared entities.
 */
import { SaxesParser } from 'saxes';

/** What is told of a document. Names come without their namespace prefix. */
export interface XmlVisitor {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  text(text: string): void;
  close(name: string): void;
}

/** Text that is not XML as it is read here; the message names the place. */
export class XmlError extends Error {}

/** Calls the visitor for every tag and text. Throws XmlError for what is not well formed or declares a document type. */
export function scanXml(xml: string, visitor: XmlVisitor): void {
  // A part that a package leaves out has nothing to tell.
  if (xml === '') return;
  const parser = new SaxesParser();
  const text = (value: string): void => visitor.text(value);
  parser.on('error', ({ message }) => {
    throw new XmlError(message);
  });
  parser.on('doctype', () => {
    throw new XmlError('it declares a document type');
  });
  parser.on('opentag', ({ name, attributes }) =>
    visitor.open(
      localName(name),
      new Map(Object.entries(attributes).map(([key, value]) => [localName(key), value])),
    ),
  );
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', ({ name }) => visitor.close(localName(name)));
  parser.write(xml).close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

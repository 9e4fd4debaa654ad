/** HTML that may stand in a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Inserted = string | number | Markup | undefined | readonly Inserted[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Template for HTML: what is inserted is escaped, unless it is Markup itself. Lists are joined, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Markup {
  return new Markup(String.raw({ raw: parts }, ...inserted.map(markupText)));
}

/** JSON for a script element that is not run: no text in it can end the element. */
export function embeddedJson(value: unknown): Markup {
  const text = JSON.stringify(value, (_key, each) => (typeof each === 'number' ? Number(each.toFixed(4)) : each));
  return new Markup(text.replaceAll('<', '\\u003c'));
}

function markupText(value: Inserted): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(markupText).join('');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

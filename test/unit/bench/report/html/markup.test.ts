import { expect, test } from 'vitest';
import { embeddedJson, html } from '../../../../../bench/report/html/markup.ts';

test('text that is inserted is escaped, markup is not, and what is undefined is left out', () => {
  const name = '<b onclick="x">&\'';
  expect(html`<p title="${name}">${[html`<i>${1}</i>`, undefined, '>']}</p>`.text).toBe(
    '<p title="&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;"><i>1</i>&gt;</p>',
  );
});

test('JSON in a page cannot end its element, and says the same', () => {
  const value = { name: '</script><script>alert(1)</script><!--', ms: 1.234_567 };
  const { text } = embeddedJson(value);
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toEqual({ ...value, ms: 1.2346 });
});

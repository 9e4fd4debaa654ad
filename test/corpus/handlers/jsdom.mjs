import { JSDOM, VirtualConsole } from 'jsdom';

const PAGE = `<!DOCTYPE html><style>p { color: red }</style><p id=greeting>hello</p><ul></ul>
<script>document.querySelector('p').textContent += ' from a script'; console.log('inside');</script>`;

export const handler = async ({ id, name, items }) => {
  const virtualConsole = new VirtualConsole().on('log', (text) => console.log('page:', text));
  const { window } = new JSDOM(PAGE, { url: 'https://example.com/', runScripts: 'dangerously', virtualConsole });
  const { document } = window;
  for (const item of items)
    document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: item }));
  document.cookie = `name=${name}`;
  const style = window.getComputedStyle(document.querySelector('p'));
  if (id === 8) document.querySelector(':::');
  return {
    text: document.body.textContent.trim(),
    list: document.querySelector('ul').outerHTML,
    style: [style.color, style.display],
    cookie: document.cookie,
  };
};

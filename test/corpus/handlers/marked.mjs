import { marked } from 'marked';
import sanitize from 'sanitize-html';

export const handler = async ({ name }) => {
  const html = await marked.parse(`# hello ${name}\n\n<script>bad</script> *good*`);
  console.log(html.length);
  return { html: sanitize(html) };
};

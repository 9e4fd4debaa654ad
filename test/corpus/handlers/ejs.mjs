import { fileURLToPath } from 'node:url';
import ejs from 'ejs';

const file = fileURLToPath(new URL('../assets/views/person.ejs', import.meta.url));

export const handler = async ({ id, name }) => {
  console.log('rendering');
  const text = id === 8 ? '<% throw new RangeError("inside") %>' : '<%= name %>';
  try {
    return { file: await ejs.renderFile(file, { name }), text: ejs.render(text, { name }) };
  } catch ({ message }) {
    return { message };
  }
};

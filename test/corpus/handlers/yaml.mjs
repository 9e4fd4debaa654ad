import { parse, stringify, YAMLParseError } from 'yaml';

export const handler = async (event) => {
  try {
    const text = event.id === 8 ? 'a: [1' : stringify(event);
    console.log(text);
    return parse(text);
  } catch (error) {
    console.error(error instanceof YAMLParseError);
    throw error;
  }
};

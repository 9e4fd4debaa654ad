import { customAlphabet, customRandom, nanoid } from 'nanoid';

export const handler = async ({ id }) => {
  console.log(nanoid().length, customAlphabet('ab', 5)().length);
  return { text: customRandom('abcdef', 10, (size) => new Uint8Array(size).map((_, index) => index * id))() };
};

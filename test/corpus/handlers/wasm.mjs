import { readFileSync } from 'node:fs';

const bytes = readFileSync(new URL('../assets/modules/add.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes);

export const handler = async ({ id }) => {
  console.log(bytes.length);
  return { sum: instance.exports.add(id, 1) };
};

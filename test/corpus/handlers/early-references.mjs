import { early, names } from '../assets/modules/circle-one.mjs';

export const handler = async ({ name }) => {
  console.log(early);
  return { name, early, names: names() };
};

import { One, one } from './circle-one.mjs';

export const two = 'two';
export const told = [() => one, () => new One(), () => typeof one].map((read) => {
  try {
    return read();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
});

import sum from './sum.cjs';

export default ({ items }) => sum(items);

export const fail = () => {
  throw new RangeError('cannot be summed');
};

import * as R from 'ramda';

export const handler = async ({ items }) => {
  console.log(R.type(items));
  return R.pipe(
    R.map(R.inc),
    R.groupBy((n) => (n % 2 === 0 ? 'even' : 'odd')),
  )(items);
};

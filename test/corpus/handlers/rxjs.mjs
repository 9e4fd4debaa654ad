import { from, lastValueFrom, map, mergeMap, of, toArray } from 'rxjs';
import { ajax } from 'rxjs/ajax';

export const handler = async ({ items }) => {
  console.log(typeof ajax);
  return await lastValueFrom(
    from(items).pipe(
      mergeMap((n) => of(n, n * 10)),
      map((n) => n + 1),
      toArray(),
    ),
  );
};

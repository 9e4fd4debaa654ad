/**
 * The flags that Lambda's own bootstrap gives Node.js for a function of that size, and snapboot's as well: 90 % of the
 * memory for old objects, 5 % for each half of the young ones, and room for large headers.
 */
export function heapFlags(memoryMb: number): readonly string[] {
  return [
    `--max-old-space-size=${memoryMb - Math.floor(memoryMb / 10)}`,
    `--max-semi-space-size=${Math.floor(memoryMb / 20)}`,
    '--max-http-header-size=81920',
  ];
}

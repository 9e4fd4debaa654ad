import { expect } from 'vitest';

/** The samples of an exposition: `name{labels}` as it stands there, and its value. */
export type Samples = Readonly<Record<string, number>>;

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (\\S+)$`);
const PARTS = /_(?:bucket|sum|count)$/;

/** Reads what Prometheus would read, and is as strict: every series once, under the head of its metric. */
export async function scrape(address: string): Promise<Samples> {
  const response = await fetch(`http://${address}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return samplesOf(await response.text());
}

/** Reads the text format. */
export function samplesOf(text: string): Samples {
  expect(text.endsWith('\n')).toBe(true);
  const samples: Record<string, number> = {};
  const heads = new Set<string>();
  let current = '';
  for (const line of text.split('\n').filter(Boolean)) {
    const [, kind, name = ''] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? [];
    if (kind === 'HELP') expect(heads.has(name), line).toBe(false);
    if (kind !== undefined) {
      heads.add(name);
      current = name;
      continue;
    }
    const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    expect([sample, sample.replace(PARTS, '')], line).toContain(current);
    expect(samples, line).not.toHaveProperty([sample + labels]);
    expect(Number.isNaN(Number(value)), line).toBe(false);
    samples[sample + labels] = Number(value);
  }
  return samples;
}

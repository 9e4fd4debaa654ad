import { readFileSync } from 'node:fs';

const { greeting } = JSON.parse(readFileSync(new URL('../locales/en.json', import.meta.url), 'utf8'));
console.log(greeting.replace('{{name}}', process.argv[2]));

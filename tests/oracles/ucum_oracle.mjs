// Checks src/record/cases/ucum_conversions.txt against the UCUM implementation of the National Library of Medicine.
//   npm ci --prefix tests/oracles && node tests/oracles/ucum_oracle.mjs           compares, exit 1 on a difference
//   node tests/oracles/ucum_oracle.mjs --write                                    writes the expected values anew
// Each line of the file: value, from, to, expected (tab-separated); "-" where the two do not convert.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ucum from '@lhncbc/ucum-lhc';

const path = fileURLToPath(new URL('../../src/record/cases/ucum_conversions.txt', import.meta.url));
const reference = ucum.UcumLhcUtils.getInstance();

function convert(value, from, to) {
  const answer = reference.convertUnitTo(from, Number(value), to);
  return answer.status === 'succeeded' ? answer.toVal : null;
}

function agree(expected, actual) {
  if (expected === '-' || actual === null) return expected === '-' && actual === null;
  return Math.abs(Number(expected) - actual) <= 1e-9 * Math.max(Math.abs(actual), 1e-30);
}

let checked = 0;
const differences = [];
const lines = readFileSync(path, 'utf8').split('\n').map((line) => {
  if (line === '' || line.startsWith('#')) return line;
  const [value, from, to, expected] = line.split('\t');
  const actual = convert(value, from, to);
  ++checked;
  if (!agree(expected, actual)) differences.push(`${value} ${from} -> ${to}: the file says ${expected}, the reference ${actual}`);
  return [value, from, to, actual === null ? '-' : String(Number(actual.toPrecision(12)))].join('\t');
});

if (process.argv.includes('--write')) {
  writeFileSync(path, lines.join('\n'));
  console.log(`${checked} conversions written`);
} else {
  differences.forEach((difference) => console.log(difference));
  console.log(`${checked} conversions checked, ${differences.length} differ`);
  process.exit(differences.length === 0 ? 0 : 1);
}
